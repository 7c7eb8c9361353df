import { resolve, sep } from "node:path";
import { readData } from "../config.ts";
import { parse, UsageError } from "../flags/usage.ts";
import type { Tally } from "../migrate/export/export.ts";
import { showExport } from "../migrate/export/progress.ts";
import type { ExportSource } from "../migrate/export/source.ts";
import { typeOf } from "../origins/open.ts";
import { originTypes, typeNames } from "../origins/registry.ts";
import { readableBytes } from "../readable-bytes.ts";
import type { OriginRecord } from "../store/records.ts";
import type { Command } from "./command.ts";
import { idOf, withStore } from "./flags/fields.ts";
import { takeServerEnvironment } from "./host/server-environment.ts";

// Named apart from the keyword.
export const exportOriginals: Command = {
  summary: "copy the newest originals of a bucket, or of a copy of it, into a folder; resumable",
  usage: "export ORIGIN|COPY FOLDER",
  argument: "origin",
  examples: [
    "export Backup ./originals --dry-run",
    "export Backup ./originals --jobs 16 --keep-types",
    "export ./copy-of-the-bucket ./originals",
  ],
  options: [
    { flag: "--jobs", meaning: "Downloads at a time, 1 to 64; default: 8" },
    {
      flag: "--keep-types",
      meaning:
        "Keep image/upload, video/upload and raw/upload as folders; otherwise uploads share the root",
    },
    {
      flag: "--include-private",
      meaning:
        "Include private and authenticated assets, in folders of these names; do not serve them",
    },
    { flag: "--dry-run", meaning: "Show what would be fetched, and write nothing" },
    { flag: "--json", meaning: "Print the summary as JSON" },
    { flag: "--data", meaning: "Data folder, as for serve" },
  ],
  async run(args) {
    const { values, positionals } = parse(args, {
      jobs: { type: "string", default: "8" },
      "keep-types": { type: "boolean", default: false },
      "include-private": { type: "boolean", default: false },
      "dry-run": { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      data: { type: "string" },
    });
    const [name, folder, ...more] = positionals;
    if (name === undefined || folder === undefined || more.length > 0) {
      throw new UsageError(
        "Expected an origin, or a copy of a bucket, and a folder, such as `export Backup ./originals`",
      );
    }
    const to = resolve(folder);
    const copy = /[\\/]|^\.+$/.test(name) ? resolve(name) : undefined;
    const source =
      copy === undefined ? await ofOrigin(readData(values.data), name) : await ofCopy(copy, to);
    await run(source, {
      folder: to,
      jobs: readJobs(values.jobs),
      keepTypes: values["keep-types"],
      includePrivate: values["include-private"],
      dryRun: values["dry-run"],
      json: values.json,
    });
  },
};

function readJobs(text: string): number {
  const jobs = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (jobs >= 1 && jobs <= 64) return jobs;
  throw new UsageError(`Cannot read --jobs: expected a whole number from 1 to 64, got \`${text}\``);
}

interface ExportRequest {
  folder: string;
  jobs: number;
  keepTypes: boolean;
  includePrivate: boolean;
  dryRun: boolean;
  json: boolean;
}

/** Failures that the summary lists; all of them are printed when they happen. */
const listedAtMost = 1000;

async function ofOrigin(data: string, name: string): Promise<ExportSource> {
  const record = await withStore(data, async (store) => {
    await takeServerEnvironment(data, store);
    const id = idOf(store.origins(), "origin", name);
    return store.origins().find((origin) => origin.id === id) as OriginRecord;
  });
  if (!typeOf(record).bucket) {
    const expected = typeNames([...originTypes.values()].filter(({ bucket }) => bucket));
    throw new UsageError(
      `Cannot export ${record.name}: expected one of ${expected}, got ${record.type}`,
    );
  }
  return (await import("../migrate/export/source.ts")).sourceOfOrigin(record);
}

/** What is written must not be read again as a part of the copy. */
async function ofCopy(path: string, to: string): Promise<ExportSource> {
  if (`${to}${sep}`.startsWith(`${path}${sep}`)) {
    throw new UsageError(`Cannot export ${path} into itself: expected a folder outside of it`);
  }
  const source = await (await import("../migrate/export/source.ts")).sourceOfCopy(path);
  if (source) return source;
  throw new UsageError(`Cannot export ${path}: expected a copy of a Cloudinary backup bucket`);
}

async function run(source: ExportSource, request: ExportRequest): Promise<void> {
  const { exportBucket } = await import("../migrate/export/export.ts");
  const progress = showExport(process.stderr);
  const failures: { key: string; message: string }[] = [];
  const tally = await exportBucket(source, request, {
    progress: (state) => progress.update(state),
    fetched({ bytes }, { path }) {
      if (request.dryRun && !request.json)
        process.stdout.write(`${path} (${readableBytes(bytes)})\n`);
    },
    failed({ key }, message) {
      progress.say(`Cannot export ${key}: ${message}`);
      if (failures.length < listedAtMost) failures.push({ key, message });
    },
  }).finally(() => progress.end());
  const text = request.json
    ? JSON.stringify(
        { folder: request.folder, dryRun: request.dryRun, ...tally, failures },
        null,
        2,
      )
    : summary(tally, request);
  process.stdout.write(`${text}\n`);
  if (tally.failed > 0) process.exitCode = 1;
}

function summary(tally: Tally, { folder, dryRun }: ExportRequest): string {
  const { assets, fetched, present, failed, bytes, renamed, leftOut } = tally;
  const lines = [
    `${assets} originals: ${fetched} ${dryRun ? "to fetch" : "fetched"} (${readableBytes(bytes)}), ` +
      `${present} there already, ${failed} failed`,
  ];
  if (!dryRun) lines.push(`They lie in ${folder}, listed in tintype-export.jsonl`);
  if (renamed > 0) lines.push(`Changed names, because they are dangerous or taken: ${renamed}`);
  if (leftOut.private > 0) {
    lines.push(`Left out, being private or authenticated (--include-private): ${leftOut.private}`);
  }
  if (leftOut.other > 0) lines.push(`Left out, being no original: ${leftOut.other}`);
  return lines.join("\n");
}
