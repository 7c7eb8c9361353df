import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { faultOfImage } from "../fuzz/verdict.ts";
import { metricOf } from "../support/metrics.ts";
import { photo } from "../support/pictures.ts";
import { program, startServer, temporaryFolder } from "../support/tintype.ts";
import { exchange } from "../support/wire.ts";
import type { Outcome } from "./outcome.ts";
import { watchPeaks } from "./peaks.ts";

/** Each takes all the memory that libvips may have, or nearly; the default limits refuse some. */
const heavy = [
  ...["w-10000,h-9999,c-force,f-jxl", "w-8000,h-6000,c-force,f-jxl", "w-8000,h-8000,c-force,f-jxl"],
  ...["w-8500,h-8500,c-force,f-jxl", "w-9000,h-9000,c-force:bl-30,w-100,f-webp"],
];
/** Of good images of 12 and 24 megapixels, in engines of all kinds. */
const good = [
  ...[["12.webp", "w-300,f-png"] as const, ["24.webp", "w-300,f-png"] as const],
  ...[["24.jpg", "bl-20:w-300,f-png"] as const, ["24.webp", "rt-90,w-200,f-png"] as const],
];
const pixelsAtMost = 100_000_000;
const clients = ["203.0.113.1", "198.51.100.1"] as const;

/**
 * Asks a server with one renderer for an image that takes all of its memory, and then for good ones,
 * which have to come out as before to the byte.
 */
export async function attackMemory(until: number): Promise<Outcome> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.png"), await photo(160, 120, { format: "png" }));
  const large = sharp(await photo(1500, 1000, { format: "jpeg" }));
  const originals: Record<string, Sharp> = {
    "12.webp": large.clone().resize(4000, 3000).webp({ effort: 0 }),
    "24.webp": large.clone().resize(6000, 4000).webp({ effort: 0 }),
    "24.jpg": large.clone().resize(6000, 4000).jpeg(),
  };
  for (const [name, image] of Object.entries(originals)) await image.toFile(join(folder, name));
  const limits = ["--max-output-pixels", String(pixelsAtMost), "--timeout", "25s"];
  const server = await startServer(program, [folder, "--renderers", "1", ...limits]);
  while (!(await fetch(`${server.url}/_/ready`)).ok) await Bun.sleep(50);
  const peaks = watchPeaks(server.process.pid as number);
  const reached: string[] = [];
  const statuses: Record<string, number> = {};
  let copies = 0;

  /** Under a name of its own, so that nothing is kept of it. */
  async function make(name: string, transformation: string): Promise<Uint8Array | undefined> {
    copies += 1;
    copyFileSync(join(folder, name), join(folder, `${copies}-${name}`));
    const headers = { "X-Forwarded-For": clients[1] };
    const target = `/tr:${transformation}/${copies}-${name}`;
    const answer = await exchange(server.url, target, { headers });
    if (answer.status === 200) return answer.body;
    reached.push(`${target}: ${answer.status}, ${answer.headers.get("ik-error")}`);
    return undefined;
  }

  const before: (Uint8Array | undefined)[] = [];
  for (const [name, transformation] of good) before.push(await make(name, transformation));
  let answers = 0;
  let heavyTried = 0;
  for (const transformation of heavy) {
    if (performance.now() > until) break;
    heavyTried += 1;
    const target = `/tr:${transformation}/a.png`;
    const headers = { "X-Forwarded-For": clients[0] };
    const answer = await exchange(server.url, target, { headers });
    const { status } = answer;
    statuses[status] = (statuses[status] ?? 0) + 1;
    const isOwnFailure =
      status === 500 && answer.headers.get("ik-error")?.startsWith("EINTERNAL - ");
    const fault = isOwnFailure ? undefined : faultOfImage("GET", answer);
    if (fault !== undefined) reached.push(`${target}: ${fault}`);
    if (status === 415) reached.push(`${target}: a good file is called damaged`);
    for (const [i, [name, wanted]] of good.entries()) {
      const body = await make(name, wanted);
      answers += 1;
      const expected = before[i];
      if (body && expected && !Buffer.from(body).equals(expected)) {
        reached.push(`${wanted} of ${name} after ${transformation}: other bytes`);
      }
    }
  }
  const restarts = await metricOf(server.url, "tintype_renderer_restarts_total");
  const { serverMegabytes, rendererMegabytes } = peaks();
  if (server.process.exitCode !== null) reached.push(`it ended: ${server.log().slice(-2_000)}`);
  await server.stop("SIGKILL");
  const tried = {
    heavy: `${heavyTried} of ${heavy.length}`,
    ...statuses,
    goodAnswersBetween: answers,
    restarts,
    serverMegabytes,
    rendererMegabytes,
  };
  return { tried, reached };
}
