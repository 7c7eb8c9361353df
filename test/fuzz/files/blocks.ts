import type { Random } from "../random.ts";
import { type Anatomy, bytesOf, littleEndian, noise, type Part } from "./anatomy.ts";

/** Blocks of a GIF: its screen, its extensions, its frames with the lists of pieces behind them. */
export const gif: Anatomy = {
  split(bytes) {
    const parts: Part[] = [];
    const colours = (packed: number) => (packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0);
    const take = (name: string, from: number, to: number) => {
      parts.push({ name, body: bytes.subarray(from, to) });
      return to;
    };
    const list = (from: number) => {
      let at = from;
      while (at < bytes.length && bytes[at] !== 0) at += 1 + (bytes[at] ?? 0);
      return at + 1;
    };
    let at = take("screen", 0, 13 + colours(bytes[10] ?? 0));
    while (at < bytes.length) {
      if (bytes[at] === 0x21) at = take("extension", at, list(at + 2));
      else if (bytes[at] === 0x2c) {
        at = take("frame", at, at + 10 + colours(bytes[at + 9] ?? 0));
        at = take("pixels", at, list(at + 1));
      } else at = take("end", at, bytes.length);
    }
    return parts;
  },
  join: (parts) => bytesOf(...parts.map(({ body }) => body)),
  unknown: (random) => ({
    name: "extension",
    body: bytesOf([0x21, 0xfe, 40], noise(random, 40), [0]),
  }),
  places: (parts) => parts.flatMap(({ name }, i) => (name === "end" ? [i] : [])),
};

/** A directory of a TIFF is a piece, each of its entries one in it; all else is one called `rest`. */
export const tiff: Anatomy = {
  split(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const little = bytes[0] === 0x49;
    const directory = view.getUint32(4, little);
    const entries = view.getUint16(directory, little);
    const end = directory + 2 + entries * 12;
    return [
      { name: "before", body: bytes.subarray(0, directory + 2) },
      ...Array.from({ length: entries }, (_, i) => ({
        name: "entry",
        body: bytes.subarray(directory + 2 + i * 12, directory + 14 + i * 12),
      })),
      { name: "next", body: bytes.subarray(end, end + 4) },
      { name: "rest", body: bytes.subarray(end + 4) },
    ];
  },
  join: (parts) => bytesOf(...parts.map(({ body }) => body)),
};

/** An entry that decoders act on, with a value that may be anything. */
export function oddEntry(random: Random): Part {
  const tag = random.pick([
    ...[254, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 282, 284, 296, 317, 320, 322],
    ...[323, 324, 325, 330, 332, 338, 339, 347, 529, 530, 34_675, 34_665, 34_853],
  ]);
  const value = random.pick([0, 1, 2, 8, 16, 65_535, 2 ** 31, 2 ** 32 - 1, random.below(3_000)]);
  return {
    name: "entry",
    body: bytesOf(
      littleEndian(tag, 2),
      littleEndian(1 + random.below(14), 2),
      littleEndian(random.pick([0, 1, 1, 2, 3, 2 ** 30])),
      littleEndian(value),
    ),
  };
}

/** Tags of a drawing, and the text between them. */
export const svg: Anatomy = {
  split: (bytes) =>
    (
      Buffer.from(bytes)
        .toString("utf8")
        .match(/<[^>]*>|[^<]+/g) ?? []
    ).map((text) => ({
      name: /^<\/?[\w:]*/.exec(text)?.[0] ?? "text",
      body: Buffer.from(text),
    })),
  join: (parts) => bytesOf(...parts.map(({ body }) => body)),
  unknown: () => ({ name: "comment", body: Buffer.from("<!-- a word -->") }),
  places: (parts) => [parts.length],
};

export function oddTag(random: Random): Part {
  const tag = random.pick([
    ...['<rect width="1e9" height="1e-9"/>', "<g>", "</g>", '<use href="#a"/>', '<g id="a">'],
    ...['<image href="data:image/png;base64,iVBORw0KGgo=" width="9"/>', '<path d="M0 0 L1e300"/>'],
    ...['<filter id="f"><feGaussianBlur stdDeviation="1e9"/></filter>', '<g filter="url(#f)">'],
    ...['<text font-size="1e6">a</text>', "<style>*{stroke-dasharray:.001}</style>", "<![CDATA["],
    ...['<svg width="100%" viewBox="0 0 0 0">', '<pattern id="a" width=".001"><use href="#a"/>'],
    ...["<!DOCTYPE svg [<!ENTITY a 'b'>]>", "&a;", "<?xml version='1.0'?>", "<linearGradient>"],
    ...[
      '<mask id="m"><g mask="url(#m)"/></mask>',
      '<symbol viewBox="1 2 -3 -4">',
      '<tspan x="NaN">',
    ],
  ]);
  return { name: tag, body: Buffer.from(tag) };
}
