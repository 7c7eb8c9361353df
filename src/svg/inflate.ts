import { constants, gunzipSync } from "node:zlib";
import { Failure } from "../failure.ts";

/**
 * The bytes of an SVG, which may be stored compressed (`.svgz`).
 * @throws Failure ELIMIT if it is or becomes larger than `maxBytes`, EFORMAT if it cannot be inflated
 */
export function inflateSvg(bytes: Uint8Array, maxBytes: number): Uint8Array {
  if (bytes.length > maxBytes) throw tooLarge(maxBytes);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes });
  } catch (cause) {
    if ((cause as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(maxBytes);
    throw new Failure("EFORMAT", "Cannot read the SVG: its compressed data is damaged", { cause });
  }
}

/** What the first bytes of a compressed file become; undefined when they are of none. */
export function inflatedStart(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return undefined;
  }
}

function tooLarge(maxBytes: number): Failure {
  return new Failure("ELIMIT", `The SVG is too large: expected at most ${maxBytes} bytes`);
}
