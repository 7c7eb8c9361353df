import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Verdict } from "../../../src/migrate/audit/verdict.ts";
import { differenceOf } from "./compare.ts";
import { readList, services } from "./lists.ts";
import { mutationsOf } from "./mutations.ts";
import { writeOriginals } from "./originals.ts";
import { createPlanner } from "./plan.ts";
import { causesOf, type Seen, toText } from "./report.ts";
import { type Answered, serveWild } from "./served.ts";
import { videosText } from "./videos.ts";
import { startWeb } from "./web.ts";

// `bun run bench wild`: URLs as sites have them, and what becomes of them.

const usage = `bun run bench wild [flags]
  --plan          by the rules alone, without a server and without pixels
  --lists FOLDER  other lists: cloudinary.txt, imagekit.txt and imgix.txt
  --mutations N   instead of them, N URLs that were made of them: what the server does otherwise
                  than the audit says
  --causes        what stands in the way, too
  --urls          what became of each URL, too
  --json          one JSON document
`;

function progress(done: number): void {
  if (done % 50 === 0) process.stderr.write(`${done} URLs\n`);
}

function printDifferences(
  planned: readonly (Seen & Verdict)[],
  answers: readonly Answered[],
): void {
  let count = 0;
  for (const [i, answer] of answers.entries()) {
    const difference = differenceOf(planned[i] as Verdict, answer);
    if (difference === undefined) continue;
    count += 1;
    process.stdout.write(`${answer.url.written}\n  ${difference}\n`);
  }
  process.stdout.write(`${count} of ${answers.length} URLs are not answered as the audit says\n`);
}

/** Answers the words behind \`bench wild\`. */
export async function wild(args: string[]): Promise<void> {
  const { values: flags } = parseArgs({
    args,
    options: {
      plan: { type: "boolean", default: false },
      causes: { type: "boolean", default: false },
      urls: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
      lists: { type: "string" },
      mutations: { type: "string" },
    },
  });
  if (flags.help) return void process.stdout.write(usage);
  const folder = mkdtempSync(join(tmpdir(), "tintype-wild-"));
  const web = startWeb(folder);
  try {
    await writeOriginals(folder, { pixels: !flags.plan, clip: !flags.plan });
    const listed = services.flatMap((service) => readList(service, web.url, flags.lists));
    const urls = flags.mutations ? mutationsOf(listed, Number(flags.mutations)) : listed;
    const plan = createPlanner(folder);
    const planned: (Seen & Verdict)[] = [];
    for (const url of urls) planned.push({ url, ...(await plan(url)) });
    const answers = flags.plan ? planned : await serveWild(folder, urls, progress);
    if (flags.mutations && !flags.plan) return printDifferences(planned, answers as Answered[]);
    // What was answered counts; the rules tell what became of each parameter.
    const seen = planned.map((each, i): Seen => {
      const { status = 0, reason } = answers[i] ?? {};
      return { ...each, status, reason };
    });
    if (flags.json) {
      process.stdout.write(`${JSON.stringify(seen)}\n`);
      return;
    }
    process.stdout.write(toText(seen));
    if (!flags.plan) process.stdout.write(videosText(answers as Answered[]));
    for (const [cause, count] of flags.causes ? causesOf(seen, false) : []) {
      process.stdout.write(`${String(count).padStart(4)}  ${cause}\n`);
    }
    for (const { url, status, reason = "" } of flags.urls ? seen : []) {
      process.stdout.write(`${status}  ${url.written}  ${reason}\n`);
    }
  } finally {
    web.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
