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
