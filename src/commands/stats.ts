import { setTimeout as sleep } from "node:timers/promises";
import { parse, UsageError } from "../flags/usage.ts";
import type { Statistics } from "../observe/statistics.ts";
import type { Command } from "./command.ts";
import { configOf, neededKey, sharedHelp, sharedOptions } from "./flags/shared-flags.ts";
import { reach, serverAddress } from "./running-server.ts";
import { lineOf, statisticsText } from "./terminal/stats-text.ts";

/** Milliseconds between two looks. */
const every = 2000;

/** Seconds that rates are told of. */
const lately = 10;

export const stats: Command = {
  summary: "show numbers of a running server",
  usage: "stats [--watch]",
  examples: ["stats --watch"],
  options: [
    { flag: "--watch", meaning: "Refresh every two seconds until interrupted" },
    {
      flag: "--server",
      meaning: "Address of the management API; default: the server that runs on the data folder",
    },
    ...sharedHelp("private-key"),
    { flag: "--json", meaning: "Print JSON; with --watch, one line each time" },
    ...sharedHelp("data"),
  ],
  async run(args) {
    const { values, positionals } = parse(args, {
      ...sharedOptions("private-key", "data"),
      server: { type: "string" },
      watch: { type: "boolean" },
      json: { type: "boolean" },
    });
    if (positionals.length > 0) {
      throw new UsageError(`Expected no arguments, got ${positionals.join(" ")}`);
    }
    const config = configOf(values);
    const server = reach(serverAddress(values.server, config), await neededKey(config));
    const look = () => server.call<Statistics>("GET", `/v1/stats?seconds=${lately}&minutes=0`);
    if (!values.watch) {
      const numbers = await look();
      const text = values.json ? `${JSON.stringify(numbers, null, 2)}\n` : statisticsText(numbers);
      process.stdout.write(text);
      return;
    }
    // The reader has seen enough: `| head`.
    process.stdout.on("error", () => process.exit(0));
    for (;;) {
      const numbers = await look();
      if (values.json) process.stdout.write(`${JSON.stringify(numbers)}\n`);
      else if (process.stdout.isTTY) process.stdout.write(anew + statisticsText(numbers));
      else process.stdout.write(`${lineOf(numbers)}\n`);
      await sleep(every);
    }
  },
};

/** To the upper left corner, and what stood below is gone. */
const anew = "\u001b[H\u001b[J";
