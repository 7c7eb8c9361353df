import { expect, test } from "bun:test";
import sharp from "sharp";
import { takeUndrawn } from "../../src/render/engine/undrawn.ts";
import { distance, sizeOf } from "../support/decode.ts";
import { describeUnless } from "../support/needs.ts";
import { type DrawnLayer, layeredPsd } from "../support/pictures/psd.ts";
import { mustRender } from "../support/rendition.ts";
import { expectImageOrRefusal, randomFrom } from "./changed-files.ts";
import { converted, whyNot } from "./converters.ts";

const canvas = { width: 60, height: 40 };

/** What a colour and a transparency run through, differently in each channel. */
function drawn(
  name: string,
  box: Pick<DrawnLayer, "left" | "top" | "width" | "height">,
  bits = 8,
): DrawnLayer {
  const step = 2 ** bits - 1;
  const values = (phase: number) =>
    Array.from({ length: box.width * box.height }, (_, i) => {
      const [x, y] = [i % box.width, Math.floor(i / box.width)];
      return Math.round((Math.abs(Math.sin((x + phase * 7) / 9 + y / 5)) * step) % (step + 1));
    });
  return { name, ...box, channels: { "-1": values(4), 0: values(1), 1: values(2), 2: values(3) } };
}

const sky = drawn("sky", { left: 0, top: 0, width: 60, height: 40 });
const logo = drawn("Logo", { left: 20, top: 10, width: 30, height: 20 });
const beyond = drawn("beyond", { left: -10, top: 30, width: 30, height: 25 });
const group: DrawnLayer = {
  name: "all",
  left: 0,
  top: 0,
  width: 0,
  height: 0,
  channels: { "-1": [], 0: [], 1: [], 2: [] },
  isGroup: true,
};
const masked: DrawnLayer = {
  ...drawn("masked", { left: 5, top: 5, width: 40, height: 30 }),
  mask: {
    left: 10,
    top: 8,
    width: 20,
    height: 15,
    around: 40,
    values: Array.from({ length: 300 }, (_, i) => (i * 7) % 256),
  },
};

const { "-1": _, ...colours } = logo.channels;
const documents: Record<
  string,
  [layers: DrawnLayer[], options?: Parameters<typeof layeredPsd>[2]]
> = {
  "as they are": [[sky, logo, beyond]],
  packed: [[sky, logo, beyond].map((layer) => ({ ...layer, compression: 1 }))],
  deflated: [[sky, logo, beyond].map((layer) => ({ ...layer, compression: 2 }))],
  "deflated as differences": [[sky, logo, beyond].map((layer) => ({ ...layer, compression: 3 }))],
  "half opaque": [[{ ...logo, opacity: 128 }]],
  "without transparency": [[{ ...logo, channels: colours }]],
  "behind a mask": [[masked, { ...masked, compression: 1 }]],
  "behind a mask that is off": [[{ ...masked, maskFlags: 2 }]],
  "among groups": [[group, sky, group, logo]],
  "of 16 bits": [[drawn("sky", sky, 16), drawn("Logo", logo, 16)], { bits: 16 }],
  "of 16 bits, in their own block": [[drawn("sky", sky, 16)], { bits: 16, inBlock: true }],
  "of a large document": [[sky, { ...logo, compression: 1 }], { isLarge: true }],
};

/** A layer as ImageMagick cuts it out, on the document. */
function cutOut(psd: Uint8Array, page: number, kind: "psd" | "psb"): Uint8Array {
  const { width, height } = canvas;
  return converted(psd, kind, "png", (from, to) => [
    ...["convert", "-size", `${width}x${height}`, "xc:none", `${from}[${page}]`],
    ...["-background", "none", "-layers", "merge", "-crop", `${width}x${height}+0+0!`],
    ...["-depth", "8", `png32:${to}`],
  ]);
}

/** On grey, where colours of what cannot be seen are of no account. */
const seen = (file: Uint8Array) => sharp(file).flatten({ background: "#888" }).png().toBuffer();

describeUnless(
  whyNot("convert", "imagemagick"),
  "layers are drawn as ImageMagick draws them, and laid on each other as by libvips",
  () => {
    for (const [name, [layers, options = {}]] of Object.entries(documents)) {
      test(name, async () => {
        const psd = layeredPsd(canvas, layers, options);
        const alone: Buffer[] = [];
        const pages = layers.filter(({ isGroup }) => !isGroup).map((_, i) => i + 1);
        for (const page of pages) {
          const made = await mustRender(psd, `pg-${page + 1},f-png`);
          expect(await sizeOf(made)).toMatchObject(canvas);
          alone.push(Buffer.from(made));
          const theirs = cutOut(psd, page, options.isLarge ? "psb" : "psd");
          expect(await distance(await seen(made), await seen(theirs))).toBeLessThan(1);
        }
        const all = await mustRender(psd, "pg-2-,f-png");
        const stacked = sharp({ create: { ...canvas, channels: 4, background: "#0000" } });
        stacked.composite(alone.map((input) => ({ input })));
        const theirs = await stacked.png().toBuffer();
        expect(await distance(await seen(all), await seen(theirs))).toBeLessThan(1);
      }, 60_000);
    }

    for (const space of ["CMYK", "Gray"]) {
      test(`in ${space}, a layer has the colours of the flattened image`, async () => {
        const values = Buffer.from(sky.channels[0] ?? []);
        const png = await sharp(values, { raw: { ...canvas, channels: 1 } })
          .tint("#c86432")
          .png()
          .toBuffer();
        const psd = converted(png, "png", "psd", (from, to) => [
          ...["convert", from, "-colorspace", space, "-depth", "8", "(", "+clone", ")", to],
        ]);
        const [whole, layer] = [
          await mustRender(psd, "f-png"),
          await mustRender(psd, "pg-2,f-png"),
        ];
        expect(await distance(await seen(layer), await seen(whole))).toBe(0);
      }, 60_000);
    }

    test("in inks, layers lie on each other as on screen", async () => {
      const png = await sharp({ create: { ...canvas, channels: 3, background: "#c86432" } })
        .png()
        .toBuffer();
      const psd = converted(png, "png", "psd", (from, to) => [
        ...["convert", from, "-colorspace", "CMYK", "-depth", "8", "(", "+clone", ")"],
        ...["(", "+clone", "-negate", "-crop", "30x40+0+0", ")", to],
      ]);
      const [lower, upper, both] = [
        await mustRender(psd, "pg-2,f-png"),
        await mustRender(psd, "pg-3,f-png"),
        await mustRender(psd, "pg-2-3,f-png"),
      ];
      const expected = await sharp(lower)
        .composite([{ input: Buffer.from(upper) }])
        .png()
        .toBuffer();
      expect(await distance(both, expected)).toBe(0);
    }, 60_000);
  },
);

const document = layeredPsd(canvas, [sky, group, { ...logo, name: "Über: 1, 2" }, beyond]);

test("a layer is found by its name, and what is no layer with pixels is refused by name", async () => {
  const named = await mustRender(document, "pg-name-%C3%9Cber%3A%201%2C%202,f-png");
  expect(named).toEqual(await mustRender(document, "pg-3,f-png"));
  expect(named).not.toEqual(await mustRender(document, "pg-2,f-png"));
  for (const [text, code, words] of [
    ["pg-name-all", "ENOTSUP", "groups of layers, such as `all`"],
    ["pg-name-none", "EINVAL", "there is no layer `none`"],
    ["pg-5", "EINVAL", "at most 4"],
  ] as const) {
    const message = expect.stringContaining(words);
    await expect(mustRender(document, `${text},f-png`)).rejects.toMatchObject({ code, message });
  }
  const png = await sharp({ create: { ...canvas, channels: 3, background: "red" } })
    .png()
    .toBuffer();
  await expect(mustRender(png, "pg-name-a")).rejects.toMatchObject({ code: "EINVAL" });
}, 60_000);

test("several layers lie on each other as in their document, by number and by name", async () => {
  const numbers = await mustRender(document, "pg-2_4,f-png");
  const same = [
    "pg-4_2",
    "pg-2_4_2",
    "pg-4-4_2",
    'pg-name-"beyond"_"sky"',
    "pg-name-%22sky%22_%22beyond%22",
  ];
  for (const text of same) expect(await mustRender(document, `${text},f-png`)).toEqual(numbers);
  expect(await mustRender(document, "pg-2-,f-png")).toEqual(
    await mustRender(document, "pg-4-2,f-png"),
  );
  // What is flattened is white, and stays opaque.
  const whole = await mustRender(document, "pg-1_3,f-png");
  const layer = await mustRender(document, "pg-3,f-png");
  const onWhite = await sharp(layer).flatten({ background: "#fff" }).png().toBuffer();
  expect(await distance(whole, onWhite)).toBeLessThan(1);
  expect((await sharp(whole).stats()).isOpaque).toBe(true);
  for (const [text, code, words] of [
    ['pg-name-"sky"_"all"', "ENOTSUP", "groups of layers, such as `all`"],
    ['pg-name-"sky"_"none"', "EINVAL", "there is no layer `none`"],
    ["pg-2_5", "EINVAL", "at most 4, got `5`"],
    ["pg-2-9", "EINVAL", "at most 4, got `9`"],
    ["pg-5-", "EINVAL", "at most 4, got `5`"],
    ["pg-2-65535", "EINVAL", "at most 4, got `65535`"],
  ] as const) {
    const message = expect.stringContaining(words);
    await expect(mustRender(document, `${text},f-png`)).rejects.toMatchObject({ code, message });
  }
}, 60_000);

test("how layers are mixed beside their transparency is named, unless nothing lies below", async () => {
  const mixed = layeredPsd(canvas, [
    { ...sky, mode: "scrn" },
    { ...logo, mode: "mul " },
    { ...beyond, isClipped: true },
    { ...beyond, mode: "what" },
  ]);
  const undrawnOf = async (text: string) => {
    takeUndrawn();
    await mustRender(mixed, `${text},f-png`);
    return takeUndrawn();
  };
  expect(await undrawnOf("pg-2-")).toEqual([
    ...["blend mode multiply", "clipping of a layer", "blend mode of a layer"],
  ]);
  expect(await undrawnOf("pg-2_3")).toEqual(["blend mode multiply"]);
  for (const text of ["pg-1", "pg-2", "pg-3", "pg-4"]) expect(await undrawnOf(text)).toEqual([]);
}, 60_000);

test("a layer is resized with its document into every format", async () => {
  const whole = await mustRender(document, "pg-3,f-png");
  const theirs = await sharp(await seen(whole))
    .resize(30, 20)
    .png()
    .toBuffer();
  for (const format of ["png", "webp", "avif"]) {
    const made = await mustRender(document, `pg-3,w-30,h-20,f-${format},q-95`);
    expect(await distance(await seen(made), theirs)).toBeLessThan(8);
  }
}, 60_000);

test("an overlay is the layers that it names, and nothing else of its document", async () => {
  const create = { ...canvas, channels: 3 as const, background: "#369" };
  const base = await sharp({ create }).png().toBuffer();
  const laid = async (page: string) => {
    const text = `l-image,i-a.psd,${page},t-false,lx-0,ly-0,l-end:f-png`;
    return await mustRender(base, text, { layers: { "a.psd": document } });
  };
  for (const page of ["pg-1", "pg-3", "pg-2_3", 'pg-name-"sky"_"beyond"']) {
    const input = Buffer.from(await mustRender(document, `${page},f-png`));
    const theirs = await sharp(base).composite([{ input }]).png().toBuffer();
    expect(await distance(await laid(page), theirs)).toBeLessThan(1);
  }
  await expect(laid("pg-5")).rejects.toMatchObject({ code: "EINVAL" });
  await expect(laid("pg-name-none")).rejects.toMatchObject({ code: "EINVAL" });
}, 60_000);

test("layers that are damaged or too large are refused, and the flattened image is still drawn", async () => {
  const small = drawn("small", { left: 0, top: 0, width: 4, height: 4 });
  const file = layeredPsd(canvas, [small]);
  // The count of the layers, and the box of the first.
  const count = file.indexOf(Uint8Array.of(0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4));
  const meddled = (at: number, bytes: number[]) => {
    const changed = Buffer.from(file);
    changed.set(bytes, count + at);
    return changed;
  };
  for (const [psd, code] of [
    // 32,768 layers, a box of 2 billion pixels a side, 65,535 channels, a channel of 4 GB.
    [meddled(0, [128, 0]), "EINVAL"],
    [meddled(10, [127, 255, 255, 255, 127, 255, 255, 255]), "EFORMAT"],
    [meddled(18, [255, 255]), "EINVAL"],
    [meddled(22, [255, 255, 255, 255]), "EFORMAT"],
  ] as const) {
    await expect(mustRender(psd, "pg-2,f-png")).rejects.toMatchObject({ code });
    expect(await mustRender(psd, "f-png")).toEqual(await mustRender(file, "f-png"));
  }
  // 16,384 x 16,384 pixels of a few bytes.
  const bomb = layeredPsd(canvas, [{ ...small, compression: 1 }]);
  bomb.set([0, 0, 64, 0, 0, 0, 64, 0], count + 10);
  await expect(mustRender(bomb, "pg-2,f-png")).rejects.toMatchObject({
    code: "EFORMAT",
    message: expect.stringContaining("a layer of 16384x16384 pixels"),
  });
}, 60_000);

test("a document with layers that was meddled with is an error or an image, and never more", async () => {
  const random = randomFrom(11);
  const layers = [1, 2].map((compression) => ({ ...masked, compression }) as DrawnLayer);
  const file = layeredPsd(canvas, layers);
  for (let i = 0; i < 200; i += 1) {
    const changed = Uint8Array.from(file);
    for (let n = 0; n < 3; n += 1) {
      changed[26 + random(i < 120 ? 300 : file.length - 26)] = random(256);
    }
    await expectImageOrRefusal(changed, "pg-2,w-30,f-png", ["EFORMAT", "ELIMIT", "EINVAL"]);
  }
}, 60_000);
