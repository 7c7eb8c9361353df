import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readList, services } from "./lists.ts";
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
  --causes        what stands in the way, too
  --urls          what became of each URL, too
  --json          one JSON document
`;

function progress(done: number): void {
  if (done % 50 === 0) process.stderr.write(`${done} URLs\n`);
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
    },
  });
  if (flags.help) return void process.stdout.write(usage);
  const folder = mkdtempSync(join(tmpdir(), "tintype-wild-"));
  const web = startWeb(folder);
  try {
    await writeOriginals(folder, { pixels: !flags.plan, clip: !flags.plan });
    const urls = services.flatMap((service) => readList(service, web.url, flags.lists));
    const plan = createPlanner(folder);
    const planned: Seen[] = [];
    for (const url of urls) planned.push({ url, ...(await plan(url)) });
    const answers = flags.plan ? planned : await serveWild(folder, urls, progress);
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
