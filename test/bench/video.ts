import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { findTools, type VideoTools } from "../../src/video/tools.ts";
import { managementOf, privateKey } from "../support/management.ts";
import { photo } from "../support/pictures.ts";
import { ffmpeg } from "../video/clips.ts";
import { type EdgeServer, startTintype } from "./edge-servers.ts";
import { processorOf } from "./processes.ts";
import { median, percentile } from "./report.ts";
import { type Figures, videoText } from "./video-report.ts";

// `bun run bench video`: what stills and videos cost beside FFmpeg alone, and what images feel of it.

const usage = `bun run bench video [flags]: stills, videos beside the same command of FFmpeg, images meanwhile
  --quick          once each, of short clips: does it work, not how fast
  --binary FILE    the compiled executable instead of the source
  --rounds N       rounds of each, in turn (5)
`;

/** Of each: a photo that the camera moves over, with a key frame every two seconds. */
const clip = { width: 1920, height: 1080, seconds: 10, rate: 25 };
/** Images that are asked for in a round, over so many connections. */
const images = { requests: 200, connections: 2 };
/** How often the long clip repeats the short one: it is not to be made before the images are. */
const repeats = 12;

interface Run {
  folder: string;
  /** Where the server writes what it tells FFmpeg. */
  commands: string;
  server: EdgeServer;
  tools: VideoTools;
  rounds: number;
  quick: boolean;
}

export async function video(args: string[]): Promise<void> {
  const { values: flags } = parseArgs({
    args,
    options: {
      quick: { type: "boolean", default: false },
      binary: { type: "string" },
      rounds: { type: "string", default: "5" },
      help: { type: "boolean", default: false },
    },
  });
  if (flags.help) return void process.stdout.write(usage);
  const rounds = flags.quick ? 1 : Number(flags.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new Error(`Cannot read --rounds: expected a whole number above 0, got ${flags.rounds}`);
  }
  const tools = findTools("auto");
  if (!tools) throw new Error("Expected FFmpeg on this machine: apt-get install ffmpeg");
  const data = mkdtempSync(join(tmpdir(), "tintype-video-"));
  // However the run ends: an interrupted one does not come past the end of this function.
  process.on("exit", () => rmSync(data, { recursive: true, force: true }));
  const [folder, commands] = [join(data, "originals"), join(data, "commands")];
  mkdirSync(folder);
  say("Preparing the clips");
  await prepare(folder, flags.quick ? 2 : clip.seconds);
  const listed = ["--ffmpeg", listening(join(data, "ffmpeg"), tools, commands)];
  const more = [...listed, "--private-key", privateKey, "--timeout", "2m"];
  const binary = flags.binary && resolve(flags.binary);
  const server = await startTintype("Tintype", folder, join(data, "tintype"), binary, more);
  try {
    const run = { folder, commands, server, tools, rounds, quick: flags.quick };
    const figures = {
      still: await stills(run),
      clip: await besideFfmpeg(run),
      images: await imagesMeanwhile(run),
    };
    process.stdout.write(videoText(figures));
  } finally {
    await server.stop();
  }
}

async function prepare(folder: string, seconds: number): Promise<void> {
  const still = join(folder, "photo.jpg");
  writeFileSync(still, await photo(2600, 1400, { format: "jpeg" }));
  const { width, height, rate } = clip;
  const short = join(folder, "clip.mp4");
  ffmpeg(
    ...["-loop", "1", "-r", String(rate), "-i", still],
    ...["-f", "lavfi", "-i", `sine=440:d=${seconds}`, "-t", String(seconds)],
    ...["-vf", `crop=${width}:${height}:x='t*60':y='t*25',format=yuv420p`],
    ...["-c:v", "libx264", "-preset", "veryfast", "-g", String(2 * rate), "-c:a", "aac", short],
  );
  const copied = ["-stream_loop", String(repeats - 1), "-i", short, "-c", "copy"];
  ffmpeg(...copied, join(folder, "long.mp4"));
}

/** An FFmpeg that writes down what it is told. */
function listening(folder: string, tools: VideoTools, commands: string): string {
  mkdirSync(folder);
  const file = join(folder, "ffmpeg");
  const note = `printf '%s\\0' "$@" > "${commands}"`;
  writeFileSync(file, `#!/bin/sh\n${note}\nexec ${tools.ffmpeg} "$@"\n`);
  chmodSync(file, 0o755);
  symlinkSync(tools.ffprobe, join(folder, "ffprobe"));
  return file;
}

/** The same video as another original: a box that says nothing stands behind it. */
function renewed(folder: string, name: string, as: string): string {
  copyFileSync(join(folder, name), join(folder, as));
  const box = Buffer.from(`\0\0\0\0free${as}`);
  box.writeUInt32BE(box.length);
  appendFileSync(join(folder, as), box);
  return as;
}

/** Milliseconds of the processor for a still at each of several moments. */
async function stills({ server, rounds }: Run): Promise<Figures["still"]> {
  say("Stills");
  // The original is in the cache then, as a whole, and what is in it is known.
  await get(server, "/clip.mp4");
  await get(server, "/clip.mp4/ik-thumbnail.jpg?tr=so-0.1");
  const each: number[] = [];
  for (let i = 0; i < 2 * rounds; i += 1) {
    const moment = (0.3 + (i * (clip.seconds - 1)) / (2 * rounds)).toFixed(2);
    const before = processorOf(server.pid);
    await get(server, `/clip.mp4/ik-thumbnail.jpg?tr=so-${moment}`);
    each.push(processorOf(server.pid) - before);
  }
  return { median: median(each), most: Math.max(...each) };
}

/** Seconds until a client has 480 lines, and those of the command that made them. */
async function besideFfmpeg({ folder, commands, server, tools, rounds }: Run) {
  const here: number[] = [];
  const alone: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    say(`480 lines: round ${round + 1} of ${rounds}`);
    const name = renewed(folder, "clip.mp4", `clip-${round}.mp4`);
    here.push(await seconds(() => get(server, `/tr:h-480/${name}`)));
    const told = readFileSync(commands, "utf8").split("\0").slice(0, -1);
    const command = [...told.slice(0, -1), `file:${join(folder, "..", "alone.mp4")}`];
    alone.push(
      await seconds(() => {
        const { status, stderr } = spawnSync(tools.ffmpeg, command, { encoding: "utf8" });
        if (status !== 0) throw new Error(`FFmpeg by itself: ${stderr}`);
      }),
    );
  }
  return { here: median(here), alone: median(alone) };
}

/** The slowest hundredth of new renditions, while a video is made and while none is. */
async function imagesMeanwhile(run: Run): Promise<Figures["images"]> {
  const { server, folder, rounds, quick } = run;
  const call = managementOf(server.base);
  const jobs = async () => (await call("GET", "/v1/video-jobs")).json as JobView[];
  const quiet: number[] = [];
  const busy: number[] = [];
  let width = 200;
  const round = async (into: number[]) => {
    const requests = quick ? 10 : images.requests;
    const paths = Array.from({ length: requests }, () => {
      width += 1;
      return `/tr:w-${width},q-80,f-jpg/photo.jpg`;
    });
    into.push(...(await latencies(server, paths)));
  };
  await round([]);
  for (let i = 0; i < rounds; i += 1) {
    say(`Images: round ${i + 1} of ${rounds}`);
    await round(quiet);
    const name = renewed(folder, "long.mp4", `long-${i}.mp4`);
    const asked = fetch(`${server.base}/tr:h-720/${name}`, { redirect: "manual" });
    const [job] = await until(jobs, (list) => list.some(({ progress }) => progress > 0));
    await round(busy);
    const left = await jobs();
    if (!left.some(({ id }) => id === job?.id)) {
      throw new Error("The video was made before the images were: it has to be longer");
    }
    await call("DELETE", `/v1/video-jobs/${job?.id}`);
    await (await asked).arrayBuffer();
    await until(jobs, (list) => list.length === 0);
  }
  return { quiet: percentile(quiet, 0.99), busy: percentile(busy, 0.99) };
}

interface JobView {
  id: string;
  progress: number;
}

async function latencies(server: EdgeServer, paths: readonly string[]): Promise<number[]> {
  const waiting = paths.values();
  const took: number[] = [];
  const connection = async () => {
    for (const path of waiting) took.push(1000 * (await seconds(() => get(server, path))));
  };
  await Promise.all(Array.from({ length: images.connections }, connection));
  return took;
}

async function seconds(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function get({ base }: EdgeServer, path: string): Promise<void> {
  const answer = await fetch(base + path, { redirect: "manual" });
  await answer.arrayBuffer();
  if (answer.status !== 200) throw new Error(`${path} was answered with ${answer.status}`);
}

async function until<T>(look: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 400; tries += 1) {
    const value = await look();
    if (holds(value)) return value;
    await sleep(50);
  }
  throw new Error("It did not become so within 20 seconds");
}

/** Progress goes where it does not mix with the report. */
function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
