import { parseArgs } from "node:util";
import { attackAddresses } from "./addresses.ts";
import { attackWithBombs } from "./bombs.ts";
import { attackConnections } from "./connections.ts";
import { attackWithDrawings } from "./drawings.ts";
import { attackFairness } from "./fairness.ts";
import { attackWithKills } from "./kills.ts";
import { attackMemory } from "./memory.ts";
import { attackFromOrigins } from "./origins.ts";
import type { Outcome } from "./outcome.ts";
import { attackPrivate } from "./private.ts";
import { attackSignatures } from "./signatures.ts";
import { smuggle } from "./smuggling.ts";

// `bun run attack`: what takes too long for the tests, at full counts. Each attack prints a line with what
// was tried and what came of it; the command ends with 1 when one of them got somewhere.

const usage = `bun run attack [ATTACK …] [flags]
  signatures   spellings of signed URLs: none that is accepted may mean something else
  connections  requests that are mixed, split and pipelined: each gets its own answer
  smuggling    heads that two parsers may read differently
  fairness     a visitor's thumbnails beside two connections that do their worst
  bombs        small files of every format that take much: made or refused, and nothing else suffers
  origins      origins that lie about lengths, ends, codings, redirects and changes, or take their time
  drawings     drawings with scripts and things from elsewhere, in Chromium: nothing runs or is fetched
  kills        renderers killed under load: every answer is right, or a failure of the contract
  memory       images that take all memory: good ones after them are made as before
  addresses    spellings of addresses that are not public: nothing arrives there
  private      ways to private files without a signature: nothing of them shows
  --seed N     (1)
  --count N    of signatures (1500000), requests (15000) or kills (20)
  --seconds N  after which no bomb, origin, drawing or heavy image is begun (900)
  --renderers N  of the server that fairness is tried on (2)`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string", default: "1" },
    count: { type: "string" },
    seconds: { type: "string", default: "900" },
    renderers: { type: "string", default: "2" },
    help: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed);
const until = performance.now() + Number(values.seconds) * 1000;
const attacks: Record<string, () => Promise<Outcome> | Outcome> = {
  signatures: () => attackSignatures(seed, Number(values.count ?? 1_500_000)),
  connections: () => attackConnections(seed, Number(values.count ?? 15_000)),
  smuggling: smuggle,
  fairness: () => attackFairness(Number(values.renderers)),
  bombs: () => attackWithBombs(until),
  origins: () => attackFromOrigins(until),
  drawings: () => attackWithDrawings(until),
  kills: () => attackWithKills(seed, Number(values.count ?? 20)),
  memory: () => attackMemory(until),
  addresses: attackAddresses,
  private: attackPrivate,
};
const names = positionals.length > 0 ? positionals : Object.keys(attacks);
if (values.help || names.some((name) => !Object.hasOwn(attacks, name))) {
  process.stdout.write(`${usage}\n`);
  process.exit(values.help ? 0 : 2);
}
let reached = 0;
for (const name of names) {
  const outcome = await attacks[name]?.();
  process.stdout.write(`${JSON.stringify({ attack: name, ...outcome })}\n`);
  reached += outcome?.reached.length ?? 0;
}
process.exit(reached === 0 ? 0 : 1);
