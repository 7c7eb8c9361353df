import { exchange } from "../support/wire.ts";
import { type Bounds, count, newTally, repeat, type Tally } from "./finding.ts";
import type { FuzzedServer } from "./fuzzed-server.ts";
import { anyHeaders } from "./headers.ts";
import { randomFrom, randomOf } from "./random.ts";
import { readTarget } from "./read-urls.ts";
import { anyTarget, sendable } from "./urls.ts";
import { faultOfImage } from "./verdict.ts";

/** Reads, authorises and plans URLs of all dialects within this process. */
export function fuzzReading(seed: number, { inputs, until }: Bounds): Tally {
  const random = randomFrom(seed);
  const tally = newTally();
  for (let i = 0; i < inputs && performance.now() < until; i += 1) {
    const [target, headers] = [anyTarget(random), anyHeaders(random)];
    const { outcome, fault } = readTarget(target, headers);
    const input = JSON.stringify({ target, headers });
    count(tally, outcome, fault === undefined ? undefined : { input, fault });
  }
  return tally;
}

const methods = [...Array<string>(20).fill("GET"), "HEAD", "HEAD", "OPTIONS", "POST", "PUT"];

/** Asks a server for URLs of all dialects, with headers of all kinds. */
export async function fuzzServing(
  seed: number,
  bounds: Bounds,
  server: FuzzedServer,
): Promise<Tally> {
  const tally = newTally();
  await repeat(bounds, 4, async (i) => {
    const random = randomOf(seed, i);
    const target = sendable(anyTarget(random));
    const headers = anyHeaders(random);
    const method = random.pick(methods);
    // An address of its own may not be reserved, and is another surface.
    if (/^\/_(?:\/|$)/.test(target)) return;
    const input = JSON.stringify({ method, target, headers });
    try {
      const answer = await exchange(server.url, target, { method, headers });
      const fault = method === "OPTIONS" ? undefined : faultOfImage(method, answer);
      count(tally, answer.status, fault === undefined ? undefined : { input, fault });
    } catch (error) {
      count(tally, "no answer", { input, fault: String(error) });
    }
  });
  const fault = await server.fault();
  if (fault !== undefined) count(tally, "server", { input: `seed ${seed}`, fault });
  return tally;
}
