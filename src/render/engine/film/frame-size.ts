import type { Size } from "../../plan/size.ts";
import { damagedFilm } from "./film-file.ts";
import type { FilmFrame } from "./key-frame.ts";

/** Bytes of a key frame's head, to the end of its size. */
const headBytes = 10;

/**
 * The size that a key frame says it has, before memory is taken for it; that of the film where the
 * decoder compares both. Source: RFC 6386, 9.1; VP9 Bitstream Specification, 6.2.
 */
export function storedSize({ codec, data, width, height }: FilmFrame): Size {
  if (codec !== "vp8" && codec !== "vp9") return { width, height };
  if (data.length < headBytes) throw damagedFilm();
  const view = new DataView(data.buffer, data.byteOffset, headBytes);
  if (codec === "vp8") {
    return { width: view.getUint16(6, true) & 0x3fff, height: view.getUint16(8, true) & 0x3fff };
  }
  // In the first profile, which is the one that is decoded, 36 bits lie before it.
  const at = (byte: number) => (view.getUint32(byte) >>> 12) & 0xffff;
  return { width: at(4) + 1, height: at(6) + 1 };
}
