import type { Random } from "../random.ts";
import { type Anatomy, noise, type Part } from "./anatomy.ts";

/** Where numbers that decoders act on are likely to be. */
const extremes = [0, 1, 2, 3, 7, 8, 16, 32, 64, 127, 128, 254, 255];

/** Changes some bytes of a piece, mostly near its start: that is where its fields are. */
function altered(body: Uint8Array, random: Random): Uint8Array {
  const changed = Uint8Array.from(body);
  for (let times = 1 + random.below(4); times > 0 && changed.length > 0; times -= 1) {
    const reach = random.chance(70) ? Math.min(changed.length, 24) : changed.length;
    const at = random.below(reach);
    changed[at] = random.chance(50)
      ? random.pick(extremes)
      : (changed[at] ?? 0) ^ (1 << random.below(8));
  }
  return changed;
}

/** What is done to the pieces of a file. @param other a piece of another file, or a crafted one */
function change(parts: Part[], random: Random, other: () => Part): void {
  if (parts.length === 0) {
    parts.push(other());
    return;
  }
  const at = random.below(parts.length);
  const part = parts[at] as Part;
  const deeper = part.inner;
  if (deeper && random.chance(75)) {
    change(deeper, random, other);
    return;
  }
  const { length } = part.body;
  const ways: (() => unknown)[] = [
    () => parts.splice(at, 1),
    () => parts.splice(at, 0, { ...part, ...(deeper ? { inner: [...deeper] } : {}) }),
    () => parts.splice(random.below(parts.length), 0, ...parts.splice(at, 1)),
    () => parts.splice(at, 0, other()),
    () => parts.splice(at, 1, other()),
    () => parts.splice(random.below(parts.length) + 1),
    () => {
      part.claims = random.pick([
        ...[0, 1, 2, 7, length + 1, length - 1, length * 2, 65_535, 2 ** 31 - 1, 2 ** 32 - 1],
      ]);
    },
    () => {
      part.body = part.body.subarray(0, random.below(length + 1));
    },
    () => {
      part.body = Buffer.concat([part.body, noise(random, 1 + random.below(80))]);
    },
    () => {
      part.body = new Uint8Array(length);
    },
    () => {
      part.name = random.chance(50) ? random.pick(parts).name : part.name.toLowerCase();
    },
    ...Array.from({ length: 6 }, () => () => {
      part.body = altered(part.body, random);
    }),
  ];
  random.pick(ways)();
}

/** A file with some pieces dropped, doubled, moved, swapped, cut, grown, emptied or lied about. */
export function mutated(
  bytes: Uint8Array,
  anatomy: Anatomy | undefined,
  random: Random,
  other: () => Part,
): Uint8Array {
  if (!anatomy || random.chance(12)) return bluntly(bytes, random);
  const parts = anatomy.split(bytes).map(copied);
  for (let times = 1 + random.below(3); times > 0; times -= 1) change(parts, random, other);
  const made = anatomy.join(parts);
  return random.chance(5) ? bluntly(made, random) : made;
}

function copied(part: Part): Part {
  return part.inner ? { ...part, inner: part.inner.map(copied) } : { ...part };
}

/** Without any knowledge of the format: bytes changed, cut off, or said twice. */
function bluntly(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random.below(bytes.length + 1);
  switch (random.below(4)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(random.below(at + 1))]);
    default: {
      const changed = Uint8Array.from(bytes);
      for (let times = 1 + random.below(20); times > 0; times -= 1) {
        changed[random.below(bytes.length)] = random.below(256);
      }
      return changed;
    }
  }
}

/** The same image with a piece more that no reader knows: it is whole, and may never be refused. */
export function harmlesslyLonger(
  bytes: Uint8Array,
  { split, join, unknown, places }: Anatomy,
  random: Random,
): Uint8Array | undefined {
  const parts = split(bytes);
  const free = places?.(parts) ?? [];
  if (!unknown || free.length === 0) return undefined;
  parts.splice(random.pick(free), 0, unknown(random));
  return join(parts);
}
