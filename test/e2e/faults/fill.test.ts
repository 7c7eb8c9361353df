import { afterAll, beforeAll, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { request } from "node:http";
import { join } from "node:path";
import sharp from "sharp";
import { bytesUnder } from "../../support/disk-usage.ts";
import { addWebOrigin, managementOf, privateKey, putEndpoint } from "../../support/management.ts";
import { type OriginServer, startOriginServer } from "../../support/servers/origin-server.ts";
import {
  program,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";

const bound = 8_000_000;
const clients = 8;
const pictures = 40;
const widths = 12;

let origin: OriginServer;
let server: RunningServer;
const data = join(temporaryFolder(), "data");

/** Of the first answer to each URL. */
const hashes = new Map<string, string>();
/** Bytes that were fetched from the origin or rendered: each of them went into the cache. */
let made = 0;
let refused = 0;
let highest = 0;
let samples = 0;
const broken: string[] = [];
let sampling: NodeJS.Timeout;

beforeAll(async () => {
  // Noise does not compress: a small picture that is quickly decoded takes much room.
  const bodies = await Promise.all(Array.from({ length: pictures }, (_, i) => noise(i)));
  origin = await startOriginServer((path) => {
    const body = bodies[Number(/^\/(\d+)\.png$/.exec(path)?.[1] ?? -1)];
    if (!body) return undefined;
    made += body.length;
    return { body };
  });
  server = await start();
  const call = managementOf(server.url);
  await putEndpoint(call, { origins: [await addWebOrigin(call, "web", origin.url)] });
  sampling = setInterval(sample, 5);
}, 60_000);
afterAll(async () => {
  clearInterval(sampling);
  await server?.stop();
  origin?.stop();
});

function start(): Promise<RunningServer> {
  const flags = ["--cache-max-bytes", String(bound), "--private-key", privateKey];
  return startServer(program, flags, { data });
}

/** About 90 kB. */
function noise(i: number): Promise<Uint8Array> {
  const random = { type: "gaussian" as const, mean: 100 + i, sigma: 40 };
  return sharp({
    create: { width: 200, height: 150, channels: 3, background: "black", noise: random },
  })
    .png({ compressionLevel: 1 })
    .toBuffer();
}

function sample(): void {
  const bytes = bytesUnder(join(data, "cache"));
  highest = Math.max(highest, bytes);
  samples += 1;
}

/** The same wishes on every run: every third is one of a few that are asked for again and again. */
function targetOf(i: number): string {
  const step = i % 3 === 0 ? (i * 31) % 24 : (i * 7919) % (pictures * widths);
  const [picture, width] = [step % pictures, Math.floor(step / pictures)];
  return width === 0 ? `/${picture}.png` : `/tr:w-${170 + width},f-png/${picture}.png`;
}

type Answer = { status: number; cache: string; body: Buffer; announced: number };

/** Undefined when the connection broke. */
function ask(url: string, path: string): Promise<Answer | undefined> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const sent = request({ hostname, port, path, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", () => resolve(undefined));
      response.on("close", () => resolve(undefined));
      response.on("end", () => {
        if (!response.complete) return resolve(undefined);
        const { headers, statusCode: status = 0 } = response;
        const cache = String(headers["x-tintype-cache"]);
        const announced = Number(headers["content-length"]);
        resolve({ status, cache, body: Buffer.concat(chunks), announced });
      });
    });
    sent.on("error", () => resolve(undefined));
    sent.end();
  });
}

/** What is wrong with an answer: nothing, when it is whole and the same as ever. */
async function check(target: string, { status, cache, body, announced }: Answer): Promise<void> {
  if (status === 503) {
    refused += 1;
    return;
  }
  const hash = createHash("sha256").update(body).digest("hex");
  const known = hashes.get(target);
  if (status !== 200 || announced !== body.length) {
    broken.push(`${target}: ${status}, ${body.length} of ${announced} bytes`);
  } else if (known === undefined) {
    hashes.set(target, hash);
    const width = Number(/w-(\d+)/.exec(target)?.[1] ?? 200);
    const { info } = await sharp(body).raw().toBuffer({ resolveWithObject: true });
    if (info.width !== width) broken.push(`${target}: ${info.width} wide`);
  } else if (known !== hash) {
    broken.push(`${target}: other bytes than before`);
  }
  if (cache === "miss" && target.startsWith("/tr:")) made += body.length;
}

/** Eight clients ask until so many bytes were made; `onBroken` says whether a break is expected. */
async function fill(until: number, mayBreak: () => boolean): Promise<number> {
  let next = 0;
  let answered = 0;
  const client = async () => {
    while (made < until && !mayBreak()) {
      const target = targetOf(next);
      next += 1;
      const answer = await ask(server.url, target);
      if (answer) {
        answered += 1;
        await check(target, answer);
      } else if (!mayBreak()) {
        broken.push(`${target}: the connection broke`);
      }
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return answered;
}

test("ten times the bound goes through the cache, which stays within it, over a kill", async () => {
  let killed = false;
  const halfway = setInterval(() => {
    if (made < 5 * bound) return;
    killed = true;
    server.process.kill("SIGKILL");
    clearInterval(halfway);
  }, 5);
  const before = await fill(Number.POSITIVE_INFINITY, () => killed);
  await server.stop("SIGKILL");
  expect(broken).toEqual([]);
  const left = bytesUnder(join(data, "cache"));
  expect(left).toBeGreaterThan(bound / 2);
  expect(left).toBeLessThanOrEqual(bound);

  server = await start();
  // What the last server left comes first: none of it may be cut.
  for (const target of hashes.keys()) {
    const answer = await ask(server.url, target);
    if (answer) await check(target, answer);
    else broken.push(`${target}: the connection broke after the start`);
    if (broken.length > 0) break;
  }
  const after = await fill(10 * bound, () => false);

  expect(broken).toEqual([]);
  expect(made).toBeGreaterThanOrEqual(10 * bound);
  expect(highest).toBeLessThanOrEqual(bound);
  // The bound was come near to, and often looked at.
  expect(highest).toBeGreaterThan(bound * 0.8);
  expect(samples).toBeGreaterThan(200);
  expect(refused).toBeLessThan((before + after) / 10);
}, 120_000);
