import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { basic, privateKey } from "../support/management.ts";
import { exchange } from "../support/wire.ts";
import { harmlesslyLonger, mutated } from "./files/mutate.ts";
import { makeSeeds, type Seed } from "./files/seeds.ts";
import { type Bounds, count, newTally, repeat, type Tally } from "./finding.ts";
import type { FuzzedServer } from "./fuzzed-server.ts";
import { type Random, randomOf } from "./random.ts";
import { faultOfApi, faultOfImage } from "./verdict.ts";

/** What is asked of every file: it says everything about the pixels and loses none of them. */
const asked = "/tr:w-24,f-png";
/** What else may be asked of it: the original, what needs all pixels, other engines, measurements. */
const others = [
  ...["", "/tr:h-9,rt-30:e-grayscale", "/tr:w-20,h-20,fo-auto,f-webp", "/tr:t-true,w-9,f-jpg"],
  ...["/tr:w-30,l-image,i-b.png,w-5,l-end", "/tr:bg-dominant,w-40,h-40,cm-pad_resize,f-jpg"],
  ...["/tr:orig-true", "/tr:pg-2,w-9", "/tr:f-auto,w-12", "/tr:md-true,q-40,w-10,f-jpg"],
];

/** A machine that is busy with something else may be late so often for a file that is good. */
const latenessesAtMost = 5;

/** Every so many files a good one is asked for: a renderer may be poisoned by what it has read. */
const filesPerGoodOne = 20;

interface Case {
  name: string;
  bytes: Uint8Array;
  /** For a file that is whole: what is made of it. */
  expected?: Uint8Array;
}

/**
 * Has a server transform files of every format whose structure is damaged, files that only have a
 * piece more than others, and good ones between them.
 * @param keep is given every file that something is found with
 */
export async function fuzzFiles(
  seed: number,
  bounds: Bounds,
  server: FuzzedServer,
  keep: (name: string, bytes: Uint8Array) => void = () => {},
): Promise<Tally> {
  const tally = newTally();
  const seeds = await makeSeeds();
  mkdirSync(join(server.folder, "x"), { recursive: true });
  const references = new Map<Seed, Uint8Array>();
  for (const good of seeds.filter(({ decodes }) => decodes)) {
    const { status, body } = await inTime((tries) =>
      ask(server, `${tries}-s${seed}-${good.name}`, good.bytes, asked),
    );
    if (status === 200) references.set(good, body);
    else count(tally, "server", { input: good.name, fault: `a seed is answered with ${status}` });
  }

  await repeat(bounds, 3, async (i) => {
    const random = randomOf(seed, i);
    const { name, bytes, expected } = caseOf(seed, i, random, seeds, references);
    const input = `${name}, case ${i} of seed ${seed}`;
    try {
      const tryNamed = (name: string) => tryFile(server, name, bytes, random);
      const { answer, found } = expected
        ? await inTime((tries) => tryNamed(`${tries}-${name}`))
        : await tryNamed(name);
      const differs =
        expected && !(answer.status === 200 && Buffer.from(answer.body).equals(expected));
      const fault = found ?? (differs ? `good, and answered ${answer.status}` : undefined);
      count(tally, answer.status, fault === undefined ? undefined : { input, fault });
      if (fault !== undefined) keep(name, bytes);
    } catch (error) {
      keep(name, bytes);
      count(tally, "no answer", { input, fault: String(error) });
    }
  });
  const fault = await server.fault();
  if (fault !== undefined) count(tally, "server", { input: `seed ${seed}`, fault });
  return tally;
}

/** Does a thing with a good file again while the answer comes late. @param work is given how often it was tried */
async function inTime<T extends { status: number }>(
  work: (tries: number) => Promise<T>,
): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    const made = await work(tries);
    if (made.status !== 504 || tries === latenessesAtMost) return made;
  }
}

function caseOf(
  seed: number,
  i: number,
  random: Random,
  seeds: readonly Seed[],
  references: ReadonlyMap<Seed, Uint8Array>,
): Case {
  const base = random.pick(seeds);
  const name = `s${seed}-${i}-${base.name}`;
  const expected = references.get(base);
  if (i % filesPerGoodOne === 0 && expected) return { name, bytes: base.bytes, expected };
  if (random.chance(15) && base.anatomy && expected) {
    const bytes = harmlesslyLonger(base.bytes, base.anatomy, random);
    // What is delivered as it is, an animation that cannot be decoded, is longer then, too.
    const isUntouched = Buffer.from(expected).equals(base.bytes);
    if (bytes) return { name, bytes, expected: isUntouched ? bytes : expected };
  }
  const other = () => {
    if (base.odd && random.chance(70)) return base.odd(random);
    const { anatomy, bytes } = random.pick(seeds.filter(({ anatomy }) => anatomy));
    return random.pick(anatomy?.split(bytes) ?? []);
  };
  return { name, bytes: mutated(base.bytes, base.anatomy, random, other) };
}

async function tryFile(server: FuzzedServer, name: string, bytes: Uint8Array, random: Random) {
  const more = random.pick(others);
  const asksMetadata = random.chance(10);
  const file = join(server.folder, "x", name);
  writeFileSync(file, bytes);
  try {
    const answer = await exchange(server.url, `${asked}/x/${name}`);
    let found = faultOfImage("GET", answer);
    found ??= faultOfImage("GET", await exchange(server.url, `${more}/x/${name}`));
    if (asksMetadata) {
      const target = `/_/api/v1/metadata?url=${encodeURIComponent(`${server.url}/x/${name}`)}`;
      const headers = { Authorization: basic(privateKey) };
      found ??= faultOfApi(await exchange(server.url, target, { headers }));
    }
    return { status: answer.status, answer, found };
  } finally {
    rmSync(file);
  }
}

async function ask(server: FuzzedServer, name: string, bytes: Uint8Array, transformation: string) {
  writeFileSync(join(server.folder, "x", name), bytes);
  return exchange(server.url, `${transformation}/x/${name}`);
}
