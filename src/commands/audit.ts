import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { readData } from "../config.ts";
import { Failure } from "../failure.ts";
import { defaultLimits } from "../limits.ts";
import { collect, judgeAll, writeAll } from "../migrate/audit/audit.ts";
import { type AuditConfig, openAuditConfig } from "../migrate/audit/config-snapshot.ts";
import { createRehearsal } from "../migrate/audit/dry-run.ts";
import { createLedger, type Ledger } from "../migrate/audit/ledger.ts";
import { type Summary, sampleOf, summarise } from "../migrate/audit/summary.ts";
import type { Sample } from "../migrate/compare/samples.ts";
import { reportOf } from "../migrate/report/report.ts";
import { summaryText } from "../migrate/report/text.ts";
import { type Progress, showProgress } from "../progress.ts";
import { openFontLibrary } from "../render/fonts/library.ts";
import { openDatabase } from "../runtime/runtime.ts";
import type { Store } from "../store/store.ts";
import type { Command } from "./command.ts";
import { type AuditRequest, auditOptions, readAuditRequest } from "./flags/audit-flags.ts";
import { withStore } from "./flags/fields.ts";
import { takeServerEnvironment } from "./host/server-environment.ts";

export const audit: Command = {
  summary: "check which of your existing URLs would work",
  usage: "audit FILE|- [flags]",
  examples: [
    "audit access.log.gz --report audit.html",
    "audit sitemap.xml --compare https://res.cloudinary.com --report audit.html",
  ],
  options: auditOptions,
  async run(args) {
    const request = await readAuditRequest(args);
    // A folder alone needs no configuration, and leaves none behind.
    const data = request.data ?? process.env.TINTYPE_DATA;
    if (request.folder !== undefined && !data) return start(request, undefined);
    const place = readData(request.data);
    return withStore(place, async (store) => {
      await takeServerEnvironment(place, store);
      await start(request, store);
    });
  },
};

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
