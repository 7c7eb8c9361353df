/** The parts of a JSON schema that a form needs. */
export interface FieldSchema {
  type?: string;
  title?: string;
  description?: string;
  default?: unknown;
  pattern?: string;
  writeOnly?: boolean;
  const?: unknown;
  anyOf?: FieldSchema[];
  items?: FieldSchema;
  /** Need not be asked for. */
  "x-advanced"?: boolean;
}

export interface ObjectSchema {
  description?: string;
  properties: Record<string, FieldSchema>;
  required?: string[];
}

/** The kind of control for a field. */
type Control =
  | { kind: "text" | "url" | "secret" | "switch" | "number" | "lines" | "pairs" }
  | { kind: "choice" | "several"; choices: unknown[] };

/** Labels and help shown in place of the API's names. */
export interface Wording {
  label: string;
  help?: string;
  placeholder?: string;
  advanced?: boolean;
  /** Labels for the values of a choice, by their JSON. */
  choices?: Record<string, string>;
}

export interface Field extends Wording {
  name: string;
  control: Control;
  required: boolean;
  fallback: unknown;
}

/** The fields of a form, from the table that the server checks its body against. */
export function fieldsOf(schema: ObjectSchema, words: Record<string, Wording>): Field[] {
  return Object.entries(schema.properties).map(([name, property]) => ({
    name,
    control: controlOf(property),
    required: schema.required?.includes(name) ?? false,
    fallback: property.default,
    help: withoutMarks(property.description ?? ""),
    choices: titlesOf(property),
    ...(words[name] ?? { label: humanised(name) }),
    ...(property["x-advanced"] ? { advanced: true } : {}),
  }));
}

function controlOf(schema: FieldSchema): Control {
  if (schema.anyOf) return { kind: "choice", choices: schema.anyOf.flatMap(valuesOf) };
  if (schema.type === "boolean") return { kind: "switch" };
  if (schema.type === "integer" || schema.type === "number") return { kind: "number" };
  if (schema.type === "object") return { kind: "pairs" };
  if (schema.type === "array") {
    const choices = (schema.items?.anyOf ?? []).flatMap(valuesOf);
    return choices.length > 0 ? { kind: "several", choices } : { kind: "lines" };
  }
  if (schema.writeOnly) return { kind: "secret" };
  return { kind: schema.pattern?.startsWith("^https") ? "url" : "text" };
}

/** The titles that a schema itself gives the values of a choice, by their JSON. */
function titlesOf({ anyOf, items }: FieldSchema): Record<string, string> {
  return Object.fromEntries(
    (anyOf ?? items?.anyOf ?? []).flatMap(({ title, const: value }) =>
      title === undefined ? [] : [[JSON.stringify(value), title]],
    ),
  );
}

function valuesOf(schema: FieldSchema): unknown[] {
  return schema.type === "boolean" ? [false, true] : [schema.const];
}

/** `s3ForcePathStyle` as `S3 force path style`. */
export function humanised(name: string): string {
  const words = name.replace(/([a-z\d])([A-Z])/g, "$1 $2").toLowerCase();
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

function withoutMarks(text: string): string {
  return text.replaceAll("`", "");
}

export type Values = Record<string, unknown>;

/**
 * The request body. Untouched secrets are left out, so that the server keeps them; so are empty
 * fields, for which the server has defaults.
 */
export function bodyOf(fields: readonly Field[], values: Values): Values {
  return Object.fromEntries(
    fields.flatMap(({ name, control }) => {
      const value = values[name];
      if (value === undefined || value === "") return [];
      const empty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
      if (control.kind === "pairs" && empty) return [];
      return [[name, value]];
    }),
  );
}

/** The required fields that are still empty. */
export function missingIn(fields: readonly Field[], values: Values): Field[] {
  return fields.filter(({ name, required }) => {
    const value = values[name];
    return required && (value === undefined || value === "");
  });
}

/** The name of the form's field that the server refuses; undefined where the form has none such. */
export function fieldAtFault(
  { field }: { field: string | undefined },
  fields: readonly Field[],
): string | undefined {
  return fields.find(({ name }) => name === field)?.name;
}

/** `Name: value` in each line. */
export function readPairs(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split("\n").flatMap((line) => {
      const [, name, value] = /^\s*([^:\s]+)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
      return name && value ? [[name, value]] : [];
    }),
  );
}

export function readLines(text: string): string[] {
  return text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
