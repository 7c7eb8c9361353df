import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { autoQuality } from "./auto-quality.ts";
import { mixedDay } from "./day/mixed-day.ts";
import { toPlot, toSection } from "./document.ts";
import { edge } from "./edge.ts";
import { growth } from "./growth/growth.ts";
import { ask, asLogos, asSets, asThumbnails, measure, setSize, wishes } from "./load.ts";
import { drawLogos } from "./logos.ts";
import { type Photo, type PhotoSet, preparePhotos, readPhotos } from "./photos.ts";
import { processTree, withProportional } from "./processes.ts";
import { compareQuality } from "./quality.ts";
import { labelOf, type Report, type Result, type Task, toJson, toText } from "./report.ts";
import { writeSection } from "./section.ts";
import { createServedFolder, type ServedFolder } from "./served-folder.ts";
import { type Server, type Servers, startServers, type Wish } from "./servers.ts";
import { video } from "./video.ts";
import { wild } from "./wild/wild.ts";

// `bun run bench`: Tintype and IPX side by side on this machine, one idle while the other works.

const usage = `bun run bench [flags]
  --quick          a few requests and one photo: does it work, not how fast
  --json           one JSON document instead of a table
  --document       in docs/benchmarks.md besides, with a plot
  --binary FILE    the compiled executable instead of the source
  --photos FOLDER  JPEG photos at least 1280 wide, instead of a download
  --rounds N       rounds of each server and format, in turn (3)
  --only ROW       nothing but the rows of the table whose names begin so: "JPEG q80, new"
\`bun run bench edge\` measures images that are made already: see its own --help
\`bun run bench auto-quality [auto_good …]\` holds qualities chosen for each photo against one for all
\`bun run bench day\` is a day of hot, kept and new renditions, next to IPX behind nginx: see its own --help
\`bun run bench growth\` says what large originals, chains, renderers and caches cost: see its own --help
\`bun run bench video\` holds stills and videos against FFmpeg alone: see its own --help
\`bun run bench wild\` says what becomes of URLs that sites have: see its own --help
`;

/** Quality settings that people use; numbers of requests that keep a round to a few seconds. */
const tasks: (Task & { requests: number })[] = [
  { format: "jpeg", quality: 80, photos: "known", requests: 240 },
  { format: "jpeg", quality: 80, photos: "new", requests: 120 },
  { format: "jpeg", quality: 80, photos: "new", shape: "thumbnail", requests: 120 },
  { format: "webp", quality: 80, photos: "known", requests: 168 },
  { format: "webp", quality: 80, photos: "new", requests: 96 },
  { format: "webp", quality: 80, photos: "new", shape: "logo", requests: 96 },
  { format: "webp", quality: 80, photos: "new", shape: "srcset", requests: 6 * setSize },
  { format: "avif", quality: 50, photos: "new", requests: 24 },
  { format: "avif", quality: 50, photos: "known", requests: 48 },
];
/** Memory is looked at when servers had this long to give back what they no longer need. */
const restMilliseconds = 20_000;
/** Requests before anything counts. */
const warmUps = { jpeg: 96, webp: 48, avif: 8 };
const connections = 4;
/** On a busy machine, no further round of a task begins after this many milliseconds per round. */
const longestRun = 90_000;

/** Benchmarks with flags of their own. */
const others: Record<string, (args: string[]) => Promise<void>> = {
  "auto-quality": autoQuality,
  day: mixedDay,
  edge,
  growth,
  video,
  wild,
};
const wanted = others[process.argv[2] ?? ""];

const { values: flags } = parseArgs({
  ...(wanted ? { args: [] } : {}),
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    document: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
    binary: { type: "string" },
    photos: { type: "string" },
    rounds: { type: "string" },
    only: { type: "string" },
  },
});

async function main(): Promise<void> {
  if (flags.help) {
    process.stdout.write(usage);
    return;
  }
  const rounds = Number(flags.rounds ?? (flags.quick ? 1 : 3));
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new Error(`Cannot read --rounds: expected a whole number above 0, got ${flags.rounds}`);
  }
  const { only = "" } = flags;
  const chosen = tasks.filter((task) => labelOf(task).startsWith(only));
  if (chosen.length === 0 || (only !== "" && flags.document)) {
    const rows = tasks.map((task) => `"${labelOf(task)}"`).join(", ");
    throw new Error(
      flags.document
        ? "Cannot write the document of some rows: leave out --only or --document"
        : `Cannot read --only: expected the beginning of one of ${rows}, got "${only}"`,
    );
  }
  say("Preparing the photos");
  const set =
    flags.photos === undefined ? await preparePhotos(24) : await readPhotos(resolve(flags.photos));
  const data = mkdtempSync(join(tmpdir(), "tintype-bench-data-"));
  // However the run ends: an interrupted one does not come past the end of this function.
  process.on("exit", () => rmSync(data, { recursive: true, force: true }));
  const served = createServedFolder(set, join(data, "photos"));
  const logos = await drawLogos(served.folder, flags.quick ? 2 : 24);
  let servers: Servers | undefined;
  try {
    const binary = flags.binary && resolve(flags.binary);
    servers = await startServers(served.folder, join(data, "tintype"), binary);
    const report = await compare(servers, { set, logos, served }, chosen, rounds);
    if (flags.document) writeSection(toSection(report), { "benchmarks.svg": toPlot(report) });
    process.stdout.write(`${flags.json ? toJson(report) : toText(report)}\n`);
  } finally {
    await servers?.stop();
  }
}

/** What is asked for: in the folder that is served, photos and logos. */
interface Originals {
  set: PhotoSet;
  logos: Photo[];
  served: ServedFolder;
}

async function compare(
  servers: Servers,
  { set, logos, served }: Originals,
  chosen: typeof tasks,
  rounds: number,
): Promise<Report> {
  const { tintype, ipx } = servers;
  const share = flags.quick ? 1 / 20 : 1;
  const late = performance.now() + longestRun * rounds;
  const starts = { tintype: await startOf(tintype, set), ipx: await startOf(ipx, set) };
  for (const server of [tintype, ipx]) await warmUp(server, set, share);
  let memory: Report["memory"] | undefined;
  const next = wishes(set.photos);
  const results: Result[] = [];
  for (const { requests, ...task } of chosen) {
    const { format, quality, photos, shape } = task;
    if (format === "avif" && !memory) {
      if (!flags.quick) await sleep(restMilliseconds);
      memory = memoryOf(servers);
    }
    const pairs: Result["rounds"] = [];
    for (let round = 1; round <= rounds; round += 1) {
      if (round > 1 && performance.now() > late) break;
      say(`${format}, ${photos} photos: round ${round} of ${rounds}`);
      const count = Math.ceil(requests * share);
      const take = (most: number) => next(most, format, quality);
      const list = shape === "logo" ? asLogos(logos, take(count)) : shapedAs(shape, take, count);
      const asked =
        photos === "new" ? served.renewed(list, shape === "srcset" ? setSize : 1) : list;
      pairs.push({
        tintype: await measure(tintype, asked, connections),
        ipx: await measure(ipx, asked, connections),
      });
      served.clear();
    }
    if (photos === "new") {
      results.push({ ...task, rounds: pairs });
    } else {
      say(`${format}: bytes and SSIM`);
      const compared = await compareQuality(servers, set, format, quality, flags.quick ? 1 : 6);
      results.push({ ...task, rounds: pairs, compared });
    }
  }
  return {
    servers: { tintype: tintype.runtime, ipx: `${ipx.name} (${ipx.runtime})` },
    photos: describe(set),
    cores: availableParallelism(),
    connections,
    rounds,
    results,
    memory: memory ?? memoryOf(servers),
    starts,
  };
}

function shapedAs(shape: Task["shape"], next: (count: number) => Wish[], count: number): Wish[] {
  if (shape === "srcset") return asSets(next(Math.ceil(count / setSize)));
  return shape === "thumbnail" ? asThumbnails(next(count)) : next(count);
}

/** The first request that a server gets, as if it had come when the server began to listen. */
async function startOf(server: Server, { photos }: PhotoSet) {
  const [photo] = photos;
  if (!photo) throw new Error("Expected at least one photo");
  const before = performance.now();
  await ask(server, { name: photo.name, width: 333, format: "jpeg", quality: 80 });
  const { listening } = server.start;
  return { listening, firstRendition: listening + performance.now() - before };
}

function memoryOf({ tintype, ipx }: Servers): Report["memory"] {
  const of = ({ pid }: Server) => withProportional(processTree(pid));
  return { tintype: of(tintype), ipx: of(ipx) };
}

/**
 * Nothing counts until code is compiled and Tintype has fetched its originals, as a server has that
 * runs for more than seconds.
 */
async function warmUp(server: Server, { photos }: PhotoSet, share: number): Promise<void> {
  say(`Warming up ${server.name}`);
  const next = wishes(photos);
  await measure(server, next(photos.length, "jpeg", 50), connections);
  for (const format of ["jpeg", "webp", "avif"] as const) {
    await measure(server, next(Math.ceil(warmUps[format] * share), format, 40), connections);
  }
}

function describe({ photos }: PhotoSet): string {
  const sorted = photos.toSorted((a, b) => a.width * a.height - b.width * b.height);
  const [small, large] = [sorted[0], sorted.at(-1)];
  return `${photos.length} photos, ${small?.width}x${small?.height} to ${large?.width}x${large?.height}`;
}

/** Progress goes where it does not mix with the report. */
function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

// An interrupted run leaves by the exit that ends the servers.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(1));
try {
  await (wanted ? wanted(process.argv.slice(3)) : main());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
