import { Type } from "@sinclair/typebox";
import { UsageError } from "../flags/usage.ts";
import { parseDuration } from "../flags/values.ts";
import { printable } from "../observe/access-log.ts";
import type { Command } from "./command.ts";
import { countOf, fieldHelp, printRows, readFields, withStore } from "./flags/fields.ts";

const properties = {
  limit: Type.Integer({ description: "Number of changes, 1 to 10000; default: 50" }),
  since: Type.String({
    description: "Only changes since a date (2026-01-31) or within a period (24h)",
  }),
};

export const log: Command = {
  summary: "show who changed what, newest first",
  usage: "log [--limit N] [--since DATE|DURATION]",
  examples: ["log --since 24h"],
  options: [
    ...fieldHelp(properties),
    { flag: "--json", meaning: "Print JSON" },
    { flag: "--data", meaning: "Data folder, as for serve" },
  ],
  async run(args) {
    const { fields, positionals, json, data } = readFields(args, properties);
    if (positionals.length > 0) {
      throw new UsageError(`Expected no arguments, got ${positionals.join(" ")}`);
    }
    const limit = countOf("limit", fields.limit, 50, 10_000);
    const since = fields.since === undefined ? 0 : readSince(String(fields.since), Date.now());
    await withStore(data, (store) => {
      const rows = store
        .changes({ limit, since })
        .map(({ time, ...change }) => ({ time: new Date(time).toISOString(), ...change }));
      // A name may hold what a terminal obeys.
      const shown = json
        ? rows
        : rows.map(({ name, summary, ...row }) => ({
            ...row,
            name: printable(name),
            summary: printable(summary),
          }));
      const empty = since === 0 ? "Nothing was changed yet" : "Nothing was changed in this period";
      printRows(shown, ["time", "actor", "action", "kind", "name", "summary"], json, empty);
    });
  },
};

/** In milliseconds since 1970: a date, or so long ago. */
function readSince(text: string, now: number): number {
  const duration = parseDuration(text);
  const time = duration === undefined ? Date.parse(text) : now - duration;
  if (Number.isFinite(time)) return time;
  throw new UsageError(
    `Cannot read --since: expected a date such as 2026-01-31 or a duration such as 24h, got \`${text}\``,
  );
}
