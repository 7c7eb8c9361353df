import { Failure } from "../../../failure.ts";
import { formats } from "../../../formats.ts";
import { imageCodecs } from "../../../runtime/runtime.ts";
import type { Output } from "../../plan/output.ts";
import { type Box, isSameSize, type Size, squaresIn } from "../../plan/size.ts";
import type { Codec } from "../codec.ts";
import { cropped, flattened } from "./pixels.ts";
import { isOpaque } from "./rgba.ts";
import {
  cutStored,
  type Held,
  pixelsIn,
  readStoredPng,
  sizeOfPng,
  storedPngOf,
} from "./stored-png.ts";
import { divided, isNear, multiplied, nearer } from "./translucent.ts";

const white = { red: 255, green: 255, blue: 255, alpha: 1 };

/** A decoded image, or one that is decoded when its first pixels are needed. */
type Source = Uint8Array | Held;

function open(source: Source) {
  if (!imageCodecs) throw new Failure("EINTERNAL", "The runtime has no image codecs");
  const bytes = source instanceof Uint8Array ? source : storedPngOf(source);
  return new imageCodecs(bytes, { autoOrient: false, maxPixels: Number.MAX_SAFE_INTEGER });
}

/** Whether an error says that the runtime's codec does not take a file: libvips then judges it. */
export function isRefusedByCodec(error: unknown): boolean {
  return (error as { code?: string }).code?.startsWith("ERR_IMAGE") ?? false;
}

interface Decoded {
  /** What the decoder makes of it; as it is stored when not given. */
  size?: Size;
  /** The part of that from the top left corner that is wanted. */
  whole?: Size;
  /** Whether it is known that nothing can be seen through. */
  opaque: boolean;
}

/**
 * Decodes a JPEG, a PNG or a WebP. A JPEG is shrunk while it is decoded.
 * @param how with no size for what can be seen through, see `resized`
 */
export async function decoded(bytes: Uint8Array, how: Decoded): Promise<Held> {
  const image = open(bytes);
  if (how.size) image.resize(how.size.width, how.size.height);
  const file = await image.png({ compressionLevel: 0 }).bytes();
  const size = sizeOfPng(file);
  const { whole = size, opaque } = how;
  if (opaque) return cut({ file, ...size, opaque }, { left: 0, top: 0, ...whole });
  const rows = readStoredPng(file, whole);
  return { ...rows, opaque: isOpaque(rows.data) };
}

/** The part of an image that lies in a box. */
export function cut(image: Held, box: Box): Held {
  if (isSameSize(image, box)) return image;
  return "file" in image ? cutStored(image, box) : cropped(image, box);
}

/**
 * Resizes. The runtime's codec weighs all pixels alike, so what can be seen through
 * is multiplied by its alpha first.
 */
export async function resized(image: Held, size: Size): Promise<Held> {
  if (isSameSize(image, size)) return image;
  if (image.opaque) return scaled(nearer(image, size), size);
  return divided(pixelsIn(await scaled(multiplied(pixelsIn(image), size), size)));
}

/** Whether resizing is one step of the runtime's, so that an encoder can follow in the same go. */
export function isOneStep(from: Size, to: Size): boolean {
  return from.width >= to.width && from.height >= to.height && isNear(from, to);
}

async function scaled(image: Held, size: Size): Promise<Held> {
  const across = filterFor(image.width, size.width);
  const down = filterFor(image.height, size.height);
  if (across === down) return scaledBy(image, size, across);
  const wide = await scaledBy(image, { width: size.width, height: image.height }, across);
  return scaledBy(wide, size, down);
}

/** An opaque image averaged over squares of so many pixels; what fills none is left away. */
export async function averagedBy(side: number, image: Held): Promise<Held> {
  const size = squaresIn(image, side);
  const whole = { width: size.width * side, height: size.height * side };
  return scaledBy(cut(image, { left: 0, top: 0, ...whole }), size, "box");
}

/** libvips' choice: Lanczos 3 to make an image smaller, Catmull-Rom to make it larger. */
function filterFor(from: number, to: number): "lanczos3" | "cubic" {
  return to > from ? "cubic" : "lanczos3";
}

async function scaledBy(
  image: Held,
  { width, height }: Size,
  filter: "lanczos3" | "cubic" | "box",
): Promise<Held> {
  if (isSameSize(image, { width, height })) return image;
  const png = open(image).resize(width, height, { filter }).png({ compressionLevel: 0 });
  return { file: await png.bytes(), width, height, opaque: true };
}

/** Encodes finished pixels, or a file as it is decoded; what is opaque only gets white below it. */
export async function encoded(source: Source, output: Output, size?: Size): Promise<Uint8Array> {
  const row = formats[output.format];
  const { codec }: { codec: Codec } = await row.codec();
  if (!codec.native) throw new Failure("EINTERNAL", `The runtime does not write ${row.title}`);
  const isFlat = row.alpha || source instanceof Uint8Array || source.opaque;
  const image = open(isFlat ? source : flattened(pixelsIn(source), white));
  if (size) image.resize(size.width, size.height);
  return codec.native.write(image, output);
}
