import { crc32 } from "node:zlib";
import type { Facts } from "../../plan/facts.ts";
import type { Parts } from "../codec.ts";
import { colourOfPng } from "../profile/told-colour.ts";
import { knownDensity, knownOrientation, readExifFacts } from "./exif-facts.ts";

const signatureLength = 8;
const chunkHead = 8;
const chunkTail = 4;
const millimetresPerInch = 25.4;
/** Reads the header of a PNG; undefined where there is none. Source: W3C, PNG 3rd edition. */
export function readPngFacts(bytes: Uint8Array): Facts | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 33) return undefined;
  const colourType = bytes[25] ?? 0;
  const seen = new Set<string>();
  let density = 72;
  let orientation: number | undefined;
  let frames = 1;
  let at = signatureLength;
  while (at + chunkHead <= bytes.length) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const data = bytes.subarray(at + chunkHead, at + chunkHead + length);
    // A file that is cut ends within a chunk.
    if (data.length < length) break;
    // libvips judges what is damaged.
    if (crc32(bytes.subarray(at + 4, at + chunkHead + length)) !== sumAt(view, at, length)) break;
    seen.add(type);
    if (type === "pHYs" && length >= 9 && data[8] === 1) {
      density = knownDensity((view.getUint32(at + chunkHead) / 1000) * millimetresPerInch);
    }
    if (type === "eXIf") orientation = readExifFacts(data).orientation;
    if (type === "acTL" && length >= 4) frames = view.getUint32(at + chunkHead);
    at += chunkHead + length + chunkTail;
    if (type === "IEND") break;
  }
  return {
    width: view.getUint32(16),
    height: view.getUint32(20),
    orientation: knownOrientation(orientation),
    alpha: colourType >= 4 || seen.has("tRNS"),
    palette: colourType === 3,
    bits: bytes[24] ?? 0,
    additive: true,
    frames,
    density,
    hasProfile: seen.has("iCCP"),
    otherColour: colourOfPng(bytes).colour !== undefined,
    complete: seen.has("IEND") && seen.has("IDAT"),
  };
}

function sumAt(view: DataView, at: number, length: number): number | undefined {
  const place = at + chunkHead + length;
  return place + chunkTail <= view.byteLength ? view.getUint32(place) : undefined;
}

export const pngParts: Parts = {
  first: signatureLength,
  next: (file, at) => at + chunkHead + file.getUint32(at) + chunkTail,
};
