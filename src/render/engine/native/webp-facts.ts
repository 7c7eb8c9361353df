import type { Facts } from "../../plan/facts.ts";
import type { Parts } from "../codec.ts";
import { knownOrientation, readExifFacts } from "./exif-facts.ts";

const riffHead = 12;
const chunkHead = 8;
/** Of the flags of VP8X. */
const alphaFlag = 0x10;

/** Reads the header of a WebP; undefined where there is none. Source: RFC 9649. */
export function readWebpFacts(bytes: Uint8Array): Facts | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < riffHead + chunkHead) return undefined;
  const end = chunkHead + view.getUint32(4, true);
  let size: Pick<Facts, "width" | "height" | "alpha"> | undefined;
  let canvas: typeof size;
  let frames = 0;
  let orientation: number | undefined;
  let profile: Uint8Array | undefined;
  let at = riffHead;
  while (at + chunkHead <= Math.min(bytes.length, end)) {
    const type = String.fromCharCode(...bytes.subarray(at, at + 4));
    const length = view.getUint32(at + 4, true);
    const data = bytes.subarray(at + chunkHead, at + chunkHead + length);
    if (type === "VP8X" && data.length >= 10) {
      canvas = {
        width: 1 + (view.getUint32(at + chunkHead + 3, true) >> 8),
        height: 1 + (view.getUint32(at + chunkHead + 6, true) >> 8),
        alpha: ((data[0] ?? 0) & alphaFlag) !== 0,
      };
    }
    if (type === "VP8 " && data.length >= 10) {
      const dimension = (offset: number) => view.getUint16(at + chunkHead + offset, true) & 0x3fff;
      size ??= { width: dimension(6), height: dimension(8), alpha: false };
    }
    if (type === "VP8L" && data.length >= 5) {
      const bits = view.getUint32(at + chunkHead + 1, true);
      const alpha = ((bits >>> 28) & 1) === 1;
      size ??= { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff), alpha };
    }
    if (type === "ANMF") frames += 1;
    if (type === "ICCP") profile = data;
    if (type === "EXIF") orientation = readExifFacts(withoutName(data)).orientation;
    at += chunkHead + length + (length & 1);
  }
  const image = canvas ?? size;
  if (!image) return undefined;
  // A file that says two sizes is damaged, and libvips has the word.
  const still = frames === 0 ? size : undefined;
  if (still && (image.width !== still.width || image.height !== still.height)) return undefined;
  return {
    ...image,
    orientation: knownOrientation(orientation),
    palette: false,
    bits: 8,
    additive: true,
    frames: Math.max(1, frames),
    density: 72,
    hasProfile: profile !== undefined,
    ...(profile ? { profile } : {}),
    otherColour: false,
    complete: bytes.length >= end && (frames > 0 || size !== undefined),
  };
}

/** Some writers put JPEG's name in front of the block. */
function withoutName(data: Uint8Array): Uint8Array {
  return data[0] === 0x45 && data[1] === 0x78 ? data.subarray(6) : data;
}

export const webpParts: Parts = {
  first: riffHead,
  next(file, at) {
    const length = file.getUint32(at + 4, true);
    return at + chunkHead + length + (length & 1);
  },
};
