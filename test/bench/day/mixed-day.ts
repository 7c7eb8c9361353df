import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startNginx, versionOfNginx } from "../edge-servers.ts";
import { ask, measure, wishes } from "../load.ts";
import { caching } from "../nginx-tasks.ts";
import { preparePhotos, readPhotos } from "../photos.ts";
import { writeSection } from "../section.ts";
import { createServedFolder } from "../served-folder.ts";
import { type Server, startIpx, startTintype, type Wish } from "../servers.ts";
import {
  type DayReport,
  dayPlot,
  daySection,
  dayTable,
  type Kind,
  type Times,
} from "./day-report.ts";

// `bun run bench day`: what clients wait for when most of what they ask for is there already.

const usage = `bun run bench day [flags]: hot, kept and new renditions, next to IPX behind nginx's cache
  --quick          one short round: does it work, not how fast
  --binary FILE    the compiled executable instead of the source
  --photos FOLDER  JPEG photos at least 1280 wide, instead of a download
  --rounds N       rounds of both, in turn (3)
  --document       in docs/benchmarks.md besides, with a plot
`;

/** Parts of all requests: for what is asked for all day, was made on another day, was never seen. */
const shares = { disk: 0.08, new: 0.02 };
const hotRenditions = 40;
const requestsPerSecond = 200;
const roundSeconds = 6;
const connections = 4;

/** One of a day's requests. */
interface DayRequest {
  kind: Kind;
  wish: Wish;
}

export async function mixedDay(args: string[]): Promise<void> {
  const { values: flags } = parseArgs({
    args,
    options: {
      quick: { type: "boolean", default: false },
      binary: { type: "string" },
      photos: { type: "string" },
      rounds: { type: "string", default: "3" },
      document: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (flags.help) return void process.stdout.write(usage);
  const rounds = flags.quick ? 1 : Number(flags.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new Error(`Cannot read --rounds: expected a whole number above 0, got ${flags.rounds}`);
  }
  if (!versionOfNginx()) throw new Error("Expected nginx on this machine: apt-get install nginx");
  const { photos } = flags;
  const set = photos === undefined ? await preparePhotos(24) : await readPhotos(resolve(photos));
  const data = mkdtempSync(join(tmpdir(), "tintype-day-"));
  process.on("exit", () => rmSync(data, { recursive: true, force: true }));
  const served = createServedFolder(set, join(data, "photos"));
  const next = wishes(set.photos);
  // WebP and JPEG in turn, as browsers of two ages ask.
  const take = (count: number): Wish[] =>
    next(count, "webp", 80).map((wish, i) => (i % 2 === 0 ? wish : { ...wish, format: "jpeg" }));
  const count = flags.quick ? 100 : requestsPerSecond * roundSeconds;
  const hot = take(flags.quick ? 4 : hotRenditions);
  const days = Array.from({ length: rounds }, () => ({
    hot,
    disk: take(count * shares.disk),
    new: served.renewed(take(count * shares.new)),
  }));
  const binary = flags.binary && resolve(flags.binary);
  const kept = [hot, ...days.map(({ disk }) => disk)];
  await using running = new AsyncDisposableStack();
  const { tintype, ipx } = await startBoth(running, served.folder, data, binary, kept);
  for (const server of [tintype, ipx]) await warmUp(server, hot, served.renewed(take(8)));
  const report: DayReport = {
    servers: { tintype: tintype.runtime, ipx: `${ipx.name} (${ipx.runtime})` },
    cores: availableParallelism(),
    hotRenditions: hot.length,
    requestsPerSecond,
    requests: count,
    rounds: [],
  };
  for (const [i, day] of days.entries()) {
    say(`Round ${i + 1} of ${rounds}`);
    const requests = mixed(day, count);
    report.rounds.push({
      tintype: await live(tintype, requests),
      ipx: await live(ipx, requests),
    });
  }
  if (flags.document) writeSection(daySection(report), { "mixed-day.svg": dayPlot(report) });
  process.stdout.write(`${dayTable(report)}\n`);
}

/** Starts both, with renditions kept by them that Tintype has on its disk and not in its memory. */
async function startBoth(
  running: AsyncDisposableStack,
  folder: string,
  data: string,
  binary: string | undefined,
  kept: readonly (readonly Wish[])[],
): Promise<{ tintype: Server; ipx: Server }> {
  const stop = (server: { stop(): Promise<void> }) => server.stop();
  const bare = running.adopt(await startIpx(folder), stop);
  const task = caching(addressOf(bare).host, join(data, "nginx"));
  const nginx = running.adopt(await startNginx(folder, join(data, "nginx"), task), stop);
  const ipx: Server = {
    ...bare,
    name: `${bare.name} behind ${versionOfNginx()}`,
    url: (wish) => bare.url(wish).replace(addressOf(bare).origin, nginx.base),
  };
  const own = join(data, "tintype");
  const earlier = running.adopt(await startTintype(folder, own, binary), stop);
  for (const server of [earlier, ipx]) {
    say(`${server.name}: making what is kept`);
    for (const list of kept) await measure(server, list, connections);
  }
  await earlier.stop();
  return { tintype: running.adopt(await startTintype(folder, own, binary), stop), ipx };
}

function addressOf(server: Server): URL {
  return new URL(server.url({ name: "", width: 1, format: "jpeg", quality: 1 }));
}

/** Until hot renditions are in memory, and renderers and code have started. */
async function warmUp(server: Server, hot: readonly Wish[], fresh: readonly Wish[]): Promise<void> {
  // What is asked for a second time is read into memory, behind its answer.
  for (const wish of [...hot, ...fresh, ...hot, ...hot]) await ask(server, wish);
}

/** A day's requests in an order that only looks like chance. */
export function mixed(day: Readonly<Record<Kind, readonly Wish[]>>, count: number): DayRequest[] {
  const rare = (["disk", "new"] as const).flatMap((kind) =>
    day[kind].map((wish) => ({ kind, wish })),
  );
  const hot = Array.from({ length: count - rare.length }, (_, i) => {
    return { kind: "hot" as const, wish: day.hot[i % day.hot.length] as Wish };
  });
  const requests: DayRequest[] = [...rare, ...hot];
  let seed = 7;
  for (let i = requests.length - 1; i > 0; i -= 1) {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    const other = Math.floor((seed / 2 ** 31) * (i + 1));
    [requests[i], requests[other]] = [requests[other] as DayRequest, requests[i] as DayRequest];
  }
  return requests;
}

/** Where each kind may come from: once a second, Tintype looks whether a hot one's original has changed. */
const places: Record<Kind, readonly string[]> = {
  hot: ["memory", "disk", "hit"],
  disk: ["disk", "hit"],
  new: ["miss"],
};

/** Sends requests at even intervals, whether or not earlier ones are answered. */
async function live(server: Server, requests: readonly DayRequest[]): Promise<Times> {
  const times: Times = { hot: [], disk: [], new: [], elsewhere: 0 };
  const send = async ({ kind, wish }: DayRequest, i: number) => {
    await sleep((i * 1000) / requestsPerSecond);
    const before = performance.now();
    const { cache } = await ask(server, wish);
    times[kind].push(performance.now() - before);
    if (!places[kind].includes(cache)) times.elsewhere += 1;
  };
  await Promise.all(requests.map(send));
  return times;
}

/** Progress goes where it does not mix with the report. */
function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
