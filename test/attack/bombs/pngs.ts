import { bigEndian, bytesOf, littleEndian, type Part } from "../../fuzz/files/anatomy.ts";
import { png } from "../../fuzz/files/png.ts";
import type { Bombs } from "./bomb.ts";
import { zlibOf } from "./inflating.ts";

const gigabyte = 1_000_000_000;
const nothing = new Uint8Array(0);
const [grey, colours, colourful] = [0, 2, 6];

interface Header {
  width: number;
  height: number;
  bits?: number;
  colour?: number;
  isInterlaced?: boolean;
}

/** A PNG whose checksums are right, with so many bytes of black pixels. */
export function pngOf(
  { width, height, bits = 8, colour = grey, isInterlaced = false }: Header,
  pixelBytes: number,
  ...before: Part[]
): Uint8Array {
  const size = bytesOf(bigEndian(width), bigEndian(height));
  return png.join([
    { name: "IHDR", body: bytesOf(size, [bits, colour, 0, 0, isInterlaced ? 1 : 0]) },
    ...before,
    { name: "IDAT", body: zlibOf(0, pixelBytes) },
    { name: "IEND", body: nothing },
  ]);
}

const small: Header = { width: 8, height: 8 };
/** Each line begins with the byte of its filter. */
const smallBytes = 8 * 9;
const text = (name: string, ...body: (Uint8Array | string)[]): Part => ({
  name,
  body: bytesOf(...body),
});

/** The directory of metadata whose next one is itself. */
const circle = bytesOf("II*\0", littleEndian(8), littleEndian(0, 2), littleEndian(8));

export const pngs: Bombs = {
  "claims-4-gigapixels.png": () => pngOf({ width: 60_000, height: 60_000, colour: colourful }, 99),
  "claims-all-there-is.png": () => pngOf({ width: 2 ** 31 - 1, height: 2 ** 31 - 1 }, 99),
  "claims-a-line.png": () => pngOf({ width: 2 ** 31 - 1, height: 1, colour: colourful }, 99),
  "claims-nothing.png": () => pngOf({ width: 0, height: 0 }, 99),
  "99-megapixels.png": () => pngOf({ width: 10_000, height: 9_900 }, 9_900 * 10_001),
  "99-megapixels-of-a-bit.png": () =>
    pngOf({ width: 1_000_000, height: 99, bits: 1 }, 99 * 125_001),
  "16-bits.png": () =>
    pngOf({ width: 9_000, height: 9_000, bits: 16, colour: colourful }, 9_000 * 72_001),
  "16-bits-interlaced.png": () => {
    const header = { width: 7_000, height: 7_000, bits: 16, colour: colourful, isInterlaced: true };
    return pngOf(header, 7_000 * 56_001 + 20_000);
  },
  "interlaced.png": () => {
    const header = { width: 9_000, height: 9_000, colour: colours, isInterlaced: true };
    return pngOf(header, 9_000 * 27_001 + 20_000);
  },
  "pixels-of-a-gigabyte.png": () => pngOf(small, gigabyte),
  "profile-of-a-gigabyte.png": () =>
    pngOf(small, smallBytes, text("iCCP", "p\0\0", zlibOf(0, gigabyte))),
  "text-of-a-gigabyte.png": () =>
    pngOf(small, smallBytes, text("zTXt", "k\0\0", zlibOf(32, gigabyte))),
  "metadata-of-a-gigabyte.png": () =>
    pngOf(small, smallBytes, text("iTXt", "XML:com.adobe.xmp\0\x01\0\0\0", zlibOf(32, gigabyte))),
  "200-texts-of-5-megabytes.png": () => {
    const one = text("zTXt", "k\0\0", zlibOf(32, 5_000_000));
    return pngOf(small, smallBytes, ...Array.from({ length: 200 }, () => one));
  },
  "100000-texts.png": () => {
    const one = text("tEXt", "k\0v");
    return pngOf(small, smallBytes, ...Array.from({ length: 100_000 }, () => one));
  },
  "100000-pieces.png": () => {
    const one = { name: "IDAT", body: nothing };
    return pngOf(small, smallBytes, ...Array.from({ length: 100_000 }, () => one));
  },
  "exif-in-a-circle.png": () => pngOf(small, smallBytes, text("eXIf", circle)),
  "20000-frames.png": () => {
    const control = text("acTL", bytesOf(bigEndian(2 ** 31 - 1), bigEndian(0)));
    const frame = (i: number): Part[] => [
      text(
        "fcTL",
        bytesOf(bigEndian(2 * i), bigEndian(8), bigEndian(8), bigEndian(0), bigEndian(0)),
        bytesOf([0, 1, 0, 1, 0, 0]),
      ),
      text("fdAT", bytesOf(bigEndian(2 * i + 1)), zlibOf(0, smallBytes)),
    ];
    const frames = Array.from({ length: 20_000 }, (_, i) => frame(i)).flat();
    return pngOf(small, smallBytes, control, ...frames);
  },
};
