import { Failure } from "../../../failure.ts";
import { formatOf, type OutputFormat } from "../../../formats.ts";
import type { Output } from "../../plan/output.ts";
import { codecOf } from "../load.ts";
import { type FlatPixels, mayGainLossless } from "./few-colours.ts";

/** A finished rendition. */
export interface Encoded {
  bytes: Uint8Array;
  format: OutputFormat;
}

/** A finished image, whichever engine holds it. */
export interface FinishedImage {
  /** Its pixels, where it has few colours. */
  flat(): Promise<FlatPixels | undefined>;
  /** Whether a format can be written in the time that is left. */
  fits(format: OutputFormat): Promise<boolean>;
  encode(output: Output): Promise<Uint8Array>;
}

/** Qualities that are tried in turn where the usual one makes more bytes than the original has. */
const lowerQualities = [65, 50, 35];

/**
 * Encodes an image in the format that was chosen. Where that is no promise, what is smaller is taken
 * instead: another format that the client takes as well, no loss where few colours make that
 * cheaper, and less quality before more bytes than the original has.
 */
export async function encodeSmallest(image: FinishedImage, wanted: Output): Promise<Encoded> {
  const { palette, ...output }: Output = wanted;
  if (output.animated) return encodeIn(image, output, output.format, undefined);
  const { atMost } = output;
  const isLooked = mayBeFlat(output) && (await gainsByFlatness(output));
  const flat = isLooked ? await image.flat() : undefined;
  const [first, ...others] = await formatsFor(image, output, flat);
  let best = await encodeOrElse(image, { ...output, format: first }, others, flat);
  const isOver = atMost !== undefined && best.bytes.length > atMost;
  for (const format of others) {
    if (format === best.format || !(flat || isOver || formatOf(format).triesLossless)) continue;
    best = smaller(best, await encodeIn(image, output, format, flat));
  }
  // Colours between those of the original's palette have come in: one of its own shows nearly all.
  if (
    palette &&
    !formatOf(best.format).lossy &&
    atMost !== undefined &&
    best.bytes.length > atMost
  ) {
    best = smaller(best, await encodeIn(image, { ...output, palette }, best.format, flat));
  }
  if (atMost === undefined || !isLossy(best.format, output)) return best;
  for (const quality of lowerQualities) {
    if (best.bytes.length <= atMost) break;
    if (quality >= output.quality) continue;
    best = smaller(best, await encodeIn(image, { ...output, quality }, best.format, flat));
  }
  return best;
}

/**
 * The formats that may be sent, the chosen one first. Where there is nothing but flat areas, AVIF
 * takes long and is larger than what has no loss; of very many pixels it takes too long.
 */
async function formatsFor(
  image: FinishedImage,
  { format, alternatives = [] }: Output,
  flat: FlatPixels | undefined,
): Promise<[OutputFormat, ...OutputFormat[]]> {
  const all: [OutputFormat, ...OutputFormat[]] = [format, ...alternatives];
  const isUnfit = flat && formatOf(format).isForPhotographs;
  if (!isUnfit && (await image.fits(format))) return all;
  const [next, ...others] = alternatives;
  return next === undefined ? all : [next, ...others];
}

/** Animations, and what is described, are left to the encoders that can do both. */
function mayBeFlat({ animated, keepMetadata, keepProfile, density }: Output): boolean {
  return !animated && !keepMetadata && !keepProfile && density === undefined;
}

/** Whether few colours would make a difference: all of them are looked at for that. */
async function gainsByFlatness({ format, alternatives = [] }: Output): Promise<boolean> {
  const { triesLossless, isForPhotographs } = formatOf(format);
  if (triesLossless || isForPhotographs || alternatives.length > 0) return true;
  return (await codecOf(format)).encodeFlat !== undefined;
}

function isLossy(format: OutputFormat, { lossless, animated }: Output): boolean {
  return !lossless && !animated && formatOf(format).lossy;
}

/** In the chosen format; or in another, where it has no room for the image. */
async function encodeOrElse(
  image: FinishedImage,
  output: Output,
  alternatives: readonly OutputFormat[],
  flat: FlatPixels | undefined,
): Promise<Encoded> {
  const [next, ...others] = alternatives.filter((format) => format !== output.format);
  try {
    return await encodeIn(image, output, output.format, flat);
  } catch (error) {
    if (next === undefined || !(error instanceof Failure && error.code === "ELIMIT")) throw error;
    return encodeOrElse(image, { ...output, format: next }, others, flat);
  }
}

async function encodeIn(
  image: FinishedImage,
  output: Output,
  format: OutputFormat,
  flat: FlatPixels | undefined,
): Promise<Encoded> {
  const exact = flat && (await codecOf(format)).encodeFlat?.(flat);
  if (exact) return { format, bytes: exact };
  const usual = { format, bytes: await image.encode({ ...output, format }) };
  if (!flat || !formatOf(format).triesLossless || output.lossless) return usual;
  if (!mayGainLossless(flat, usual.bytes.length)) return usual;
  return smaller(usual, {
    format,
    bytes: await image.encode({ ...output, format, lossless: true }),
  });
}

function smaller(a: Encoded, b: Encoded): Encoded {
  return b.bytes.length < a.bytes.length ? b : a;
}
