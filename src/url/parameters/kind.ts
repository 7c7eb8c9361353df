import { Failure } from "../../failure.ts";
import { printDecimal } from "./decimal.ts";

/** Which texts are values of a kind, as data: the message about a bad value is made from it. */
export type Values = Form & {
  /** Nothing may follow the parameter's name. */
  optional?: true;
};

type Form =
  | NumberForm
  /** One of `choices`, or what `or` says in words. */
  | { type: "choice"; choices: readonly string[]; or?: string }
  | { type: "boolean" }
  /** Nothing after the name: the effect is there or not. */
  | { type: "presence" }
  /** A notation of its own, which `form` describes. */
  | { type: "text"; form: string };

export interface NumberForm {
  type: "number" | "integer";
  /** The least value; with `above`, values have to be greater than it. */
  min?: number;
  max?: number;
  above?: true;
  unit?: "degrees" | "pixels";
  /** Words that may stand in place of the number. */
  choices?: readonly string[];
}

/**
 * A kind of parameter value: how its text becomes a typed value, and how the value is printed back
 * in its one canonical spelling. `parse` returns undefined when the text is not of the kind.
 */
export interface Kind<T> {
  values: Values;
  parse(text: string): T | undefined;
  print(value: T): string;
  /** The value that a mistyped one most likely stands for, where there are too many to list. */
  near?(text: string): string | undefined;
}

/** A kind whose values are numbers, or are written in place of one. */
export interface NumberKind<T> extends Kind<T> {
  values: NumberForm;
}

/** The value type of a kind. */
export type ValueOf<K> = K extends Kind<infer T> ? T : never;

/** A notation of its own, for a kind's `values`. */
export function notation(form: string): Values {
  return { type: "text", form };
}

/** What a kind's values are, in words: `a number from 1 to 100`. */
export function describeValues(values: Values): string {
  const described = describeForm(values);
  return values.optional ? `nothing, or ${described}` : described;
}

function describeForm(form: Form): string {
  switch (form.type) {
    case "choice":
      return `one of ${form.choices.join(", ")}${form.or === undefined ? "" : `, or ${form.or}`}`;
    case "boolean":
      return "true or false";
    case "presence":
      return "nothing after its name";
    case "text":
      return form.form;
    default:
      return [describeNumber(form), ...(form.choices ?? [])].join(", or ");
  }
}

function describeNumber({ type, min, max, above, unit }: NumberForm): string {
  const number = type === "integer" ? "a whole number" : "a number";
  const subject = unit === "degrees" ? unit : unit ? `${number} of ${unit}` : number;
  if (min === undefined) return `${subject}, with N for minus`;
  const start = `${above ? "above" : "from"} ${printDecimal(min)}`;
  return max === undefined ? `${subject} ${start}` : `${subject} ${start} to ${printDecimal(max)}`;
}

/** Reads a value, or says which parameter could not be read, what it expects and what came. */
export function readValue<T>(parameter: string, kind: Kind<T>, text: string): T {
  const value = kind.parse(text);
  if (value !== undefined) return value;
  const got = text === "" ? "nothing" : `\`${text.slice(0, 80)}\``;
  const near = kind.near?.(text);
  const hint = near === undefined ? "" : `: did you mean \`${near}\`?`;
  throw new Failure(
    "EINVAL",
    `Cannot read \`${parameter}\`: expected ${describeValues(kind.values)}, got ${got}${hint}`,
  );
}
