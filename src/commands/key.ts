import { newPrivateKey, privateKey } from "../api/resources/private-key.ts";
import { parse, UsageError } from "../flags/usage.ts";
import type { Command } from "./command.ts";
import { withStore } from "./flags/fields.ts";
import { configOf, sharedHelp, sharedOptions } from "./flags/shared-flags.ts";

export const key: Command = {
  summary: "show the private key, or replace it",
  usage: "key [--new]",
  examples: ["key", "key --new"],
  options: [
    { flag: "--new", meaning: "Replace the key; URLs signed with the old one stop working" },
    { flag: "--json", meaning: "Print JSON" },
    ...sharedHelp("data"),
  ],
  async run(args) {
    const { values, positionals } = parse(args, {
      ...sharedOptions("data"),
      new: { type: "boolean" },
      json: { type: "boolean" },
    });
    if (positionals.length > 0) {
      throw new UsageError(`Expected no arguments, got ${positionals.join(" ")}`);
    }
    const config = configOf(values);
    if (values.new && config.privateKey !== undefined) {
      throw new UsageError(
        "Cannot replace the key in TINTYPE_PRIVATE_KEY, which takes precedence: change or unset the variable",
      );
    }
    const shown = await withStore(config.data, (store) =>
      values.new ? newPrivateKey(store) : privateKey(store, config.privateKey).key,
    );
    process.stdout.write(`${values.json ? JSON.stringify({ privateKey: shown }) : shown}\n`);
    if (values.new) {
      process.stderr.write("Restart the server if it is running: it still uses the old key\n");
    }
  },
};
