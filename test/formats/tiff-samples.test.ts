import { describe, expect, test } from "bun:test";
import { judge, messageOf } from "../../src/render/engine/fault.ts";
import { decode } from "../support/decode.ts";
import { mustRender } from "../support/rendition.ts";

// TIFFs whose samples are told otherwise than in eight or sixteen bits of red, green and blue. They are
// written here, since no tool writes them all.

type Colour = readonly [red: number, green: number, blue: number];

const [width, height] = [8, 4];

/** Four fields. */
const colours: Colour[] = [
  [220, 32, 32],
  [32, 176, 32],
  [32, 32, 220],
  [208, 192, 32],
];
const fieldOf = (x: number, y: number) => (x < width / 2 ? 0 : 1) + (y < height / 2 ? 0 : 2);

const tags = { bits: 258, photometric: 262, samples: 277, kind: 339, subsampling: 530 };
const kinds = { unsigned: 1, signed: 2, float: 3 };

/** An uncompressed TIFF in little-endian order. */
function tiffOf(told: Record<number, number[]>, samplesOf: (colour: Colour) => Uint8Array): Buffer {
  const pixels = Array.from({ length: width * height }, (_, i) =>
    samplesOf(colours[fieldOf(i % width, Math.floor(i / width))] as Colour),
  );
  const data = Buffer.concat(pixels);
  const all: Record<number, number[]> = {
    ...{ 256: [width], 257: [height], 259: [1], 273: [8], 278: [height], 279: [data.length] },
    ...told,
  };
  const entries = Object.entries(all).toSorted(([a], [b]) => Number(a) - Number(b));
  const directory = Buffer.alloc(2 + 12 * entries.length + 4);
  directory.writeUInt16LE(entries.length);
  const more: Buffer[] = [];
  let at = 8 + data.length + directory.length;
  for (const [i, [tag, values]] of entries.entries()) {
    const shorts = Buffer.from(Uint16Array.from(values).buffer);
    const entry = 2 + 12 * i;
    directory.writeUInt16LE(Number(tag), entry);
    directory.writeUInt16LE(3, entry + 2);
    directory.writeUInt32LE(values.length, entry + 4);
    if (shorts.length <= 4) shorts.copy(directory, entry + 8);
    else {
      directory.writeUInt32LE(at, entry + 8);
      more.push(shorts);
      at += shorts.length;
    }
  }
  const head = Buffer.from("II*\0\0\0\0\0", "latin1");
  head.writeUInt32LE(8 + data.length, 4);
  return Buffer.concat([head, data, directory, ...more]);
}

const bytes = (numbers: { buffer: ArrayBufferLike }) => new Uint8Array(numbers.buffer);
const rgb = (bits: number, kind: number) => ({
  ...{ [tags.bits]: [bits, bits, bits], [tags.photometric]: [2] },
  ...{ [tags.samples]: [3], [tags.kind]: [kind, kind, kind] },
});
const grey = (bits: number, kind: number) => ({
  ...{ [tags.bits]: [bits], [tags.photometric]: [1] },
  ...{ [tags.samples]: [1], [tags.kind]: [kind] },
});
const three = (photometric: number, bits: number, more = {}) => ({
  ...{ [tags.bits]: [bits, bits, bits], [tags.photometric]: [photometric], [tags.samples]: [3] },
  ...more,
});

/** Light from 0 to 1. */
const lightOf = (value: number) =>
  value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;

/** CIELAB for the white of D50. */
function labOf(colour: Colour): [number, number, number] {
  const [red, green, blue] = colour.map(lightOf) as [number, number, number];
  const root = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = root((0.4360747 * red + 0.3850649 * green + 0.1430804 * blue) / 0.9642);
  const y = root(0.2225045 * red + 0.7168786 * green + 0.0606169 * blue);
  const z = root((0.0139322 * red + 0.0971045 * green + 0.7141733 * blue) / 0.8249);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function luminanceOf([red, green, blue]: Colour): Uint8Array {
  return Uint8Array.of(
    Math.round(0.299 * red + 0.587 * green + 0.114 * blue),
    Math.round(128 - 0.168736 * red - 0.331264 * green + 0.5 * blue),
    Math.round(128 + 0.5 * red - 0.418688 * green - 0.081312 * blue),
  );
}

const inColour: [name: string, tiff: Buffer][] = [
  [
    "32 bits",
    tiffOf(rgb(32, kinds.unsigned), (c) => bytes(Uint32Array.from(c, (v) => v * 0x1010101))),
  ],
  [
    "16 bits with a sign",
    tiffOf(rgb(16, kinds.signed), (c) => bytes(Int16Array.from(c, (v) => v * 128))),
  ],
  [
    "8 bits with a sign",
    tiffOf(rgb(8, kinds.signed), (c) => bytes(Int8Array.from(c, (v) => v / 2))),
  ],
  ["light", tiffOf(rgb(32, kinds.float), (c) => bytes(Float32Array.from(c, lightOf)))],
  ["luminance and colours", tiffOf(three(6, 8, { [tags.subsampling]: [1, 1] }), luminanceOf)],
  [
    "CIELAB in 8 bits",
    tiffOf(three(8, 8), (c) => {
      const [l, a, b] = labOf(c);
      return Uint8Array.of(Math.round(l * 2.55), Math.round(a) & 255, Math.round(b) & 255);
    }),
  ],
  [
    "CIELAB in 16 bits",
    tiffOf(three(8, 16), (c) => {
      const [l, a, b] = labOf(c);
      return bytes(
        Uint16Array.of(Math.round(l * 655.35), Math.round(a * 256), Math.round(b * 256)),
      );
    }),
  ],
  [
    "CIELAB as profiles have it",
    tiffOf(three(9, 8), (c) => {
      const [l, a, b] = labOf(c);
      return Uint8Array.of(Math.round(l * 2.55), Math.round(a + 128), Math.round(b + 128));
    }),
  ],
  [
    "CIELAB in 16 bits as profiles have it",
    tiffOf(three(9, 16), (c) => {
      const [l, a, b] = labOf(c);
      return bytes(
        Uint16Array.of(
          Math.round(l * 652.8),
          Math.round((a + 128) * 256),
          Math.round((b + 128) * 256),
        ),
      );
    }),
  ],
];

/** CIELAB of greys, which has lightness alone. */
const lightness = (photometric: number, bits: number) => ({
  ...{ [tags.bits]: [bits], [tags.photometric]: [photometric], [tags.samples]: [1] },
});
const lightnessOf = (g: number) => labOf([g, g, g])[0];

const inGreys: [name: string, tiff: Buffer][] = [
  ["32 bits", tiffOf(grey(32, kinds.unsigned), ([, g]) => bytes(Uint32Array.of(g * 0x1010101)))],
  ["16 bits with a sign", tiffOf(grey(16, kinds.signed), ([, g]) => bytes(Int16Array.of(g * 128)))],
  ["light", tiffOf(grey(32, kinds.float), ([, g]) => bytes(Float32Array.of(lightOf(g))))],
  [
    "light in 16 bits",
    tiffOf(grey(16, kinds.float), ([, g]) => bytes(Float16Array.of(lightOf(g)))),
  ],
  [
    "CIELAB in 8 bits",
    tiffOf(lightness(8, 8), ([, g]) => Uint8Array.of(Math.round(lightnessOf(g) * 2.55))),
  ],
  [
    "CIELAB in 16 bits",
    tiffOf(lightness(8, 16), ([, g]) => bytes(Uint16Array.of(Math.round(lightnessOf(g) * 655.35)))),
  ],
  [
    "CIELAB as profiles have it",
    tiffOf(lightness(9, 8), ([, g]) => Uint8Array.of(Math.round(lightnessOf(g) * 2.55))),
  ],
];

describe("a TIFF is drawn in its colours, which are told as", () => {
  const cases = [
    ...inColour.map(([name, tiff]) => [name, tiff, colours] as const),
    ...inGreys.map(
      ([name, tiff]) => [`greys of ${name}`, tiff, colours.map(([, g]) => [g, g, g])] as const,
    ),
  ];
  test.each(cases)("%s", async (_, tiff, expected) => {
    const { pixel } = await decode(await mustRender(tiff, "f-png"));
    for (const [field, colour] of expected.entries()) {
      const drawn = pixel(field % 2 === 0 ? 1 : 6, field < 2 ? 0 : 3);
      for (const [band, value] of colour.entries()) {
        expect(Math.abs((drawn[band] ?? 0) - value)).toBeLessThanOrEqual(3);
      }
    }
  });
});

test("a TIFF of samples that nothing here reads is refused as such, and not as damaged", async () => {
  const odd = tiffOf(grey(12, kinds.unsigned), () => Uint8Array.of(0x12, 0x34));
  const refused = await mustRender(odd, "f-png").catch((thrown) => judge(thrown).failure);
  expect(refused).toMatchObject({ code: "EFORMAT" });
  expect(messageOf(refused)).toContain("not supported");
});
