import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TProperties } from "@sinclair/typebox";
import { flagOf } from "../src/commands/fields.ts";
import { serveFlags } from "../src/flags.ts";
import { endpointSchema } from "../src/management/endpoints.ts";
import { originTypes } from "../src/origins/types.ts";
import { placement, textStyle } from "../src/url/layer.ts";
import type { Parameter } from "../src/url/parameter.ts";
import { parameters } from "../src/url/parameters.ts";

const file = join(import.meta.dirname, "../README.md");

/** Rewrites the tables with `UPDATE_README=1 bun test test/readme.test.ts`. */
function holds(name: string, table: string): void {
  const readme = readFileSync(file, "utf8");
  const part = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
  const updated = readme.replace(part, (_, start, end) => `${start}${table}\n${end}`);
  if (process.env.UPDATE_README === "1") writeFileSync(file, updated);
  else expect(readme).toBe(updated);
}

function tableOf(rows: Record<string, Parameter>): string {
  const lines = Object.entries(rows).map(
    ([key, { kind, meaning }]) => `| \`${key}\` | ${kind.expected} | ${meaning} |`,
  );
  return ["| | value | meaning |", "|---|---|---|", ...lines].join("\n");
}

test("the README's parameters are those that are read", () => {
  holds("parameters", tableOf(parameters));
  holds("placement", tableOf(placement));
  holds("text", tableOf(textStyle));
});

test("the README's fields of origins and endpoints are those of the API", () => {
  const rows = new Map<string, { types: string[]; description: string }>();
  for (const [type, { properties }] of Object.entries(originTypes)) {
    for (const [field, schema] of Object.entries(properties as TProperties)) {
      const row = rows.get(field) ?? { types: [], description: String(schema.description) };
      row.types.push(type);
      rows.set(field, row);
    }
  }
  const all = Object.keys(originTypes).length;
  const lines = [...rows].map(([field, { types, description }]) => {
    const where = types.length === all ? "every type" : types.join(", ");
    return `| \`--${flagOf(field)}\` | ${where} | ${description} |`;
  });
  holds("origins", ["| flag of `origin add` | types | |", "|---|---|---|", ...lines].join("\n"));
  const settings = Object.entries(endpointSchema.properties as TProperties).map(
    ([field, schema]) => `| \`--${flagOf(field)}\` | ${schema.description} |`,
  );
  holds("endpoints", ["| flag of `endpoint set` | |", "|---|---|", ...settings].join("\n"));
});

test("the README's flags are those that are read", () => {
  const rows = Object.entries(serveFlags).map(([flag, { variable, fallback, meaning }]) => {
    const initial = fallback === undefined ? "" : `\`${fallback}\``;
    return `| \`--${flag}\` | \`${variable}\` | ${initial} | ${meaning} |`;
  });
  holds("flags", ["| flag | environment | default | |", "|---|---|---|---|", ...rows].join("\n"));
});
