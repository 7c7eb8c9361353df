import sharp from "sharp";
import { bigEndian, bytesOf, littleEndian, type Part } from "../../fuzz/files/anatomy.ts";
import { jpeg } from "../../fuzz/files/jpeg.ts";
import type { Bombs } from "./bomb.ts";

async function plainJpeg(width: number, height: number, options = {}): Promise<Uint8Array> {
  const create = { width, height, channels: 3 as const, background: "red" };
  return sharp({ create, limitInputPixels: false }).jpeg(options).toBuffer();
}

/** A small JPEG whose pieces are changed. */
async function changed(change: (parts: Part[]) => Part[]): Promise<Uint8Array> {
  return jpeg.join(change(jpeg.split(await plainJpeg(64, 64))));
}

/** Pieces behind the start of the file. */
const startingWith = (...more: Part[]) =>
  changed(([start, ...rest]) => [start as Part, ...more, ...rest]);

const exif = (...body: (Uint8Array | string)[]): Part => ({
  name: "e1",
  body: bytesOf("Exif\0\0", ...body),
});

/** A directory at 8 with one entry, whose next directory is there, too. */
const directory = (tag: number, type: number, count: number, value: number) =>
  bytesOf(
    ...["II*\0", littleEndian(8), littleEndian(1, 2)],
    ...[littleEndian(tag, 2), littleEndian(type, 2), littleEndian(count), littleEndian(value)],
    littleEndian(8),
  );

const subDirectory = 0x8769;

export const jpegs: Bombs = {
  "claims-4-gigapixels.jpg": () =>
    changed((parts) =>
      parts.map((part) => {
        if (part.name !== "c0") return part;
        const size = bytesOf(bigEndian(65_500, 2), bigEndian(65_500, 2));
        return { ...part, body: bytesOf(part.body.subarray(0, 1), size, part.body.subarray(5)) };
      }),
    ),
  "99-megapixels.jpg": () => plainJpeg(10_000, 9_900),
  "99-megapixels-progressive.jpg": () => plainJpeg(10_000, 9_900, { progressive: true }),
  "1000-scans.jpg": async () => {
    const parts = jpeg.split(await plainJpeg(4_000, 4_000, { progressive: true }));
    const at = parts.findLastIndex(({ name }) => name === "da");
    const scan = parts.slice(at, at + 2);
    const scans = Array.from({ length: 1_000 }, () => scan).flat();
    return jpeg.join([...parts.slice(0, at), ...scans, { name: "d9", body: new Uint8Array(0) }]);
  },
  "profile-that-claims-a-gigabyte.jpg": () =>
    startingWith(
      ...Array.from({ length: 255 }, (_, i) => ({
        name: "e2",
        body: bytesOf(
          "ICC_PROFILE\0",
          [i + 1, 255],
          i === 0 ? bigEndian(1_000_000_000) : [],
          new Uint8Array(65_000),
        ),
      })),
    ),
  "100000-comments.jpg": () =>
    startingWith(...Array.from({ length: 100_000 }, () => ({ name: "fe", body: bytesOf("x") }))),
  "exif-in-a-circle.jpg": () => startingWith(exif(directory(subDirectory, 4, 1, 8))),
  "exif-that-claims-gigabytes.jpg": () => startingWith(exif(directory(0x010e, 2, 2 ** 31, 8))),
  "exif-of-65535-entries.jpg": () =>
    startingWith(
      exif("II*\0", bytesOf(littleEndian(8), littleEndian(65_535, 2)), new Uint8Array(60_000)),
    ),
  "20-megabytes-behind-the-scan.jpg": () =>
    changed((parts) =>
      parts.map((part) =>
        part.name === "data" ? { ...part, body: bytesOf(part.body, new Uint8Array(20e6)) } : part,
      ),
    ),
};
