import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import sharp from "sharp";
import { bigEndian, bytesOf, type Part } from "../../fuzz/files/anatomy.ts";
import { boxes } from "../../fuzz/files/boxes.ts";
import type { Bombs } from "./bomb.ts";

// AVIF, HEIC and JPEG XL: boxes that hold boxes, and point into the file.

function still(): Promise<Uint8Array> {
  const create = { width: 64, height: 64, channels: 3 as const, background: "red" };
  return sharp({ create }).avif({ effort: 0 }).toBuffer();
}

const heic = () =>
  new Uint8Array(readFileSync(join(import.meta.dirname, "../../fuzz/files/good/still.heic")));

/** A file whose boxes of one name have another body, wherever they are. */
function withBody(bytes: Uint8Array, name: string, body: Uint8Array): Uint8Array {
  const change = (part: Part): Part => {
    if (part.name === name) return { name, body };
    return part.inner ? { ...part, inner: part.inner.map(change) } : part;
  };
  return boxes.join(boxes.split(bytes).map(change));
}

const zeros = bigEndian(0);
const size = (width: number, height: number) => bytesOf(zeros, bigEndian(width), bigEndian(height));

/** One item in 65535 pieces of the file, each of them long. */
const pieces = bytesOf(
  ...[zeros, [0x44, 0x00], bigEndian(1, 2), bigEndian(1, 2), bigEndian(0, 2)],
  bigEndian(65_535, 2),
  ...Array.from({ length: 65_535 }, () => bytesOf(zeros, bigEndian(65_535))),
);

/** 65535 items, of which none has any bytes. */
const items = bytesOf(
  ...[zeros, bigEndian(65_535, 2)],
  ...Array.from({ length: 65_535 }, (_, i) =>
    bytesOf(
      ...[bigEndian(21), "infe", [2, 0, 0, 0], bigEndian(i + 1, 2), bigEndian(0, 2), "av01", [0]],
    ),
  ),
);

/** Boxes in boxes, so many deep. */
function nested(brand: string, depth: number): Uint8Array {
  const perBox = 12;
  const heads = Array.from({ length: depth }, (_, i) =>
    bytesOf(bigEndian(perBox * (depth - i)), "meta", zeros),
  );
  return bytesOf(bigEndian(16), "ftyp", brand, zeros, ...heads);
}

/** Two sizes of 30 bits each, behind the signature of a bare stream. */
const jxlOfAllThereIs = bytesOf(
  [0xff, 0x0a, 0xfe, 0xff, 0xff, 0xff, 0xf1, 0xff, 0xff, 0xff, 0x0f],
  new Uint8Array(500),
);
const jxlHead = bytesOf("\0\0\0\x0cJXL \r\n\x87\n", "\0\0\0\x14ftypjxl \0\0\0\0jxl ");
const moving = () =>
  new Uint8Array(readFileSync(join(import.meta.dirname, "../../render/originals/moves.jxl")));

export const boxed: Bombs = {
  "claims-4-gigapixels.avif": async () => withBody(await still(), "ispe", size(65_535, 65_535)),
  "claims-all-there-is.avif": async () =>
    withBody(await still(), "ispe", size(2 ** 32 - 1, 2 ** 32 - 1)),
  "claims-99-megapixels.avif": async () => withBody(await still(), "ispe", size(10_000, 9_900)),
  "65535-pieces.avif": async () => withBody(await still(), "iloc", pieces),
  "65535-items.avif": async () => withBody(await still(), "iinf", items),
  "20000-deep.avif": () => nested("avif", 20_000),
  "99-megapixels.avif": () => {
    const create = { width: 10_000, height: 9_900, channels: 3 as const, background: "red" };
    return sharp({ create, limitInputPixels: false }).avif({ effort: 0 }).toBuffer();
  },
  "claims-4-gigapixels.heic": () => withBody(heic(), "ispe", size(65_535, 65_535)),
  "claims-99-megapixels.heic": () => withBody(heic(), "ispe", size(10_000, 9_900)),
  "65535-pieces.heic": () => withBody(heic(), "iloc", pieces),
  "65535-items.heic": () => withBody(heic(), "iinf", items),
  "20000-deep.heic": () => nested("heic", 20_000),
  "a-million-empty-boxes.heic": () => {
    const start = boxes.split(heic());
    const empty = Buffer.alloc(8_000_000, bytesOf(bigEndian(8), "free"));
    return bytesOf(boxes.join(start.slice(0, 1)), empty, boxes.join(start.slice(1)));
  },
  "claims-all-there-is.jxl": () => jxlOfAllThereIs,
  "100000-pieces.jxl": () =>
    bytesOf(
      jxlHead,
      ...Array.from({ length: 100_000 }, (_, i) => bytesOf(bigEndian(12), "jxlp", bigEndian(i))),
    ),
  "metadata-of-256-megabytes.jxl": () => {
    const params = { [constants.BROTLI_PARAM_QUALITY]: 1 };
    const metadata = brotliCompressSync(Buffer.alloc(256 * 1024 * 1024), { params });
    return bytesOf(
      ...[jxlHead, bigEndian(metadata.length + 12), "brob", "Exif", metadata],
      ...[zeros, "jxlc", moving()],
    );
  },
};
