import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { isInUse } from "../../cache/index-file.ts";
import { readData } from "../../config.ts";
import { parse, UsageError } from "../../flags/usage.ts";
import { type BackupContents, restoreBackup, writeBackup } from "../../store/backup.ts";
import type { Command } from "../command.ts";
import { dataOption } from "../flags/fields.ts";

const forceOption = { flag: "--force", meaning: "Replace what is there" };

export const backup: Command = {
  summary: "write configuration, credentials and their key into one file, also while serving",
  usage: "backup FILE [--force]",
  examples: [
    "backup tintype.backup",
    "backup /backup/tintype.backup --force --data /var/lib/tintype",
  ],
  options: [forceOption, dataOption],
  async run(args) {
    const { file, data, force } = readForce(args);
    if (existsSync(file) && !force) {
      throw new UsageError(`Cannot write ${file}: it exists already, and --force would replace it`);
    }
    const contents = await writeBackup(data, process.env.TINTYPE_SECRET_KEY, file);
    process.stdout.write(`Wrote ${file}: ${told(contents)}\n`);
    if (contents.needsSecret) {
      process.stderr.write(
        "The credentials are sealed with TINTYPE_SECRET_KEY, which is not in the file: keep it, too\n",
      );
    }
  },
};

export const restore: Command = {
  summary: "put a backup into the data folder, while no server uses it",
  usage: "restore FILE [--force]",
  examples: ["restore tintype.backup --data /var/lib/tintype"],
  options: [forceOption, dataOption],
  async run(args) {
    const { file, data, force } = readForce(args);
    if (!existsSync(file)) throw new UsageError(`There is no file ${file}`);
    if (await isInUse(join(data, "cache"))) {
      throw new UsageError(`Cannot restore into ${data}: a server runs on it; stop it first`);
    }
    if (existsSync(join(data, "origins.sqlite")) && !force) {
      throw new UsageError(
        `Cannot restore into ${data}: there is a configuration already, and --force would replace it`,
      );
    }
    const contents = await restoreBackup(file, data, process.env.TINTYPE_SECRET_KEY);
    process.stdout.write(`Restored into ${data}: ${told(contents)}\n`);
  },
};

function readForce(args: string[]) {
  const { values, positionals } = parse(args, {
    data: { type: "string" },
    force: { type: "boolean" },
  });
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0) {
    throw new UsageError(`Expected one file, got ${positionals.join(" ") || "nothing"}`);
  }
  return { file: resolve(file), data: readData(values.data), force: values.force === true };
}

function told({ origins, endpoints, named }: BackupContents): string {
  return [
    count(origins, "origin"),
    count(endpoints, "URL endpoint"),
    count(named, "named transformation"),
  ].join(", ");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
