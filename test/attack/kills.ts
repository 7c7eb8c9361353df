import { writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { randomFrom } from "../fuzz/random.ts";
import { faultOfImage } from "../fuzz/verdict.ts";
import { photo } from "../support/pictures.ts";
import { childrenOf } from "../support/processes.ts";
import { program, startServer, temporaryFolder } from "../support/tintype.ts";
import { exchange } from "../support/wire.ts";
import type { Outcome } from "./outcome.ts";

const clients = 4;
const images = 6;
const widths = 40;
/** So little that images are made anew all the time. */
const flags = ["--renderers", "2", "--cache-max-bytes", "3MB", "--timeout", "20s"];
/** What two whole images of one original may differ by, where one came of a larger one's pixels. */
const channelAtMost = 16;

/** Kills renderers at random points under load; every answer is compared with a fresh server's. */
export async function attackWithKills(seed: number, kills: number): Promise<Outcome> {
  const random = randomFrom(seed);
  const folder = temporaryFolder();
  for (let i = 0; i < images; i += 1) {
    writeFileSync(join(folder, `${i}.jpg`), await photo(400 + i, 300, { format: "jpeg" }));
  }
  const server = await startServer(program, [folder, ...flags]);
  const statuses: Record<string, number> = {};
  const bodies = new Map<string, Set<string>>();
  const reached: string[] = [];
  let isOver = false;
  let answers = 0;

  async function ask(target: string): Promise<void> {
    const answer = await exchange(server.url, target);
    answers += 1;
    statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
    // What dies under two renderers is a failure of our own, in words.
    const isOwnFailure =
      answer.status === 500 && answer.headers.get("ik-error")?.startsWith("EINTERNAL - ");
    const fault = isOwnFailure ? undefined : faultOfImage("GET", answer);
    if (fault !== undefined) reached.push(`${target}: ${fault}`);
    if (answer.status !== 200) return;
    const known = bodies.get(target) ?? new Set();
    bodies.set(target, known.add(Buffer.from(answer.body).toString("base64")));
  }

  const visitors = Array.from({ length: clients }, async () => {
    while (!isOver) {
      const blur = random.chance(50) ? `,bl-${1 + random.below(3)}` : "";
      const target = `/tr:w-${60 + random.below(widths)}${blur},f-png/${random.below(images)}.jpg`;
      await ask(target).catch((error) => reached.push(`${target}: ${error}`));
    }
  });
  let killed = 0;
  while (killed < kills && server.process.exitCode === null) {
    // A slow machine makes something between two kills as well.
    const due = answers + 60 + random.below(100);
    while (answers < due && server.process.exitCode === null) await Bun.sleep(random.below(40));
    const renderers = childrenOf(server.process.pid as number);
    if (renderers.length === 0) continue;
    try {
      process.kill(random.pick(renderers), "SIGKILL");
      killed += 1;
    } catch {
      // It has just ended by itself.
    }
  }
  // A kill that comes last shows in the answers behind it.
  const enough = answers + 50;
  while (answers < enough && server.process.exitCode === null) await Bun.sleep(50);
  isOver = true;
  await Promise.all(visitors);
  if (server.process.exitCode !== null) reached.push(`it ended: ${server.log().slice(-2_000)}`);
  await server.stop("SIGKILL");

  const fresh = await startServer(program, [folder, "--renderers", "2"]);
  let others = 0;
  for (const [target, known] of bodies) {
    const { status, body } = await exchange(fresh.url, target);
    if (status !== 200) reached.push(`${target}: ${status} of a fresh server`);
    for (const text of known) {
      const seen = Buffer.from(text, "base64");
      if (seen.equals(body)) continue;
      others += 1;
      const difference = await largestDifference(seen, body);
      if (difference > channelAtMost) reached.push(`${target}: differs by ${difference}`);
    }
  }
  await fresh.stop("SIGKILL");
  const tried = { kills: killed, answers, ...statuses, targets: bodies.size, otherBytes: others };
  return { tried, reached };
}

/** Of all channels of all pixels; more than any where the sizes differ. */
async function largestDifference(a: Uint8Array, b: Uint8Array): Promise<number> {
  const [one, other] = await Promise.all([a, b].map((bytes) => sharp(bytes).raw().toBuffer()));
  if (!one || !other || one.length !== other.length) return 256;
  return one.reduce((most, value, i) => Math.max(most, Math.abs(value - (other[i] ?? 0))), 0);
}
