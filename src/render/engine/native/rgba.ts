import type { Size } from "../../plan/size.ts";

/** An image in memory: red, green, blue and alpha, 8 bits each, row by row without gaps. */
export interface Pixels extends Size {
  data: Uint8Array<ArrayBuffer>;
  /** Whether every alpha is 255. */
  opaque: boolean;
}

export function isOpaque(data: Uint8Array): boolean {
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 255) return false;
  return true;
}

/** Memory for pixels, all zero. */
export function pixelMemory({ width, height }: Size): Uint8Array<ArrayBuffer> {
  return new Uint8Array(width * height * 4);
}

/**
 * Each pixel as one number, red in its lowest byte. They are the same memory, or a copy of it where
 * that does not begin at a multiple of four.
 */
export function words({ data }: Pick<Pixels, "data">): Uint32Array {
  const aligned = data.byteOffset % 4 === 0 ? data : Uint8Array.from(data);
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 2);
}
