import { bytesOf, littleEndian } from "../../fuzz/files/anatomy.ts";
import type { Bombs } from "./bomb.ts";
import { zlibOf } from "./inflating.ts";

type Entry = [tag: number, type: number, count: number, value: number];

const [short, long] = [3, 4];
const deflate = 8;
const headBytes = 8;
const entryBytes = 12;

const directoryBytes = (entries: readonly Entry[]) => 2 + entries.length * entryBytes + 4;

function directory(entries: readonly Entry[], next: number): Uint8Array {
  return bytesOf(
    littleEndian(entries.length, 2),
    ...entries.map(([tag, type, count, value]) =>
      bytesOf(
        littleEndian(tag, 2),
        littleEndian(type, 2),
        littleEndian(count),
        littleEndian(value),
      ),
    ),
    littleEndian(next),
  );
}

/** Grey, in one strip, as entries that others may be put in the place of. */
function greyEntries(width: number, height: number, strip: number, bytes: number): Entry[] {
  return [
    [256, long, 1, width],
    [257, long, 1, height],
    [258, short, 1, 8],
    [259, short, 1, deflate],
    [262, short, 1, 1],
    [273, long, 1, strip],
    [277, short, 1, 1],
    [278, long, 1, height],
    [279, long, 1, bytes],
  ];
}

interface Grey {
  width: number;
  height: number;
  /** Entries instead of those of the same tag, or more. */
  changed?: Entry[];
  /** Where the next directory is; none at 0. */
  next?: number;
}

/** A TIFF of one directory at 8, its strip behind it. */
export function tiffOf(
  { width, height, changed = [], next = 0 }: Grey,
  pixels: Uint8Array,
): Uint8Array {
  const tags = changed.map(([tag]) => tag);
  const kept = greyEntries(width, height, 0, pixels.length).filter(([tag]) => !tags.includes(tag));
  const entries = [...kept, ...changed].sort(([a], [b]) => a - b);
  const strip = headBytes + directoryBytes(entries);
  const placed = entries.map(
    (entry): Entry => (entry[0] === 273 && entry[3] === 0 ? [273, long, 1, strip] : entry),
  );
  return bytesOf("II*\0", littleEndian(headBytes), directory(placed, next), pixels);
}

const few = () => zlibOf(0, 64);
const small = { width: 8, height: 8 };

export const tiffs: Bombs = {
  "claims-4-gigapixels.tif": () => tiffOf({ width: 65_535, height: 65_535 }, few()),
  "claims-all-there-is.tif": () => tiffOf({ width: 2 ** 32 - 1, height: 2 ** 32 - 1 }, few()),
  "99-megapixels.tif": () => tiffOf({ width: 10_000, height: 9_900 }, zlibOf(0, 99_000_000)),
  "64-bits.tif": () =>
    tiffOf(
      {
        width: 10_000,
        height: 9_900,
        changed: [
          [258, short, 1, 64],
          [339, short, 1, 3],
        ],
      },
      zlibOf(0, 792_000_000),
    ),
  "strip-of-a-gigabyte.tif": () => tiffOf(small, zlibOf(0, 1_000_000_000)),
  "strip-that-claims-gigabytes.tif": () =>
    tiffOf({ ...small, changed: [[279, long, 1, 2 ** 32 - 1]] }, few()),
  "2-to-the-30-strips.tif": () =>
    tiffOf(
      {
        ...small,
        changed: [
          [273, long, 2 ** 30, 8],
          [278, long, 1, 1],
          [279, long, 2 ** 30, 8],
        ],
      },
      few(),
    ),
  "tile-of-4-gigapixels.tif": () =>
    tiffOf(
      {
        width: 9_000,
        height: 9_000,
        changed: [
          [322, long, 1, 65_536],
          [323, long, 1, 65_536],
          [324, long, 1, 8],
          [325, long, 1, 64],
        ],
      },
      few(),
    ),
  "65535-channels.tif": () =>
    tiffOf({ width: 5_000, height: 5_000, changed: [[277, short, 1, 65_535]] }, few()),
  "directory-in-a-circle.tif": () => tiffOf({ ...small, next: headBytes }, few()),
  "subdirectory-in-a-circle.tif": () =>
    tiffOf({ ...small, changed: [[330, long, 1, headBytes]] }, few()),
  "100000-directories.tif": () => {
    const pixels = few();
    const entries = greyEntries(8, 8, headBytes, pixels.length);
    const first = headBytes + pixels.length;
    const bytes = directoryBytes(entries);
    const many = Array.from({ length: 100_000 }, (_, i) =>
      directory(entries, i === 99_999 ? 0 : first + (i + 1) * bytes),
    );
    return bytesOf("II*\0", littleEndian(first), pixels, ...many);
  },
  "large-directory-of-all-there-is.tif": () =>
    bytesOf(
      ...["II+\0", [8, 0, 0, 0], littleEndian(16, 8), [255, 255, 255, 255, 255, 255, 255, 63]],
      new Uint8Array(9_000),
    ),
};
