import { type DecodableFormat, type Format, formatOf, isDecodable } from "../../../formats.ts";
import { imageCodecs } from "../../../runtime/runtime.ts";
import type { Header } from "../../plan/header.ts";
import type { Parts } from "../codec.ts";
import { codecOf } from "../load.ts";
import { isLikeSrgb } from "../profile/icc.ts";
import { readFacts } from "./read-facts.ts";

/**
 * The header of what the runtime's own codecs read, as libvips would read it; undefined where libvips
 * has to judge the file. No codec is asked: a server may call it for any file.
 */
export async function readHeader(
  bytes: Uint8Array,
  format: DecodableFormat,
): Promise<Header | undefined> {
  const facts = await readFacts(bytes, format);
  if (!facts?.complete || !facts.additive || facts.otherColour || facts.frames > 1) {
    return undefined;
  }
  // A compressed profile, and sixteen bits to be converted.
  if ((facts.hasProfile && !facts.profile) || facts.bits > 8) return undefined;
  const quality = (await codecOf(format)).qualityOf?.(bytes);
  return {
    format,
    width: facts.width,
    height: facts.height,
    orientation: facts.orientation,
    alpha: facts.alpha,
    density: facts.density,
    pages: 1,
    ...(quality === undefined ? {} : { quality }),
    bytes: bytes.length,
    ...(facts.palette ? { palette: true as const } : {}),
    convert: facts.profile !== undefined && !isLikeSrgb(facts.profile),
  };
}

/** Reads headers in the process of the caller; undefined where an engine leaves that to renderers. */
export function headerReaderFor(engine: "auto" | "wasm" | undefined) {
  if (engine !== "auto" || !imageCodecs) return undefined;
  return async (bytes: Uint8Array, format: Format): Promise<Header | undefined> => {
    if (!isDecodable(format) || !formatOf(format).isRuntimes) return undefined;
    try {
      const { native } = await codecOf(format);
      if (!native || hasManyParts(bytes, native.parts)) return undefined;
      return await readHeader(bytes, format);
    } catch {
      // A renderer finds the fault again, and says what it is.
      return undefined;
    }
  };
}

/** Segments or chunks that are read while others wait; large PNG files have hundreds. */
const mostParts = 1_000;

/** Whether a file is cut into so many parts that walking through them takes long. */
function hasManyParts(bytes: Uint8Array, { first, next }: Parts): boolean {
  const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at: number | undefined = first;
  for (let parts = 0; at !== undefined && at + 8 <= bytes.length; parts += 1) {
    if (parts === mostParts) return true;
    at = next(file, at);
  }
  return false;
}
