import type { Random } from "../random.ts";

/** A piece of a file that its format gives a name, a length and perhaps a checksum. */
export interface Part {
  name: string;
  body: Uint8Array;
  /** What the file says of the body's length, where that is not true. */
  claims?: number;
  /** The pieces that the body is made of, where it is; `body` is what stands before them. */
  inner?: Part[];
}

/** How the files of a format are taken apart and put together. */
export interface Anatomy {
  /** What is put together again is the same file. */
  split(bytes: Uint8Array): Part[];
  join(parts: readonly Part[]): Uint8Array;
  /** A piece that no reader knows and every reader passes over; undefined where there is no such. */
  unknown?(random: Random): Part;
  /** Where such a piece may stand without any harm. */
  places?(parts: readonly Part[]): number[];
}

export function bytesOf(...parts: (Uint8Array | string | readonly number[])[]): Uint8Array {
  return Buffer.concat(
    parts.map((part) => {
      if (part instanceof Uint8Array) return part;
      return typeof part === "string" ? Buffer.from(part, "latin1") : Uint8Array.from(part);
    }),
  );
}

export function bigEndian(value: number, bytes = 4): number[] {
  return Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** (bytes - 1 - i)) & 255);
}

export function littleEndian(value: number, bytes = 4): number[] {
  return bigEndian(value, bytes).reverse();
}

/** Bytes of noise. */
export function noise(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.below(256));
}
