import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { photo } from "../support/pictures.ts";
import { type Contestant, type EdgeReport, edgeToJson, edgeToText } from "./edge-report.ts";
import {
  type EdgeServer,
  missingPrograms,
  nameOf,
  startNginx,
  startTintype,
  versionOfNginx,
} from "./edge-servers.ts";
import { drive } from "./wrk.ts";

const usage = `bun run bench edge [flags]: renditions that exist, side by side with nginx
  --quick          one short round: does it work, not how fast
  --json           one JSON document instead of a table
  --binary FILE    the compiled executable instead of the source
  --rounds N       rounds of all three, in turn (5)
  --seconds N      of each server in a round (5)
`;

const connections = 16;
/** What an image on a page weighs. */
const wanted = { bytes: 17_000, within: 1_000 };

/** A large original, such as a film or a print. */
const largeBytes = 50_000_000;
const largeConnections = 4;

/** Hot renditions from memory, disk hits, and nginx with the same file; prints a report. */
export async function edge(args: string[]): Promise<void> {
  const { values: flags } = parseArgs({
    args,
    options: {
      quick: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
      binary: { type: "string" },
      rounds: { type: "string" },
      seconds: { type: "string" },
    },
  });
  if (flags.help) {
    process.stdout.write(usage);
    return;
  }
  const rounds = whole("rounds", flags.rounds, flags.quick ? 1 : 5);
  const seconds = whole("seconds", flags.seconds, flags.quick ? 1 : 5);
  const missing = missingPrograms();
  if (missing.length > 0) {
    throw new Error(
      `Expected ${missing.join(" and ")} on this machine: apt-get install ${missing.join(" ")}`,
    );
  }
  const data = mkdtempSync(join(tmpdir(), "tintype-edge-"));
  // However the run ends: an interrupted one does not come past the end of this function.
  process.on("exit", () => rmSync(data, { recursive: true, force: true }));
  const binary = flags.binary && resolve(flags.binary);
  const servers: EdgeServer[] = [];
  try {
    const report = await compare(data, binary, servers, rounds, seconds);
    process.stdout.write(`${flags.json ? edgeToJson(report) : edgeToText(report)}\n`);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

async function compare(
  data: string,
  binary: string | undefined,
  servers: EdgeServer[],
  rounds: number,
  seconds: number,
): Promise<EdgeReport> {
  const [originals, files] = [join(data, "originals"), join(data, "files")];
  for (const folder of [originals, files]) mkdirSync(folder);

  const memory = await startTintype("memory", originals, join(data, "memory"), binary, []);
  servers.push(memory);
  const flags = ["--memory-max-bytes", "0"];
  const disk = await startTintype("disk", originals, join(data, "disk"), binary, flags);
  servers.push(disk);
  const { path, body, type } = await rendition(memory.base, originals);
  writeFileSync(join(files, "rendition.jpg"), body);
  for (const folder of [originals, files]) {
    writeFileSync(join(folder, "large.bin"), Buffer.alloc(largeBytes, "not all the same "));
  }
  const nginx = await startNginx(files, join(data, "nginx"));
  servers.push(nginx);

  const all: Record<Contestant, { server: EdgeServer; url: string }> = {
    memory: { server: memory, url: memory.base + path },
    disk: { server: disk, url: disk.base + path },
    nginx: { server: nginx, url: `${nginx.base}/rendition.jpg` },
  };
  const report: EdgeReport = {
    servers: { tintype: nameOf(binary), nginx: versionOfNginx() },
    cores: availableParallelism(),
    connections,
    seconds,
    bytes: body.length,
    type,
    rounds: [],
    large: { bytes: largeBytes, connections: largeConnections, rounds: [] },
    logged: {} as EdgeReport["logged"],
  };
  const contestants = Object.keys(all) as Contestant[];
  const requests: Partial<Record<Contestant, number>> = {};
  for (const who of contestants) {
    say(`Warming up ${who}`);
    await sameAs(body, all[who].url, who);
    const warm = await drive(all[who].url, all[who].server.pid, Math.min(seconds, 3), connections);
    requests[who] = warm.requests;
  }
  for (let round = 1; round <= rounds; round += 1) {
    say(`Round ${round} of ${rounds}`);
    // Each goes first in turn: whoever follows a busy server finds its pages still being written.
    const order = contestants.map((_, i) => contestants[(i + round) % contestants.length]);
    const done = {} as EdgeReport["rounds"][number];
    for (const who of order as Contestant[]) {
      const { server, url } = all[who];
      done[who] = await drive(url, server.pid, seconds, connections);
      requests[who] = (requests[who] ?? 0) + done[who].requests;
    }
    report.rounds.push(done);
    report.large.rounds.push({
      tintype: await driveLarge(disk, seconds, requests, "disk"),
      nginx: await driveLarge(nginx, seconds, requests, "nginx"),
    });
  }
  // Lines are written a moment after their requests.
  await new Promise((resolve) => setTimeout(resolve, 500));
  for (const who of contestants) {
    const lines = all[who].server.logged();
    report.logged[who] = { lines, requests: requests[who] ?? 0 };
    await sameAs(body, all[who].url, who);
  }
  return report;
}

async function driveLarge(
  { base, pid }: EdgeServer,
  seconds: number,
  requests: Partial<Record<Contestant, number>>,
  who: Contestant,
) {
  const done = await drive(`${base}/large.bin`, pid, seconds, largeConnections);
  requests[who] = (requests[who] ?? 0) + done.requests;
  return done;
}

/**
 * A rendition of the wanted size, found by its width. Each width has an original of its own, so that
 * another server makes the same bytes: what is made of an original that is decoded already differs.
 */
async function rendition(base: string, originals: string) {
  const original = await photo(1600, 1200, { format: "jpeg" });
  for (let [narrow, wide] = [50, 1600]; wide - narrow > 1; ) {
    const width = Math.round((narrow + wide) / 2);
    writeFileSync(join(originals, `photo-${width}.jpg`), original);
    const path = `/tr:w-${width},f-jpg/photo-${width}.jpg`;
    const { body, type } = await get(base + path);
    if (Math.abs(body.length - wanted.bytes) <= wanted.within) return { path, body, type };
    if (body.length < wanted.bytes) narrow = width;
    else wide = width;
  }
  throw new Error(`No width gives a rendition of about ${wanted.bytes} bytes`);
}

async function get(url: string) {
  const answer = await fetch(url);
  const body = new Uint8Array(await answer.arrayBuffer());
  if (answer.status !== 200) throw new Error(`Expected a rendition, got ${answer.status}`);
  return { body, type: answer.headers.get("content-type") ?? "" };
}

/** All three give the same bytes, each from where it is said to. */
async function sameAs(body: Uint8Array, url: string, who: Contestant): Promise<void> {
  let cache: string | null = null;
  for (let i = 0; i < 50; i += 1) {
    const answer = await fetch(url);
    const got = new Uint8Array(await answer.arrayBuffer());
    if (Buffer.compare(got, body) !== 0)
      throw new Error(`${who} gave another file than the others`);
    cache = answer.headers.get("x-tintype-cache");
    if (who === "nginx" || cache === who) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`Expected ${url} from ${who}, got it from ${cache}`);
}

function whole(flag: string, text: string | undefined, fallback: number): number {
  const value = text === undefined ? fallback : Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`Cannot read --${flag}: expected a whole number above 0, got ${text}`);
}

/** Progress goes where it does not mix with the report. */
function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
