import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { readData } from "../config.ts";
import { Failure } from "../failure.ts";
import { parse, UsageError } from "../flags/usage.ts";
import { defaultLimits } from "../limits.ts";
import { collect, judgeAll, writeAll } from "../migrate/audit/audit.ts";
import { type AuditConfig, openAuditConfig, rewriters } from "../migrate/audit/config-snapshot.ts";
import { createRehearsal } from "../migrate/audit/dry-run.ts";
import { createLedger, type Ledger } from "../migrate/audit/ledger.ts";
import { type Summary, sampleOf, summarise } from "../migrate/audit/summary.ts";
import type { LiveServer, Sample } from "../migrate/compare/samples.ts";
import { reportOf } from "../migrate/report/report.ts";
import { summaryText } from "../migrate/report/text.ts";
import { type Progress, showProgress } from "../progress.ts";
import { openFontLibrary } from "../render/fonts/library.ts";
import { openDatabase } from "../runtime/runtime.ts";
import type { Store } from "../store/store.ts";
import type { Command } from "./command.ts";
import { withStore } from "./flags/fields.ts";
import { takeServerEnvironment } from "./host/server-environment.ts";

export const audit: Command = {
  summary: "check which of your existing URLs would work",
  usage: "audit FILE|- [flags]",
  examples: [
    "audit access.log.gz --report audit.html",
    "audit sitemap.xml --compare https://res.cloudinary.com --report audit.html",
  ],
  options: [
    { flag: "--folder", meaning: "Use this copy of a bucket instead of the origins, offline" },
    {
      flag: "--rewriter",
      meaning: `Read the URLs as ${rewriters.join(", ")}; default: as the URL endpoint does`,
      values: rewriters,
    },
    {
      flag: "--host",
      meaning:
        "Only URLs of this host, or OLD=NEW to look them up as NEW's; repeatable; default: any host",
    },
    { flag: "--id", meaning: "ImageKit id accepted as the first path segment, as for serve" },
    { flag: "--fonts", meaning: "Folder of fonts that texts may name, as for serve" },
    { flag: "--report", meaning: "Write an HTML report to this file" },
    { flag: "--compare", meaning: "Base URL of the live server: compare a sample of its images" },
    {
      flag: "--sample",
      meaning: "Images in the report and the comparison, 0 to 1000; default: 50",
    },
    { flag: "--rate", meaning: "Requests per second to the live server, 0.1 to 100; default: 2" },
    {
      flag: "--allow-private-network",
      meaning: "Let --compare reach private networks and this machine",
    },
    { flag: "--jobs", meaning: "URLs checked at a time, 1 to 64; default: 16" },
    { flag: "--json", meaning: "Print JSON lines, one for each URL, the summary last" },
    { flag: "--data", meaning: "Data folder, as for serve" },
  ],
  async run(args) {
    const { values, positionals } = parse(args, {
      folder: { type: "string" },
      fonts: { type: "string" },
      rewriter: { type: "string" },
      id: { type: "string" },
      report: { type: "string" },
      compare: { type: "string" },
      data: { type: "string" },
      sample: { type: "string", default: "50" },
      rate: { type: "string", default: "2" },
      jobs: { type: "string", default: "16" },
      host: { type: "string", multiple: true, default: [] },
      "allow-private-network": { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    });
    const [input, ...more] = positionals;
    if (input === undefined || more.length > 0) {
      throw new UsageError("Expected a file with URLs, such as `audit urls.txt`, or `-`");
    }
    const { folder, compare } = values;
    const fonts = values.fonts ?? (process.env.TINTYPE_FONTS || undefined);
    const request: AuditRequest = {
      input,
      rewriter: readRewriter(values.rewriter),
      hosts: new Map(values.host.map(readHost)),
      folder: folder === undefined ? undefined : await readFolder("folder", folder),
      fonts: fonts === undefined ? undefined : await readFolder("fonts", fonts),
      id: values.id ?? (process.env.TINTYPE_ID || undefined),
      report: values.report === undefined ? undefined : resolve(values.report),
      sample: readNumber("sample", values.sample, 0, 1000),
      jobs: readNumber("jobs", values.jobs, 1, 64),
      json: values.json,
      live:
        compare === undefined
          ? undefined
          : {
              base: readBase(compare),
              rate: readNumber("rate", values.rate, 0.1, 100),
              allowPrivateNetwork: values["allow-private-network"],
            },
    };
    // A folder alone needs no configuration, and leaves none behind.
    const data = values.data ?? process.env.TINTYPE_DATA;
    if (folder !== undefined && !data) return start(request, undefined);
    const place = readData(values.data);
    return withStore(place, async (store) => {
      await takeServerEnvironment(place, store);
      await start(request, store);
    });
  },
};

interface AuditRequest {
  input: string;
  folder: string | undefined;
  fonts: string | undefined;
  rewriter: (typeof rewriters)[number] | undefined;
  hosts: Map<string, string>;
  id: string | undefined;
  report: string | undefined;
  sample: number;
  jobs: number;
  json: boolean;
  live: LiveServer | undefined;
}

/** Milliseconds that all origins together have for one URL. */
const timeoutMilliseconds = 30_000;

async function start(request: AuditRequest, store: Store | undefined): Promise<void> {
  const snapshot = await openAuditConfig({ store, ...request });
  const progress = showProgress(process.stderr);
  const folder = await mkdtemp(join(tmpdir(), "tintype-audit-"));
  const database = await openDatabase(join(folder, "ledger.sqlite"));
  const began = performance.now();
  try {
    const ledger = createLedger(database);
    const summary = await auditAll(request, snapshot, ledger, progress);
    const samples =
      request.report === undefined && !request.live
        ? []
        : await makeSamples(request, snapshot, { ledger, folder, progress });
    progress.end();
    if (request.report !== undefined) {
      const name = request.input === "-" ? "standard input" : basename(request.input);
      const times = { at: Date.now(), milliseconds: performance.now() - began };
      const live = request.live ? { live: request.live.base } : {};
      const { against } = snapshot;
      const html = reportOf({ summary, samples, input: name, against, ...live, ...times });
      await writeFile(request.report, html);
    }
    await print(request, summary, samples);
    const { missing, refused, unreachable } = summary.outcomes;
    if (missing.urls + refused.urls + unreachable.urls > 0) process.exitCode = 1;
  } finally {
    progress.end();
    database.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function auditAll(
  { input, hosts, jobs, json, fonts }: AuditRequest,
  { looking, privateKey }: AuditConfig,
  ledger: Ledger,
  progress: Progress,
): Promise<Summary> {
  const read = await collect(input, ledger, {
    hosts,
    progress: (urls) => progress.update(() => `Reading: ${urls} URLs`),
  });
  const urls = ledger.count();
  if (urls === 0) throw new Failure("ENOENT", `There are no URLs in ${input}`);
  const found = await looking({
    database: ledger.database,
    urls,
    progress: (origin, objects) =>
      progress.update(() => `Listing ${origin}: ${objects} objects so far`),
  });
  const options = {
    snapshot: found,
    limits: defaultLimits,
    privateKey,
    timeout: timeoutMilliseconds,
    ...(fonts === undefined ? {} : { fonts: openFontLibrary(fonts) }),
  };
  await judgeAll(ledger, {
    jobs,
    rehearse: createRehearsal(options),
    progress: (done) => progress.update(() => `Checking: ${done} of ${urls} URLs`),
    async judged(results) {
      if (!json) return;
      const lines = results.map(({ id: _, folder: __, ...result }) =>
        JSON.stringify({ type: "url", ...result }),
      );
      await writeAll(process.stdout, `${lines.join("\n")}\n`);
    },
  });
  return summarise(ledger.database, read);
}

async function makeSamples(
  { sample: size, live }: AuditRequest,
  { rendering }: AuditConfig,
  { ledger, folder, progress }: { ledger: Ledger; folder: string; progress: Progress },
): Promise<Sample[]> {
  const chosen = sampleOf(ledger.database, size);
  if (chosen.length === 0) return [];
  const { openRenderings } = await import("../migrate/compare/renderings.ts");
  const renderings = await openRenderings(rendering, folder, live);
  const samples: Sample[] = [];
  let next = 0;
  let done = 0;
  const worker = async () => {
    for (let i = next++; i < chosen.length; i = next++) {
      const { id, url, pattern } = chosen[i] as (typeof chosen)[0];
      const [entry] = ledger.entries(id - 1, 1);
      if (entry) samples[i] = await renderings.sample(entry, url, pattern);
      done += 1;
      progress.update(() => `${live ? "Comparing" : "Rendering"}: ${done} of ${chosen.length}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: renderings.jobs }, worker));
  } finally {
    renderings.close();
  }
  return samples;
}

async function print(
  { json, report }: AuditRequest,
  summary: Summary,
  samples: Sample[],
): Promise<void> {
  if (!json) {
    const where = report === undefined ? "" : `\n\nThe report is in ${report}`;
    return writeAll(process.stdout, `${summaryText(summary)}${where}\n`);
  }
  const lines = [
    ...samples.map((sample) => ({ type: "sample", ...withoutPixels(sample) })),
    { type: "summary", ...summary },
  ];
  await writeAll(process.stdout, `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`);
}

function withoutPixels({ ours, theirs, ...sample }: Sample) {
  const bare = ({ thumbnail: _, ...shown }: NonNullable<Sample["ours"]>) => shown;
  return {
    ...sample,
    ...(ours ? { ours: bare(ours) } : {}),
    ...(theirs ? { theirs: bare(theirs) } : {}),
  };
}

function readRewriter(text: string | undefined): AuditRequest["rewriter"] {
  const found = rewriters.find((name) => name === text?.toLowerCase());
  if (text === undefined || found) return found;
  throw new UsageError(`Cannot read --rewriter: expected ${rewriters.join(", ")}, got \`${text}\``);
}

function readHost(text: string): [string, string] {
  const [, host = "", as = host] = /^([\w.-]+)(?:=([\w.-]+))?$/.exec(text.toLowerCase()) ?? [];
  if (host !== "") return [host, as];
  throw new UsageError(`Cannot read --host: expected a host name or OLD=NEW, got \`${text}\``);
}

function readBase(text: string): string {
  const url = URL.parse(text);
  const plain = url && /^https?:$/.test(url.protocol) && url.search + url.hash === "";
  if (plain && url.username === "") return url.href.replace(/\/+$/, "");
  throw new UsageError(`Cannot read --compare: expected an http or https URL, got \`${text}\``);
}

async function readFolder(flag: string, text: string): Promise<string> {
  const found = await stat(text).catch(() => undefined);
  if (found?.isDirectory()) return resolve(text);
  throw new UsageError(`Cannot read --${flag}: expected a folder, got \`${text}\``);
}

function readNumber(flag: string, text: string, min: number, max: number): number {
  const whole = Number.isInteger(min);
  const value = (whole ? /^\d+$/ : /^\d+(?:\.\d+)?$/).test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  const expected = `expected a ${whole ? "whole " : ""}number from ${min} to ${max}`;
  throw new UsageError(`Cannot read --${flag}: ${expected}, got \`${text}\``);
}
