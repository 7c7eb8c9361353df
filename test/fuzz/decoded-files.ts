import { join } from "node:path";
import sharp from "sharp";
import { converted } from "../formats/converters.ts";
import { pdfOf } from "../support/pictures/pdf.ts";
import { deflatedPsd, layeredPsd } from "../support/pictures/psd.ts";

// Small files of what our own and WebAssembly's decoders read, three of each format that have little
// in common: `good` files, from which damaged ones are made.

const demo = join(import.meta.dirname, "../../src/demo");
const size = { width: 64, height: 42 } as const;

const photo = await sharp(join(demo, "coast.jpg")).resize(size).png().toBuffer();
const badge = await sharp(join(demo, "badge.png")).resize(48).png().toBuffer();
const deep = await sharp(photo).toColourspace("rgb16").png().toBuffer();
const jpeg = await sharp(photo).jpeg().toBuffer();

function byImageMagick(png: Uint8Array, extension: string, ...options: string[]): Uint8Array {
  return converted(png, "png", extension, (from, to) => ["convert", from, ...options, to]);
}

function byLibheif(png: Uint8Array, ...options: string[]): Uint8Array {
  return converted(png, "png", "heic", (from, to) => ["heif-enc", ...options, from, "-o", to]);
}

function deflated(bits: 8 | 16, predicts: boolean): Uint8Array {
  const raw = byImageMagick(photo, "psd", "-depth", `${bits}`, "-compress", "None");
  return deflatedPsd(raw, { ...size, bits, predicts });
}

const rows = [...new Array(36).keys()].map((value) => value * 7);
const layer = { width: 6, height: 6, left: 2, top: 1, channels: { 0: rows, 1: rows, 2: rows } };
const layers = [
  { ...layer, name: "Lower" },
  { ...layer, name: "Upper", left: 5, compression: 1, opacity: 128 },
] as const;

/** A file of one page: text and shapes, and one more object than its pages need. */
const smallPdf = Buffer.from(
  "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" +
    "2 0 obj<</Type/Pages/Count 1/Kids[4 0 R]>>endobj\n" +
    "3 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n" +
    "4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 70]/Contents 5 0 R" +
    "/Resources<</Font<</F 3 0 R>>>>>>endobj\n" +
    "5 0 obj<</Length 71>>stream\n1 0 0 rg 10 10 30 30 re f BT /F 12 Tf 20 40 Td (A page) Tj ET 0 g 5 5 m S\n" +
    "endstream endobj\ntrailer<</Root 1 0 R/Size 6>>\n%%EOF\n",
);

/** Camera raw: the tags of its maker, what the sensor saw, and previews. */
function raw(mark: string, previews: readonly Uint8Array[]): Buffer {
  const head = Buffer.alloc(46);
  head.write(mark, 0, "latin1");
  head.set([42, 0, 8, 0, 0, 0, 2, 0], 2);
  for (const [i, tag] of [271, 50_706].entries()) {
    head.writeUInt16LE(tag, 10 + 12 * i);
    head.writeUInt32LE(1, 18 + 12 * i);
  }
  return Buffer.concat([head, Buffer.alloc(300, "sensor \xff\xd8\xff\xc3", "latin1"), ...previews]);
}

/** An icon of one entry that is a PNG. */
function iconOf(png: Uint8Array): Uint8Array {
  const head = Buffer.alloc(22);
  head.set([0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 32, 0]);
  head.writeUInt32LE(png.length, 14);
  head.writeUInt32LE(22, 18);
  return Buffer.concat([head, png]);
}

export const decodedFiles: Record<string, readonly Uint8Array[]> = {
  heic: [
    byLibheif(photo, "-q", "70"),
    byLibheif(badge, "-q", "50", "-p", "chroma=444"),
    byLibheif(deep, "-b", "10", "-t", "32"),
  ],
  psd: [
    byImageMagick(photo, "psd", "-compress", "RLE"),
    byImageMagick(photo, "psd", "-colorspace", "CMYK", "-depth", "16", "-compress", "None"),
    layeredPsd({ width: 16, height: 12 }, layers, { isLarge: true }),
  ],
  "deflated psd": [deflated(8, true), deflated(8, false), deflated(16, true)],
  pdf: [
    smallPdf,
    // With its streams deflated, and the font in it.
    converted(smallPdf, "pdf", "pdf", (from, to) => ["pdftocairo", "-pdf", from, to]),
    pdfOf([{ ...size, draws: "q 64 0 0 42 0 0 cm /P Do Q" }]),
  ],
  ico: [byImageMagick(badge, "ico"), byImageMagick(photo, "ico", "-colors", "16"), iconOf(badge)],
  bmp: [
    byImageMagick(photo, "bmp", "-type", "TrueColor"),
    byImageMagick(badge, "bmp"),
    byImageMagick(photo, "bmp", "-colors", "60", "-type", "Palette", "-compress", "None"),
  ],
  tga: [
    byImageMagick(photo, "tga", "-compress", "RLE"),
    byImageMagick(badge, "tga", "-compress", "None"),
    byImageMagick(photo, "tga", "-colors", "9", "-type", "Palette", "-compress", "RLE"),
  ],
  pnm: [
    byImageMagick(photo, "ppm"),
    byImageMagick(photo, "pgm", "-colorspace", "Gray", "-depth", "16"),
    byImageMagick(photo, "pbm", "-monochrome", "-compress", "None"),
  ],
  "camera raw": [
    raw("II", [jpeg]),
    raw("II", [jpeg.subarray(0, 400), jpeg]),
    raw("II", [jpeg, jpeg]),
  ],
};
