import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { bundledFont } from "../../../src/render/engine/text/font.ts";
import {
  drawText,
  measureText,
  type Raster,
  type TextSpec,
} from "../../../src/render/engine/text/text.ts";
import { black, type Colour, transparent } from "../../../src/render/plan/operations.ts";

const red: Colour = { red: 200, green: 30, blue: 40, alpha: 1 };
const sand: Colour = { red: 240, green: 230, blue: 200, alpha: 1 };

const plain: TextSpec = {
  text: "Hamburg",
  fontSize: 32,
  bold: false,
  italic: false,
  colour: black,
  background: transparent,
  align: "left",
  padding: [0, 0, 0, 0],
};

const draw = (spec: Partial<TextSpec>) => drawText({ ...plain, ...spec });
const measure = (spec: Partial<TextSpec>) => measureText({ ...plain, ...spec });

function pixel({ width, data }: Raster, x: number, y: number): number[] {
  return [...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4)];
}

/** Where pixels are opaque to more than half, and how much is covered, in pixels. */
function inkOf({ width, height, data }: Raster) {
  const box = { left: width, top: height, right: -1, bottom: -1, amount: 0 };
  for (let i = 0; i < width * height; i++) {
    const alpha = data[4 * i + 3] ?? 0;
    box.amount += alpha / 255;
    if (alpha < 128) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  }
  return box;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tintype-text-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Open Sans again, in a weight that is not bundled. */
async function lightFont(): Promise<Buffer> {
  const light = "@expo-google-fonts/open-sans/300Light/OpenSans_300Light.ttf";
  return readFile(new URL(import.meta.resolve(light)));
}

/** A font of a user's own. */
async function fileOf(name: string, bytes: Uint8Array | string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, bytes);
  return file;
}

test("text has the colour that was asked for, and nothing else is drawn", async () => {
  const picture = await draw({ colour: red });
  const colours = new Set<string>();
  for (let i = 0; i < picture.data.length; i += 4) {
    colours.add([...picture.data.subarray(i, i + 3)].join());
  }
  expect([...colours]).toEqual(["200,30,40"]);
  expect(inkOf(picture).amount).toBeGreaterThan(300);
});

test("a half transparent colour is as transparent where letters are full", async () => {
  const { data } = await draw({ colour: { ...red, alpha: 0.5 }, fontSize: 80 });
  expect(Math.max(...data.filter((_, i) => i % 4 === 3))).toBe(128);
});

test("a background fills the box and shows through half transparent text", async () => {
  const picture = await draw({ text: "I", fontSize: 100, background: sand, bold: true });
  expect(pixel(picture, 0, 0)).toEqual([240, 230, 200, 255]);
  const faded = await draw({
    text: "I",
    fontSize: 100,
    bold: true,
    colour: { ...black, alpha: 0.5 },
    background: sand,
  });
  const middle = Math.floor(faded.width / 2);
  expect(pixel(faded, middle, Math.floor(faded.height / 2))).toEqual([120, 115, 100, 255]);
});

test("padding adds exactly, in CSS order", async () => {
  const bare = await draw({});
  const padded = await draw({ padding: [1, 20, 300, 40] });
  expect([padded.width - bare.width, padded.height - bare.height]).toEqual([60, 301]);
  expect(inkOf(padded).left - inkOf(bare).left).toBe(40);
  expect(inkOf(padded).top - inkOf(bare).top).toBe(1);
});

test("a wider box has fewer lines", async () => {
  const text = "A text that is long enough to be wrapped more than once";
  const narrow = await measure({ text, width: 150 });
  const wide = await measure({ text, width: 400 });
  expect([narrow.width, wide.width]).toEqual([150, 400]);
  expect(narrow.height).toBeGreaterThan(wide.height);
});

test("alignment moves the ink", async () => {
  const at = async (align: TextSpec["align"]) => inkOf(await draw({ align, width: 400 }));
  const [left, center, right] = [await at("left"), await at("center"), await at("right")];
  expect(left.left).toBeLessThan(10);
  expect(right.right).toBeGreaterThan(390);
  expect(Math.abs((center.left + center.right) / 2 - 200)).toBeLessThan(3);
});

test("bold has more ink than regular, and italic is another drawing", async () => {
  const [regular, bold, italic] = await Promise.all([
    draw({}),
    draw({ bold: true }),
    draw({ italic: true }),
  ]);
  expect(inkOf(bold).amount).toBeGreaterThan(inkOf(regular).amount * 1.2);
  expect(italic.width).not.toBe(regular.width);
});

test("lines under the text and through it are as long as each line of it", async () => {
  const spec = { text: "mm\nmmmm", align: "right" as const, width: 200 };
  const bare = await draw(spec);
  const isInk = ({ width, data }: Raster, x: number, y: number) => data[4 * (y * width + x) + 3];
  const added = (drawn: Raster) => {
    const rows: [y: number, from: number, to: number][] = [];
    for (let y = 0; y < drawn.height; y++) {
      const xs = Array.from({ length: drawn.width }, (_, x) => x).filter(
        (x) => isInk(drawn, x, y) !== isInk(bare, x, y),
      );
      if (xs.length > 0) rows.push([y, xs[0] ?? 0, xs.at(-1) ?? 0]);
    }
    return rows;
  };
  const under = added(await draw({ ...spec, decorations: ["underline"] }));
  const through = added(await draw({ ...spec, decorations: ["strikethrough"] }));
  const both = added(await draw({ ...spec, decorations: ["underline", "strikethrough"] }));
  expect(both.map(([y]) => y)).toEqual(
    [...under, ...through].map(([y]) => y).toSorted((a, b) => a - b),
  );
  const [first, last] = [under[0], under.at(-1)];
  // All at the right, the second line twice as long as the first.
  expect([first?.[2], last?.[2]]).toEqual([199, 199]);
  expect(200 - (last?.[1] ?? 0)).toBeGreaterThan(1.8 * (200 - (first?.[1] ?? 0)));
  expect(through[0]?.[0]).toBeLessThan(first?.[0] ?? 0);
  expect(under.length).toBeLessThan(0.3 * bare.height);
});

test("small letters are placed between pixels, so that equal ones differ", async () => {
  const { width, height, data } = await draw({ text: "iiiiiiii", fontSize: 13 });
  const columns = Array.from({ length: width }, (_, x) => {
    let sum = 0;
    for (let y = 0; y < height; y++) sum += data[4 * (y * width + x) + 3] ?? 0;
    return sum;
  });
  expect(new Set(columns).size).toBeGreaterThan(4);
});

test("a width agrees with Pango's to a pixel", async () => {
  // The ink as libvips' text operation, which is Pango, draws it with the same file at 72 dpi.
  const golden = inkOf(await draw({ text: "Golden", fontSize: 100 }));
  expect(Math.abs(golden.right - golden.left + 1 - 323)).toBeLessThanOrEqual(1);
});

test("a named font is drawn as it is, whatever style is asked for", async () => {
  const font = await fileOf("light.ttf", await lightFont());
  const light = await draw({ font });
  expect(inkOf(light).amount).toBeLessThan(inkOf(await draw({})).amount * 0.9);
  expect(await draw({ font, bold: true, italic: true })).toEqual(light);
});

test("what a named font lacks is taken from the bundled one", async () => {
  const bytes = await lightFont();
  // Without its table of characters the font has none; line metrics are those of the family.
  bytes.writeUInt16BE(0, bytes.readUInt32BE(bytes.indexOf("cmap") + 8) + 2);
  const font = await fileOf("empty.ttf", bytes);
  expect(await draw({ font })).toEqual(await draw({}));
});

test("what a named font has as images, as those of emoji have, is taken from the bundled one", async () => {
  const bytes = await lightFont();
  bytes.write("CBDT", bytes.indexOf("glyf"), "latin1");
  const font = await fileOf("images.ttf", bytes);
  expect(await draw({ font })).toEqual(await draw({}));
});

test("another file under the same name is another font", async () => {
  const font = await fileOf("changing.ttf", await lightFont());
  const before = await draw({ font });
  await fileOf("changing.ttf", Buffer.concat([await lightFont(), Buffer.alloc(1)]));
  expect(await draw({ font })).toEqual(before);
  await fileOf("changing.ttf", "no longer a font");
  await expect(draw({ font })).rejects.toMatchObject({ code: "EFORMAT" });
});

test.each(["😀", "漢字", "\u{10FFFF}", "\uE000"])(
  "%j, which no font has, is drawn as a frame",
  async (text) => {
    const ink = inkOf(await draw({ text }));
    expect(ink.bottom - ink.top + 1).toBe(22);
    expect(ink.amount).toBeGreaterThan(50);
  },
);

test("nothing to see is drawn without ink", async () => {
  expect(await draw({ text: "" })).toMatchObject({ width: 1, height: 44 });
  for (const text of [" ", "\n\n", "\u200B", "\uFE0F\u200D"]) {
    expect(inkOf(await draw({ text })).amount).toBe(0);
  }
});

test.each([
  ["text", () => "not a font"],
  ["nothing", () => ""],
  ["a font for the web", () => "wOF2 pretends"],
  ["half a font", async () => (await lightFont()).subarray(0, 60_000)],
])("%s instead of a font is an EFORMAT failure", async (name, bytes) => {
  const font = await fileOf(`${name}.ttf`, await bytes());
  await expect(draw({ font })).rejects.toMatchObject({ code: "EFORMAT" });
});

test("a font of more than 12 MiB is an ELIMIT failure", async () => {
  const font = await fileOf("huge.ttf", new Uint8Array(12 * 1024 * 1024 + 1));
  await expect(draw({ font })).rejects.toMatchObject({ code: "ELIMIT" });
});

test.each([
  ["wide", { fontSize: 50 }],
  ["high", { fontSize: 50, width: 20 }],
  ["large", { fontSize: 300, width: 16_000 }],
])("a text that grows too %s is an ELIMIT failure", async (_, spec) => {
  const text = "long ".repeat(400);
  await expect(measure({ text, ...spec })).rejects.toMatchObject({ code: "ELIMIT" });
  await expect(draw({ text, ...spec })).rejects.toMatchObject({ code: "ELIMIT" });
});

test("what is measured is what is drawn", async () => {
  const colour = fc.record({
    red: fc.nat(255),
    green: fc.nat(255),
    blue: fc.nat(255),
    alpha: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const side = fc.nat(40);
  const spec = fc.record(
    {
      text: fc.string({ unit: "binary", maxLength: 40 }),
      fontSize: fc.integer({ min: 1, max: 90 }),
      bold: fc.boolean(),
      italic: fc.boolean(),
      colour,
      background: colour,
      align: fc.constantFrom("left", "center", "right"),
      width: fc.integer({ min: 1, max: 500 }),
      lineHeight: fc.integer({ min: 1, max: 120 }),
      padding: fc.tuple(side, side, side, side),
    },
    {
      requiredKeys: [
        "text",
        "fontSize",
        "bold",
        "italic",
        "colour",
        "background",
        "align",
        "padding",
      ],
    },
  );
  await fc.assert(
    fc.asyncProperty(spec, async (spec) => {
      const { width, height, data } = await drawText(spec as TextSpec);
      expect(await measureText(spec as TextSpec)).toEqual({ width, height });
      expect(data.length).toBe(4 * width * height);
    }),
    { numRuns: 200 },
  );
});

test("the metric twins are bundled, and as wide as the fonts that they stand for", async () => {
  // Widths of `Hello` at 1000 pixels, from the advance widths of Arial, Times and Courier.
  const widths = { arimo: 2278, tinos: 2222, cousine: 3000 } as const;
  for (const [family, width] of Object.entries(widths)) {
    const font = await bundledFont({ bold: false, italic: false }, family as keyof typeof widths);
    const glyphs = font.shape("Hello", 0, 5, { rightToLeft: false, ligatures: true });
    const advance = glyphs.reduce((sum, glyph) => sum + glyph.advance, 0);
    expect([family, Math.abs(advance * 1000 - width) < 5]).toEqual([family, true]);
  }
});
