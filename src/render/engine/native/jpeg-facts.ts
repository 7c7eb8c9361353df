import type { Facts } from "../../plan/facts.ts";
import type { Parts } from "../codec.ts";
import { knownDensity, knownOrientation, readExifFacts } from "./exif-facts.ts";

const exifName = "Exif\0\0";
const profileName = "ICC_PROFILE\0";
/** Behind the name: the number of this piece and of all, one byte each. */
const profileHead = profileName.length + 2;

/** Reads the header of a JPEG; undefined where there is none. Source: ITU-T T.81, annex B; JFIF 1.02. */
export function readJpegFacts(bytes: Uint8Array): Facts | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pieces: Uint8Array[] = [];
  let exif = {} as ReturnType<typeof readExifFacts>;
  let jfifDensity: number | undefined;
  let frame: Pick<Facts, "width" | "height" | "bits" | "additive"> | undefined;
  let adobe: number | undefined;
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] as number;
    // A marker may be preceded by any number of fill bytes.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const end = at + 2 + view.getUint16(at + 2);
    const segment = bytes.subarray(at + 4, end);
    if (marker === 0xda) break;
    if (end > bytes.length) return undefined;
    if (marker === 0xe0 && named(segment, "JFIF\0")) jfifDensity = readDensity(segment);
    if (marker === 0xe1 && named(segment, exifName)) {
      exif = readExifFacts(segment.subarray(exifName.length));
    }
    if (marker === 0xe2 && named(segment, profileName)) {
      pieces[(segment[profileName.length] ?? 1) - 1] = segment.subarray(profileHead);
    }
    if (marker === 0xee && named(segment, "Adobe")) adobe = segment[11];
    if (isFrame(marker)) {
      const components = segment[5] ?? 0;
      frame = {
        bits: segment[0] ?? 0,
        height: view.getUint16(at + 5),
        width: view.getUint16(at + 7),
        additive: components === 1 || components === 3,
      };
    }
    at = end;
  }
  if (!frame || frame.width === 0 || frame.height === 0) return undefined;
  const profile = pieces.length > 0 ? Buffer.concat(pieces.filter(Boolean)) : undefined;
  return {
    ...frame,
    // Three components that are no YCbCr are rare enough to leave to libvips.
    additive: frame.additive && (adobe === undefined || adobe === 1),
    orientation: knownOrientation(exif.orientation),
    alpha: false,
    palette: false,
    frames: 1,
    density: knownDensity(jfifDensity ?? exif.density),
    hasProfile: profile !== undefined,
    ...(profile ? { profile } : {}),
    otherColour: false,
    complete: bytes[bytes.length - 2] === 0xff && bytes[bytes.length - 1] === 0xd9,
  };
}

/** Start of frame: 0xc0 to 0xcf but for the tables of Huffman and arithmetic coding, and JPG. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function readDensity(segment: Uint8Array): number | undefined {
  const value = ((segment[8] ?? 0) << 8) | (segment[9] ?? 0);
  if (value === 0) return undefined;
  if (segment[7] === 1) return value;
  return segment[7] === 2 ? value * 2.54 : undefined;
}

function named(segment: Uint8Array, name: string): boolean {
  for (let i = 0; i < name.length; i += 1) if (segment[i] !== name.charCodeAt(i)) return false;
  return true;
}

/** The same file without its ICC profile. */
export function withoutJpegProfile(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  let from = 0;
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== 0xda) {
    if (bytes[at + 1] === 0xff) {
      at += 1;
      continue;
    }
    const end = at + 2 + view.getUint16(at + 2);
    if (bytes[at + 1] === 0xe2 && named(bytes.subarray(at + 4, end), profileName)) {
      parts.push(bytes.subarray(from, at));
      from = end;
    }
    at = end;
  }
  return parts.length === 0 ? bytes : Buffer.concat([...parts, bytes.subarray(from)]);
}

export const jpegParts: Parts = {
  first: 2,
  next(file, at) {
    const marker = file.getUint8(at + 1);
    if (marker === 0xda) return undefined;
    return marker === 0xff ? at + 1 : at + 2 + file.getUint16(at + 2);
  },
};
