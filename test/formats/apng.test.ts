import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import sharp from "sharp";
import { distance } from "../support/decode.ts";
import { mustRender } from "../support/rendition.ts";

// Decoders at hand show the first frame of an animated PNG alone, so each frame is taken out as a PNG.

const originals = join(import.meta.dirname, "../render/originals");
const gif = readFileSync(join(originals, "grow.gif"));

interface Chunk {
  type: string;
  data: Buffer;
}

/** The chunks of a PNG, each of which has to be told right by its sum. */
function chunksOf(file: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    const typed = file.subarray(at + 4, at + 8 + length);
    expect(file.readUInt32BE(at + 8 + length)).toBe(crc32(typed));
    chunks.push({ type: typed.toString("latin1", 0, 4), data: typed.subarray(4) });
    at += 12 + length;
  }
  return chunks;
}

function pngOf(file: Buffer, header: Chunk, data: Buffer): Buffer {
  const parts = [header, { type: "IDAT", data }, { type: "IEND", data: Buffer.alloc(0) }];
  const written = parts.map(({ type, data: content }) => {
    const typed = Buffer.concat([Buffer.from(type), content]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(content.length);
    sum.writeUInt32BE(crc32(typed));
    return Buffer.concat([length, typed, sum]);
  });
  return Buffer.concat([file.subarray(0, 8), ...written]);
}

/** Frames of an animated PNG, and what it says of each. */
function framesOf(file: Buffer) {
  const chunks = chunksOf(file);
  const orders: number[] = [];
  const frames: { width: number; height: number; milliseconds: number; parts: Buffer[] }[] = [];
  for (const { type, data } of chunks) {
    if (type === "fcTL" || type === "fdAT") orders.push(data.readUInt32BE(0));
    if (type === "fcTL") {
      const [width, height] = [data.readUInt32BE(4), data.readUInt32BE(8)];
      const milliseconds = (1000 * data.readUInt16BE(20)) / data.readUInt16BE(22);
      frames.push({ width, height, milliseconds, parts: [] });
    }
    if (type === "IDAT") frames.at(-1)?.parts.push(data);
    if (type === "fdAT") frames.at(-1)?.parts.push(data.subarray(4));
  }
  const control = chunks.find(({ type }) => type === "acTL")?.data;
  return {
    count: control?.readUInt32BE(0),
    loops: control?.readUInt32BE(4),
    orders,
    delays: frames.map(({ milliseconds }) => milliseconds),
    images: frames.map(({ parts }) => pngOf(file, chunks[0] as Chunk, Buffer.concat(parts))),
  };
}

test("an animation becomes an animated PNG of the same frames and times", async () => {
  const { pages = 0, delay = [], loop } = await sharp(gif, { animated: true }).metadata();
  const found = framesOf(Buffer.from(await mustRender(gif, "f-apng")));
  expect(pages).toBeGreaterThan(1);
  expect(found.count).toBe(pages);
  expect(found.loops).toBe(loop);
  expect(found.delays).toEqual(delay);
  // Frames and their parts are counted through.
  expect(found.orders).toEqual(found.orders.map((_, i) => i));
  for (const [page, image] of found.images.entries()) {
    const theirs = await sharp(gif, { page }).png().toBuffer();
    expect(await distance(image, theirs)).toBe(0);
  }
  const [first = gif, second = gif] = found.images;
  expect(await distance(first, second)).toBeGreaterThan(0);
}, 60_000);

test("it is resized frame by frame, and what does not move becomes one frame", async () => {
  const small = framesOf(Buffer.from(await mustRender(gif, "w-40,h-20,cm-pad_resize,f-apng")));
  expect(small.images.length).toBe(small.count ?? 0);
  for (const image of small.images) {
    expect(await sharp(image).metadata()).toMatchObject({ width: 40, height: 20 });
  }
  const still = Buffer.from(await mustRender(gif, "pg-2,w-40,f-apng"));
  expect(framesOf(still).count).toBeUndefined();
  expect(await sharp(still).metadata()).toMatchObject({ format: "png", width: 40 });
}, 60_000);
