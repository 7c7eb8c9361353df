import { createWriteStream } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { asFailure, Failure } from "../../failure.ts";
import { formats } from "../../formats.ts";
import { type WebClient, webClient } from "../../origins/web/client.ts";
import type { Header } from "../../render/plan/header.ts";
import { uprightSize } from "../../render/plan/header.ts";
import type { Circumstances } from "../../render/plan/plan.ts";
import { planWithMeasurements } from "../../render/plan/plan-with-measurements.ts";
import type { Pool } from "../../render/pool/pool.ts";
import { parseTransformation } from "../../url/transformation.ts";
import type { Target } from "../audit/input/target.ts";
import { type Distance, distanceOf } from "./distance.ts";
import { decodePng } from "./png.ts";

/** An image as the report shows it. */
export interface Shown {
  width: number;
  height: number;
  /** In the words of the `f` parameter; `jpeg` for `jpg`. */
  format: string;
  bytes: number;
  /** A small WebP as a data URL; undefined for what cannot be shown. */
  thumbnail?: string;
}

export interface Sample {
  url: string;
  pattern: string;
  /** What we render, or why not. */
  ours?: Shown;
  failure?: string;
  /** What the live server sends, or why not. */
  theirs?: Shown;
  theirFailure?: string;
  distance?: Distance;
}

interface SampleServices {
  pool: Pool;
  limits: Circumstances["limits"];
  /** For files that last as long as the audit. */
  folder: string;
  /** Gives what we answer for a URL to `work`, as a file that is there so long. */
  withOurs<T>(target: Target, work: (file: string, bytes: number) => Promise<T>): Promise<T>;
  /** Base URL of the live images. */
  live?: LiveServer;
}

export interface LiveServer {
  /** Base URL, to which path and query are appended. */
  base: string;
  /** Requests a second at most. */
  rate: number;
  allowPrivateNetwork: boolean;
}

/** The Accept header for both sides: that of current browsers. */
export const accept = `${formats.avif.mediaType},${formats.webp.mediaType},*/*;q=0.8`;

/** Limits for a live image. */
const liveBytes = 40 * 1024 * 1024;
const liveTimeoutMilliseconds = 30_000;

/** What fits the report's grid on screens of twice the density. */
const thumbnail = "w-360,h-270,c-at_max,f-webp,q-60";
/** So many tiles tell another cut from the same one. */
const tiles = "w-48,h-48,c-force,f-png";

/** Renders samples, fetches live images where there are some, and compares. */
export function createSampler(services: SampleServices) {
  const { pool, folder, limits, live } = services;
  const client = live && webClient({ allowPrivateNetwork: live.allowPrivateNetwork });
  let free = 0;
  let count = 0;

  async function derive(file: string, header: Header, text: string): Promise<Buffer | undefined> {
    const files = { "": file };
    const circumstances = { accepted: [], limits };
    const plan = await planWithMeasurements(
      parseTransformation(text),
      header,
      circumstances,
      (measurement) => pool.run<"measure">({ do: "measure", files, measurement }),
    );
    if ("original" in plan) return undefined;
    count += 1;
    const output = join(folder, `derived-${count}`);
    await pool.run<"render">({ do: "render", files, plan, output });
    const bytes = await readFile(output);
    await rm(output);
    return bytes;
  }

  async function look(file: string, bytes: number) {
    const header = await pool.run<"probe">({ do: "probe", file });
    const small = await derive(file, header, thumbnail);
    const shown: Shown = {
      ...uprightSize(header),
      format: header.format,
      bytes,
      ...(small ? { thumbnail: `data:image/webp;base64,${small.toString("base64")}` } : {}),
    };
    const pixels = live && (await derive(file, header, tiles));
    return { shown, ...(pixels ? { pixels: decodePng(pixels) } : {}) };
  }

  /** Waits for its turn: the live server serves visitors meanwhile. */
  async function turn(rate: number): Promise<void> {
    const now = performance.now();
    const at = Math.max(now, free);
    free = at + 1000 / rate;
    await new Promise((resolve) => setTimeout(resolve, at - now));
  }

  async function fetchLive(web: WebClient, { base, rate }: LiveServer, target: string) {
    await turn(rate);
    const url = new URL(base);
    const path = url.pathname.replace(/\/+$/, "") + target;
    const signal = AbortSignal.timeout(liveTimeoutMilliseconds);
    const request = { url, path, headers: { accept } };
    const answer = await web.get(request, signal);
    if (answer === undefined || answer === "unchanged") {
      throw new Failure("ENOENT", "The live server has no image at this address");
    }
    count += 1;
    const file = join(folder, `live-${count}`);
    const bytes = await save(answer.body, file);
    try {
      return await look(file, bytes);
    } finally {
      await rm(file);
    }
  }

  return async function sample(target: Target, url: string, pattern: string): Promise<Sample> {
    const made: Sample = { url, pattern };
    const ours = await services.withOurs(target, look).catch((error) => {
      made.failure = reasonOf(error);
      return undefined;
    });
    if (ours) made.ours = ours.shown;
    if (!live || !client) return made;
    const theirs = await fetchLive(client, live, target.target).catch((error) => {
      made.theirFailure = reasonOf(error);
      return undefined;
    });
    if (theirs) made.theirs = theirs.shown;
    if (ours?.pixels && theirs?.pixels) made.distance = distanceOf(ours.pixels, theirs.pixels);
    return made;
  };
}

function reasonOf(error: unknown): string {
  const failure = asFailure(error);
  if (failure.code === "EINTERNAL") throw error;
  return failure.message;
}

async function save(body: ReadableStream<Uint8Array>, file: string): Promise<number> {
  const { Readable } = await import("node:stream");
  const { pipeline } = await import("node:stream/promises");
  let bytes = 0;
  await pipeline(
    Readable.fromWeb(body as never),
    async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        if (bytes > liveBytes) throw new Failure("ELIMIT", "The live image is too large");
        yield chunk;
      }
    },
    createWriteStream(file),
  );
  return bytes;
}
