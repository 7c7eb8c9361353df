// What a rendition of a telephone's photo, of a printed page and of a layered image costs, in CPU time
// of one process: at its first, which starts the decoder, and later.
//   bun test/bench/formats.ts

import { join } from "node:path";
import sharp from "sharp";
import { converted } from "../formats/converters.ts";
import { pdfOf } from "../support/pictures/pdf.ts";
import { mustRender } from "../support/rendition.ts";

const photo = sharp(join(import.meta.dirname, "../../src/demo/coast.jpg"));

function photoOf(width: number, height: number): Promise<Buffer> {
  return photo.clone().resize(width, height).png({ compressionLevel: 1 }).toBuffer();
}

function psdOf(png: Uint8Array, ...options: string[]): Uint8Array {
  return converted(png, "png", "psd", (from, to) => ["convert", from, ...options, `psd:${to}`]);
}

const lines = Array.from(
  { length: 60 },
  (_, i) =>
    `BT /F 9 Tf 40 ${800 - i * 12} Td (A line of a printed page, and it is line ${i}) Tj ET`,
);
const a4 = { width: 595, height: 842 };
const large = await photoOf(2400, 1600);

/** What is measured, the seconds that it may take, and the file. */
const originals: [title: string, most: number, file: Uint8Array][] = [
  [
    "HEIC, 4032x3024",
    2.5,
    converted(await photoOf(4032, 3024), "png", "heic", (from, to) => {
      return ["heif-enc", "-q", "60", from, "-o", to];
    }),
  ],
  ["PDF, a page of text", 0.8, pdfOf([{ ...a4, draws: lines.join("\n") }])],
  ["PDF, a page with a photo", 0.8, pdfOf([{ ...a4, draws: "q 595 0 0 446 0 300 cm /P Do Q" }])],
  ["PSD, 2400x1600, raw", 0.8, psdOf(large, "-compress", "None")],
  ["PSD, 2400x1600, packed", 0.8, psdOf(large, "-compress", "RLE")],
  ["PSD, 2400x1600, inks, packed", 0.8, psdOf(large, "-colorspace", "CMYK", "-compress", "RLE")],
  ["PSD, 2400x1600, 16 bits", 0.8, psdOf(large, "-depth", "16")],
];

// libvips and what is compiled on the way are started for every format.
await mustRender(await sharp(large).tiff().toBuffer(), "w-1080,f-webp");
console.log("to a WebP of 1080 pixels | first, CPU s | later | at most");
for (const [title, most, file] of originals) {
  const costs: number[] = [];
  for (let i = 0; i < 4; i += 1) {
    const before = process.cpuUsage();
    await mustRender(file, "w-1080,f-webp");
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / 1e6);
  }
  const [first = 0, ...later] = costs;
  const usual = later.sort((a, b) => a - b)[1] as number;
  console.log(`${title} | ${first.toFixed(2)} | ${usual.toFixed(2)} | ${most}`);
}
// libvips' threads would keep the process.
process.exit(0);
