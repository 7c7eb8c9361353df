import type { Operation } from "../../plan/operations.ts";
import { isSameSize, type Size, squaresIn } from "../../plan/size.ts";
import type { Others } from "../../pool/protocol.ts";
import { codecOf } from "../load.ts";
import type { Stopwatch } from "../stopwatch.ts";
import { averagedBy, cut, decoded, resized } from "./codec.ts";
import {
  averagingFor,
  type Decoding,
  decodingFor,
  isOwnChoice,
  isSmaller,
  sharedDecodingFor,
  shrunkBy,
  standsIn,
} from "./decoding.ts";
import { createOriginals, type Original } from "./originals.ts";
import { flattened, mirroring, oriented, padded, quarterTurn } from "./pixels.ts";
import type { Pixels } from "./rgba.ts";
import { createSharedPixels } from "./shared-pixels.ts";
import { type Held, pixelsIn } from "./stored-png.ts";

/** Decoded originals that this renderer keeps. */
export const originals = createOriginals({ maxBytes: 96 * 1024 * 1024, keepMilliseconds: 15_000 });

/** Finished pixels that wait for another encoder. */
const shared = createSharedPixels(32 * 1024 * 1024);

/** What an encoder is handed: a file or pixels, and what they are still to be resized to. */
export interface Finishing {
  source: Uint8Array | Held;
  size?: Size;
}

/** An original to be painted, and the circumstances. */
interface Painting {
  original: Original;
  /** What waits that is made of the same original. */
  others?: Others | undefined;
  watch: Stopwatch;
}

/**
 * The decoded pixels with which libvips goes on: as it would have decoded them itself, since effects
 * such as thresholds make much of the little by which others differ.
 */
export async function startingPixels(
  { original, watch }: Painting,
  shrink: number,
): Promise<Pixels> {
  const { pixels: kept, isKnown } = original;
  const own = shrunkBy(shrink, original.facts);
  if (kept && isSameSize(kept, own.whole)) return pixelsIn(kept);
  const pixels = await decodedAt(original, own, watch);
  if (isKnown && !kept) originals.keep(original, pixels);
  return pixelsIn(pixels);
}

/** As `paintNatively`, once for what differs in its encoding alone and waits, or is likely to come. */
export async function paintShared(
  painting: Painting,
  operations: readonly Operation[],
  pixelsKey: string,
): Promise<Finishing> {
  const { original, others } = painting;
  const known = shared.find(original.file, pixelsKey);
  if (known) return { source: known };
  const finishing = await paintNatively(painting, operations);
  if (!others?.samePixels && !shared.isOfTwins(original.file)) return finishing;
  const source = await finish(finishing, painting.watch);
  shared.keep(pixelsKey, source);
  return { source };
}

/**
 * Decodes a file and does to it what takes no more than moving pixels. The last step is left to the
 * encoder where it can do it in one go.
 */
export async function paintNatively(
  painting: Painting,
  operations: readonly Operation[],
): Promise<Finishing> {
  const { original, others, watch } = painting;
  const { facts, format } = original;
  const [first, ...rest] = operations;
  // What can be seen through has to be weighed by its alpha first.
  const reduces = first?.do === "resize" && isSmaller(first, facts) && !facts.alpha;
  const wanted = reduces ? { width: first.width, height: first.height } : undefined;
  const stored = { format, width: facts.width, height: facts.height };
  const decoding = decodingFor(stored, wanted);
  const isAlone = !others && !original.isKnown;
  if (wanted && isAlone && isOwnChoice(decoding, stored, wanted)) {
    const file = await plainFile(original, watch);
    if (rest.length === 0 && file.isPlain) return { source: file.bytes, size: wanted };
    const how = { size: wanted, opaque: true };
    const pixels = await watch.time("decode", () => decoded(file.bytes, how));
    return watch.time("operations", () => performAll(pixels, rest));
  }
  const pixels = await pixelsFor(painting, decoding, wanted);
  const [last] = rest.length === 0 && pixels.opaque ? operations : [];
  if (last?.do === "resize") {
    return { source: pixels, size: { width: last.width, height: last.height } };
  }
  return watch.time("operations", () => performAll(pixels, operations));
}

/**
 * An original's pixels: those that are kept, or what is decoded now, for the others as well.
 * @param wanted what they are then resized to
 */
async function pixelsFor(
  { original, others, watch }: Painting,
  own: Decoding,
  wanted: Size | undefined,
): Promise<Held> {
  const { facts, format, pixels: kept } = original;
  const wish = { original, own, wanted, watch };
  if (kept && standsIn(kept, own, wanted)) return asDecoded(kept, wish);
  // What is decoded again is decoded for more.
  const isShared = others !== undefined || kept !== undefined;
  const largestWanted = others ? largest(wanted, others.size) : wanted;
  const common = isShared && sharedDecodingFor({ ...facts, format }, largestWanted);
  const isCommon = common && isSmaller(own.whole, common.whole);
  const pixels = await decodedAt(original, isCommon ? common : own, watch);
  // Most are asked for once.
  if (others || original.isKnown) originals.keep(original, pixels);
  return asDecoded(pixels, wish);
}

function largest(a: Size | undefined, b: Size | undefined): Size | undefined {
  if (!a || !b) return undefined;
  return { width: Math.max(a.width, b.width), height: Math.max(a.height, b.height) };
}

async function decodedAt(
  { facts, read }: Original,
  { size, whole }: Decoding,
  watch: Stopwatch,
): Promise<Held> {
  const bytes = await watch.time("read", read);
  const isStored = isSameSize(size, facts);
  const how = { ...(isStored ? {} : { size }), whole, opaque: !facts.alpha };
  return watch.time("decode", () => decoded(bytes, how));
}

interface Wish extends Pick<Painting, "original" | "watch"> {
  /** How the original would be decoded for it alone. */
  own: Decoding;
  /** What it is then resized to. */
  wanted: Size | undefined;
}

/** Nearly what the decoder would have given by itself, so that a burst looks as its parts do. */
async function asDecoded(image: Held, { original, own, wanted, watch }: Wish): Promise<Held> {
  const side = image.opaque && wanted ? averagingFor(image, own, wanted) : 1;
  if (side === 1) return image;
  // Never of what is averaged itself: each time all is rounded down.
  const size = squaresIn(image, side);
  const known = original.averaged.find((each) => isSameSize(each, size));
  if (known) return known;
  const averaged = await watch.time("operations", () => averagedBy(side, image));
  originals.keepAveraged(original, averaged);
  return averaged;
}

/** The file, without the profile that the runtime would pass on where that can be taken away. */
async function plainFile({ format, facts, read }: Original, watch: Stopwatch) {
  const bytes = await watch.time("read", read);
  const withoutProfile = (await codecOf(format)).native?.withoutProfile;
  const plain = facts.hasProfile ? withoutProfile?.(bytes) : bytes;
  return { bytes: plain ?? bytes, isPlain: withoutProfile !== undefined };
}

/** Does what was left to the encoder. */
export async function finish({ source, size }: Finishing, watch: Stopwatch): Promise<Held> {
  if (source instanceof Uint8Array) {
    const how = size ? { size, opaque: true } : { opaque: true };
    return watch.time("decode", () => decoded(source, how));
  }
  return size ? watch.time("operations", () => resized(source, size)) : source;
}

async function performAll(start: Held, operations: readonly Operation[]): Promise<Finishing> {
  let image = start;
  for (const operation of operations) image = await performed(image, operation);
  return { source: image };
}

function performed(image: Held, operation: Operation): Held | Promise<Held> {
  if (operation.do === "resize") return resized(image, operation);
  if (operation.do === "crop") return cut(image, operation);
  return moved(pixelsIn(image), operation);
}

/** Does what takes no more than moving pixels. */
function moved(image: Pixels, operation: Operation): Pixels {
  switch (operation.do) {
    case "orient":
      return oriented(image, operation.orientation);
    case "flip":
      return oriented(image, mirroring(operation));
    case "rotate":
      return oriented(image, quarterTurn(operation.degrees));
    case "pad":
      if (operation.backdrop.kind === "colour") {
        return padded(image, operation, operation.backdrop.colour);
      }
      break;
    case "backdrop":
      if (operation.backdrop.kind === "colour") return flattened(image, operation.backdrop.colour);
      break;
  }
  throw new Error(`The native engine has no ${operation.do}`);
}
