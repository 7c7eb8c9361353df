import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { serveFlags } from "../src/config.ts";
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

test("the README's parameters are those that are read", () => {
  const rows = Object.entries(parameters).map(
    ([key, { kind, meaning }]) => `| \`${key}\` | ${kind.expected} | ${meaning} |`,
  );
  holds("parameters", ["| | value | meaning |", "|---|---|---|", ...rows].join("\n"));
});

test("the README's flags are those that are read", () => {
  const rows = Object.entries(serveFlags).map(([flag, { variable, fallback, meaning }]) => {
    const initial = fallback === undefined ? "" : `\`${fallback}\``;
    return `| \`--${flag}\` | \`${variable}\` | ${initial} | ${meaning} |`;
  });
  holds("flags", ["| flag | environment | default | |", "|---|---|---|---|", ...rows].join("\n"));
});
