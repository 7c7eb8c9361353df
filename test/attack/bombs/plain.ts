import { bigEndian, bytesOf, littleEndian } from "../../fuzz/files/anatomy.ts";
import type { Bombs } from "./bomb.ts";
import { zlibOf } from "./inflating.ts";
import { pngOf } from "./pngs.ts";
import { tiffOf } from "./tiffs.ts";

// Formats with a head and pixels behind it: BMP, icons, TGA, PNM, PSD, camera raw.

interface BmpHead {
  width: number;
  height: number;
  bits: number;
  compression?: number;
  colours?: number;
}

function bmpOf({ width, height, bits, compression = 0, colours = 0 }: BmpHead, body: Uint8Array) {
  const palette = bits <= 8 ? new Uint8Array(4 * 2 ** bits) : new Uint8Array(0);
  const start = 54 + palette.length;
  return bytesOf(
    ...["BM", littleEndian(start + body.length), littleEndian(0), littleEndian(start)],
    ...[littleEndian(40), littleEndian(width), littleEndian(height >>> 0), littleEndian(1, 2)],
    ...[littleEndian(bits, 2), littleEndian(compression), littleEndian(body.length)],
    ...[littleEndian(2835), littleEndian(2835), littleEndian(colours), littleEndian(0)],
    palette,
    body,
  );
}

/** An icon whose entries are all the same image. */
function iconOf(entries: number, image: Uint8Array): Uint8Array {
  const at = 6 + 16 * entries;
  const entry = bytesOf(
    ...[[0, 0, 0, 0, 1, 0, 32, 0], littleEndian(image.length), littleEndian(at)],
  );
  return bytesOf(
    [0, 0, 1, 0],
    littleEndian(entries, 2),
    ...Array.from({ length: entries }, () => entry),
    image,
  );
}

const tgaHead = (type: number, width: number, height: number) =>
  bytesOf(
    [0, 0, type],
    new Uint8Array(9),
    littleEndian(width, 2),
    littleEndian(height, 2),
    [24, 0],
  );

const psdHead = (version: number, width: number, height: number) =>
  bytesOf(
    ...["8BPS", bigEndian(version, 2), new Uint8Array(6), bigEndian(3, 2)],
    ...[bigEndian(height), bigEndian(width), bigEndian(8, 2), bigEndian(3, 2)],
  );
const nothing = bigEndian(0);
const [runs, deflated] = [1, 2];

export const plain: Bombs = {
  "claims-all-there-is.bmp": () =>
    bmpOf({ width: 2 ** 31 - 1, height: 2 ** 31 - 1, bits: 24 }, new Uint8Array(99)),
  "claims-99-megapixels.bmp": () =>
    bmpOf({ width: 10_000, height: 9_900, bits: 32 }, new Uint8Array(99)),
  "height-below-all.bmp": () =>
    bmpOf({ width: 9, height: -(2 ** 31), bits: 24 }, new Uint8Array(99)),
  "99-megapixels-of-runs.bmp": () => {
    const run = Uint8Array.of(255, 0);
    const body = Buffer.alloc(2 * Math.ceil(99_000_000 / 255), run);
    return bmpOf({ width: 10_000, height: 9_900, bits: 8, compression: 1 }, body);
  },
  "palette-that-claims-all.bmp": () =>
    bmpOf({ width: 9, height: 9, bits: 8, colours: 2 ** 32 - 1 }, new Uint8Array(999)),
  "255-bombs.ico": () => iconOf(255, pngOf({ width: 60_000, height: 60_000 }, 99)),
  "99-megapixels.ico": () => iconOf(1, pngOf({ width: 10_000, height: 9_900 }, 9_900 * 10_001)),
  "60000-images.ico": () => iconOf(60_001, pngOf({ width: 8, height: 8 }, 72)),
  "claims-4-gigapixels.tga": () => bytesOf(tgaHead(2, 65_535, 65_535), new Uint8Array(99)),
  "claims-99-megapixels.tga": () => bytesOf(tgaHead(2, 10_000, 9_900), new Uint8Array(99)),
  "99-megapixels-of-runs.tga": () => {
    const run = Uint8Array.of(255, 1, 2, 3);
    return bytesOf(tgaHead(10, 10_000, 9_900), Buffer.alloc(4 * 773_438, run));
  },
  "claims-10-gigapixels.ppm": () => bytesOf("P6\n99999 99999\n255\n", new Uint8Array(99)),
  "claims-a-line.pgm": () => bytesOf("P5\n999999999999 1\n65535\n", new Uint8Array(99)),
  "99-megapixels.pbm": () => bytesOf("P4\n10000 9900\n", new Uint8Array(12_375_000)),
  "99-megapixels-in-words.ppm": () => bytesOf("P3\n10000 9900\n255\n", Buffer.alloc(30e6, "0 ")),
  "comment-of-30-megabytes.pgm": () => bytesOf("P5\n#", Buffer.alloc(30e6, "x"), "\n9 9\n255\n"),
  "number-of-a-million-digits.ppm": () => bytesOf("P6\n", Buffer.alloc(1e6, "9"), " 9\n255\n"),
  "claims-900-megapixels.psd": () =>
    bytesOf(psdHead(1, 30_000, 30_000), nothing, nothing, nothing, [0, 0], new Uint8Array(99)),
  "claims-all-there-is.psb": () =>
    bytesOf(psdHead(2, 300_000, 300_000), nothing, nothing, nothing, nothing, [0, 0]),
  "99-megapixels.psd": () =>
    bytesOf(
      ...[psdHead(1, 10_000, 9_900), nothing, nothing, nothing, bigEndian(deflated, 2)],
      zlibOf(0, 297_000_000),
    ),
  "pixels-of-a-gigabyte.psd": () =>
    bytesOf(
      ...[psdHead(1, 8, 8), nothing, nothing, nothing, bigEndian(deflated, 2)],
      zlibOf(0, 1_000_000_000),
    ),
  "runs-of-65535.psd": () =>
    bytesOf(
      ...[psdHead(1, 9_000, 9_000), nothing, nothing, nothing, bigEndian(runs, 2)],
      Buffer.alloc(2 * 3 * 9_000, 255),
      Buffer.alloc(5e6, Uint8Array.of(0x81, 7)),
    ),
  "layers-that-claim-gigabytes.psd": () =>
    bytesOf(psdHead(1, 9, 9), nothing, nothing, bigEndian(2 ** 32 - 1), new Uint8Array(999)),
  "resources-that-claim-gigabytes.psd": () =>
    bytesOf(psdHead(1, 9, 9), nothing, bigEndian(2 ** 32 - 1), new Uint8Array(999)),
  "directory-in-a-circle.dng": () =>
    tiffOf({ width: 8, height: 8, changed: [[50_706, 1, 4, 1025]], next: 8 }, zlibOf(0, 64)),
  "million-starts-of-previews.dng": () => {
    const starts = Buffer.alloc(12e6, Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0xff, 0xff));
    return tiffOf({ width: 8, height: 8, changed: [[50_706, 1, 4, 1025]] }, starts);
  },
  "preview-of-4-gigapixels.dng": () => {
    const frame = bytesOf([0xff, 0xc0, 0, 11, 8, 0xff, 0xdc, 0xff, 0xdc, 1, 1, 0x11, 0]);
    const scan = bytesOf([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0], new Uint8Array(99), [0xff, 0xd9]);
    const preview = bytesOf([0xff, 0xd8], frame, scan);
    return tiffOf({ width: 8, height: 8, changed: [[50_706, 1, 4, 1025]] }, preview);
  },
};
