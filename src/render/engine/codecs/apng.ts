import { crc32 } from "node:zlib";
import type { Codec } from "../codec.ts";
import type { Image } from "../engine.ts";

/** Frames of PNG, one after the other, each as a whole image of its own. Source: PNG, third edition. */
export const codec: Codec = {
  encode(image, { keep, animated }) {
    if (!animated) return image.pngsaveBuffer({ compression, keep });
    return joined(framesOf(image, keep), delaysOf(image), loopsOf(image));
  },
};

/** zlib's default, 0 to 9. */
const compression = 6;

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

type Keep = "all" | "icc" | "none";

function framesOf(strip: Image, keep: Keep): Uint8Array[] {
  const height = has(strip, "page-height") ? strip.getInt("page-height") : strip.height;
  return Array.from({ length: Math.floor(strip.height / height) }, (_, i) => {
    using frame = strip.crop(0, i * height, strip.width, height);
    // What is beside the pixels goes before all frames, and so with the first.
    return frame.pngsaveBuffer({ compression, keep: i === 0 ? keep : "none" });
  });
}

/** Milliseconds of each frame. */
function delaysOf(image: Image): number[] {
  return has(image, "delay") ? image.getArrayInt("delay") : [];
}

/** 0 means for ever. */
function loopsOf(image: Image): number {
  return has(image, "loop") ? image.getInt("loop") : 0;
}

function has(image: Image, field: string): boolean {
  return image.getTypeof(field) !== 0;
}

interface Chunk {
  type: string;
  data: Uint8Array;
}

function chunksOf(png: Uint8Array): Chunk[] {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const chunks: Chunk[] = [];
  for (let at = signature.length; at + 12 <= png.length; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...png.subarray(at + 4, at + 8));
    chunks.push({ type, data: png.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

function joined(
  files: readonly Uint8Array[],
  delays: readonly number[],
  loops: number,
): Uint8Array {
  const [first = [], ...others] = files.map(chunksOf);
  const pixels = first.findIndex(({ type }) => type === "IDAT");
  const header = first[0]?.data ?? new Uint8Array(13);
  let order = 0;
  const control = (frame: number): Chunk => {
    const data = new Uint8Array(26);
    const view = new DataView(data.buffer);
    view.setUint32(0, order);
    // The size of the whole, at its corner.
    data.set(header.subarray(0, 8), 4);
    view.setUint16(20, Math.min(65_535, delays[frame] ?? usualDelay));
    view.setUint16(22, 1000);
    order += 1;
    return { type: "fcTL", data };
  };
  const chunks = [...first.slice(0, pixels)];
  chunks.splice(1, 0, { type: "acTL", data: numbers(files.length, loops) });
  chunks.push(control(0), ...first.filter(({ type }) => type === "IDAT"));
  for (const [i, frame] of others.entries()) {
    chunks.push(control(i + 1));
    for (const { type, data } of frame) {
      if (type !== "IDAT") continue;
      chunks.push({ type: "fdAT", data: Buffer.concat([numbers(order), data]) });
      order += 1;
    }
  }
  const end = { type: "IEND", data: new Uint8Array() };
  return Buffer.concat([signature, ...[...chunks, end].map(fileChunk)]);
}

/** Milliseconds of a frame of which the original says nothing. */
const usualDelay = 100;

function numbers(...values: number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) view.setUint32(4 * i, value);
  return bytes;
}

function fileChunk({ type, data }: Chunk): Uint8Array {
  const typed = Buffer.concat([Buffer.from(type, "latin1"), data]);
  return Buffer.concat([numbers(data.length), typed, numbers(crc32(typed))]);
}
