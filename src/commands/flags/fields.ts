import type { TProperties, TSchema } from "@sinclair/typebox";
import { readAllowed, readData } from "../../config.ts";
import { Failure } from "../../failure.ts";
import { parse, UsageError } from "../../flags/usage.ts";
import type { CheckResult } from "../../origins/check-result.ts";
import { permit } from "../../origins/permissions.ts";
import { openStore } from "../../store/open.ts";
import type { Store } from "../../store/store.ts";
import { didYouMean } from "../../suggestion.ts";
import type { Option } from "../command.ts";
import { bold, green, red } from "../terminal/terminal.ts";

/** A field of the management API as a flag: `s3ForcePathStyle` is `--s3-force-path-style`. */
export function flagOf(field: string): string {
  return field
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1-$2")
    .toLowerCase();
}

/** The lines of `--help` for fields. */
export function fieldHelp(properties: TProperties): Option[] {
  return Object.entries(properties).map(([field, schema]) => {
    const flag = flagOf(field);
    const no = schema.type === "boolean" ? ` (or --no-${flag})` : "";
    const values = wordsOf(schema);
    return { flag: `--${flag}`, meaning: `${schema.description}${no}`, ...(values && { values }) };
  });
}

/** The words that a field takes, or each item of it; undefined where it takes anything else. */
function wordsOf({ anyOf, items, "x-words": words }: TSchema): readonly string[] | undefined {
  if (items) return wordsOf(items);
  const constants = anyOf?.flatMap((choice: TSchema) =>
    choice.type === "boolean" ? [true, false] : [choice.const],
  );
  return words ?? (constants?.includes(undefined) ? undefined : constants?.map(String));
}

export interface Given {
  positionals: string[];
  /** Fields under the API's names; only those that were given. */
  fields: Record<string, unknown>;
  /** Whether a list is wanted for machines. */
  json: boolean;
  dryRun: boolean;
  data: string;
}

/** Reads flags for fields, `--data` and `--json`. Lists are repeated flags or commas, maps `NAME=VALUE`. */
export function readFields(args: string[], properties: TProperties = {}): Given {
  const names = new Map(Object.keys(properties).map((field) => [flagOf(field), field]));
  const options = Object.fromEntries(
    [...names].map(([flag, field]) => [flag, optionOf(properties[field] as TSchema)]),
  );
  const { values, positionals } = parse(args, {
    ...options,
    data: { type: "string" },
    json: { type: "boolean" },
    "dry-run": { type: "boolean" },
  });
  const fields: Record<string, unknown> = {};
  for (const [flag, field] of names) {
    const value = (values as Record<string, unknown>)[flag];
    if (value !== undefined) fields[field] = fieldValue(flag, properties[field] as TSchema, value);
  }
  return {
    positionals,
    fields,
    json: values.json === true,
    dryRun: values["dry-run"] === true,
    data: readData(values.data as string | undefined),
  };
}

function optionOf(schema: TSchema): { type: "string" | "boolean"; multiple?: boolean } {
  if (schema.type === "boolean") return { type: "boolean" };
  return { type: "string", multiple: schema.type === "array" || schema.type === "object" };
}

function fieldValue(flag: string, schema: TSchema, value: unknown): unknown {
  if (schema.type === "array") {
    return (value as string[]).flatMap((text) => text.split(",")).filter((text) => text !== "");
  }
  if (schema.type === "object") return Object.fromEntries((value as string[]).map(pairOf(flag)));
  if (schema.type === "integer") return Number(value);
  // `--encode-keys` is a word of which two are truth values.
  if (schema.anyOf && (value === "true" || value === "false")) return value === "true";
  return value;
}

function pairOf(flag: string) {
  return (text: string): [string, string] => {
    const at = text.indexOf("=");
    if (at < 1) throw new UsageError(`Cannot read --${flag}: expected NAME=VALUE`);
    return [text.slice(0, at), text.slice(at + 1)];
  };
}

/** Reads the number of a flag, at least 1; `fallback` when it was not given. */
export function countOf(flag: string, value: unknown, fallback: number, atMost: number): number {
  const count = value === undefined ? fallback : Number(value);
  if (Number.isInteger(count) && count >= 1 && count <= atMost) return count;
  throw new UsageError(`Cannot read --${flag}: expected a whole number from 1 to ${atMost}`);
}

/** Does something with the configuration in a data folder. */
export async function withStore<T>(
  data: string,
  work: (store: Store) => T | Promise<T>,
): Promise<T> {
  permit({ data, ...readAllowed(process.env) });
  const store = await openStore(data, process.env.TINTYPE_SECRET_KEY);
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

/**
 * Prints rows as JSON for machines, or in columns for people.
 * @param empty what to say to people when there is no row
 */
export function printRows(
  rows: Record<string, unknown>[],
  columns: string[],
  json: boolean,
  empty?: string,
): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return;
  }
  if (rows.length === 0 && empty !== undefined) {
    process.stdout.write(`${empty}\n`);
    return;
  }
  const cell = (value: unknown) => (Array.isArray(value) ? value.join(", ") : String(value ?? ""));
  const table = [columns, ...rows.map((row) => columns.map((column) => cell(row[column])))];
  const widths = columns.map((_, i) => Math.max(...table.map((row) => (row[i] ?? "").length)));
  for (const [i, row] of table.entries()) {
    const line = row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
    process.stdout.write(`${i === 0 ? bold(line) : line}\n`);
  }
}

/**
 * Prints what was tried, a line each, with what to change below what is wrong.
 * @param properties fields that are named as flags there
 */
export function printSteps(steps: readonly CheckResult[], properties: TProperties = {}): void {
  for (const { name, ok, message, help } of steps) {
    const advice = help === undefined ? "" : `\n        ${namingFlags(properties, help)}`;
    const mark = ok ? green("ok     ") : red("wrong  ");
    process.stdout.write(`${mark} ${name}: ${message}${advice}\n`);
  }
}

export const dataOption: Option = { flag: "--data", meaning: "Data folder, as for serve" };
export const jsonOption: Option = { flag: "--json", meaning: "Print JSON" };

/** What the API says of its fields, in the words of flags. */
export async function inFlags<T>(properties: TProperties, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== "EINVAL") throw error;
    // A text is quoted by the message already.
    throw new UsageError(namingFlags(properties, error.message).replace(/`"(.*)"`/g, "`$1`"));
  }
}

/** A sentence with the flags of the fields that it names. */
function namingFlags(properties: TProperties, sentence: string): string {
  return sentence.replace(/`(\w+)`/g, (whole, field) =>
    Object.hasOwn(properties, field) ? `--${flagOf(field)}` : whole,
  );
}

/** The one positional argument that a subcommand needs. */
export function onlyArgument({ positionals }: Given, what: string): string {
  const [first, ...rest] = positionals;
  if (first !== undefined && rest.length === 0) return first;
  throw new UsageError(
    `Expected ${what}${first === undefined ? "" : `, got ${positionals.join(" ")}`}`,
  );
}

/** The id of the record with this id or this name; a name that two share has to be an id. */
export function idOf(
  records: readonly { id: string; name: string }[],
  what: string,
  text: string,
): string {
  const found = records.filter(({ id, name }) => id === text || name === text);
  const [only] = found;
  if (only && found.length === 1) return only.id;
  throw new UsageError(
    only
      ? `More than one ${what} is called ${text}: use its id`
      : `There is no ${what} ${text}${didYouMean(
          text,
          records.map(({ name }) => name),
        )}`,
  );
}
