import { beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import sharp from "sharp";
import { drawCrowd } from "../../support/pictures/crowd.ts";
import { animatedGif } from "../../support/pictures.ts";
import { mustRender } from "../../support/rendition.ts";

const demo = join(import.meta.dirname, "../../../src/demo");
const nobody = "`e-bgremove` cuts people out of still images: none was found in this image";

/** The drawn portrait, and all of it that is not the person cut away. */
let portrait: Buffer;
let person: Buffer;

beforeAll(async () => {
  portrait = await sharp(join(demo, "portrait.jpg")).resize(320, 400).png().toBuffer();
  person = Buffer.from(await mustRender(portrait, "e-bgremove,f-png"));
}, 60_000);

/** Alpha of a rendition, and at places told in fractions of its sides. */
async function alphaOf(rendition: Uint8Array) {
  const image = sharp(rendition).ensureAlpha().extractChannel(3).raw();
  const { data, info } = await image.toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const at = (x: number, y: number) => data[Math.floor(y * height) * width + Math.floor(x * width)];
  return { data, at, width, height };
}

/** The mean difference of the alpha of two renditions of one size. */
async function difference(one: Uint8Array, other: Uint8Array): Promise<number> {
  const [a, b] = [await alphaOf(one), await alphaOf(other)];
  expect([a.width, a.height]).toEqual([b.width, b.height]);
  const sum = a.data.reduce((total, value, i) => total + Math.abs(value - (b.data[i] ?? 0)), 0);
  return sum / a.data.length;
}

test("people stay, and what is around them can be seen through", async () => {
  const { at, data } = await alphaOf(person);
  for (const [x, y] of [
    [0.5, 0.5],
    [0.5, 0.15],
    [0.3, 0.6],
    [0.5, 0.99],
  ] as const) {
    expect(at(x, y)).toBe(255);
  }
  for (const [x, y] of [
    [0.02, 0.02],
    [0.97, 0.02],
    [0.04, 0.55],
    [0.95, 0.55],
  ] as const) {
    expect(at(x, y)).toBe(0);
  }
  // Edges are soft, and there is nothing but people and edges.
  const between = data.filter((value) => value > 0 && value < 255).length / data.length;
  expect(between).toBeGreaterThan(0.002);
  expect(between).toBeLessThan(0.08);
});

test("somebody beside the middle of a landscape is found, and nothing of the landscape stays", async () => {
  const ground = sharp(join(demo, "valley.jpg")).resize(640, 400);
  const scene = await ground
    .composite([{ input: person, left: 300, top: 0 }])
    .jpeg({ quality: 90 })
    .toBuffer();
  const { at } = await alphaOf(await mustRender(scene, "e-bgremove,f-png"));
  expect(at((300 + 160) / 640, 0.5)).toBe(255);
  expect(at((300 + 160) / 640, 0.9)).toBe(255);
  for (const y of [0.1, 0.4, 0.7, 0.95]) expect(at(0.1, y)).toBe(0);
  // Where nothing of them is, there is nothing to cut out.
  const beside = "w-120,h-100,cm-extract,x-0,y-0,e-bgremove,f-png";
  await expect(mustRender(scene, beside)).rejects.toThrow(nobody);
  // A corner above the shoulder lies in the box of all that is seen of them.
  const corner = "w-40,h-40,cm-extract,x-5,y-5,e-bgremove,f-png";
  await expect(mustRender(portrait, corner)).rejects.toThrow(nobody);
}, 60_000);

test.each([
  "w-160",
  "w-200,h-200,fo-face",
  "w-100,h-300",
  "w-300,h-300,cm-pad_resize",
  "w-200,h-200,cm-extract",
  "w-160,fl-h",
  "w-160,rt-90",
  "w-160,e-grayscale,e-brightness-20",
])("who is cut out in a step that says %s lies where the step puts them", async (text) => {
  const before = await mustRender(person, `${text},f-png`);
  const within = await mustRender(portrait, `${text},e-bgremove,f-png`);
  expect(await difference(before, within)).toBeLessThan(6);
});

test.each([
  ["w-160:e-bgremove", "w-160"],
  ["w-200,h-200,fo-bottom:e-bgremove", "w-200,h-200,fo-bottom"],
  ["fl-h:e-bgremove", "fl-h"],
  ["rt-8:e-bgremove", "rt-8"],
])("people are found after other steps: %s", async (text, alone) => {
  const cut = await mustRender(portrait, `${text},f-png`);
  // They are looked for anew in what is turned, and found with edges of their own.
  expect(await difference(await mustRender(person, `${alone},f-png`), cut)).toBeLessThan(12);
});

test("an original that is stored on its side is cut out as it is seen", async () => {
  const image = sharp(await sharp(portrait).rotate(-90).toBuffer());
  const sideways = await image.withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer();
  const cut = await mustRender(sideways, "w-160,e-bgremove,f-png");
  expect(await difference(await mustRender(person, "w-160,f-png"), cut)).toBeLessThan(6);
});

test("what can be seen through already stays so", async () => {
  const strip = { create: { width: 320, height: 100, channels: 4 as const, background: "black" } };
  const input = await sharp(strip).png().toBuffer();
  const cropped = await sharp(portrait)
    .ensureAlpha()
    .composite([{ input, left: 0, top: 300, blend: "dest-out" }])
    .png()
    .toBuffer();
  const { at } = await alphaOf(await mustRender(cropped, "e-bgremove,f-png"));
  expect(at(0.5, 0.9)).toBe(0);
  expect(at(0.5, 0.5)).toBe(255);
  expect(at(0.02, 0.02)).toBe(0);
});

test("the format is one that can be seen through, and a background is laid under people", async () => {
  const formatOf = async (rendition: Uint8Array) => (await sharp(rendition).metadata()).format;
  const photo = await sharp(portrait).jpeg().toBuffer();
  expect(await formatOf(await mustRender(photo, "w-90,e-bgremove"))).toBe("png");
  const accepted = await mustRender(photo, "w-90,e-bgremove", { accepted: ["webp"] });
  expect(await formatOf(accepted)).toBe("webp");
  expect((await alphaOf(accepted)).at(0.02, 0.02)).toBe(0);
  const red = await mustRender(photo, "w-90,e-bgremove,bg-FF0000,f-jpg");
  const { data } = await sharp(red).raw().toBuffer({ resolveWithObject: true });
  expect(data[0]).toBeGreaterThan(240);
  expect(data[1]).toBeLessThan(15);
});

test("where nobody is, that is what the answer says, and never an empty image", async () => {
  const speck = { x: 400, y: 640, side: 96, tilt: 0, mirrored: false };
  const originals = await Promise.all([
    ...["valley.jpg", "coast.jpg", "tower.jpg", "badge.png", "sideways.jpg"].map((name) =>
      sharp(join(demo, name)).toBuffer(),
    ),
    drawCrowd("coast.jpg", [speck]).then(({ image }) => image),
  ]);
  for (const original of originals) {
    await expect(mustRender(original, "w-200,e-bgremove")).rejects.toThrow(nobody);
    const tried = await mustRender(original, "w-200,e-bgremove-try,f-png");
    expect(Buffer.from(tried).equals(await mustRender(original, "w-200,f-png"))).toBe(true);
  }
}, 60_000);

test("layers are cut out, and a block of one colour is nobody", async () => {
  const layers = { person: portrait };
  const text = "l-image,i-person,t-false,w-160,e-bgremove,l-end,f-png";
  const ground = await sharp({
    create: { width: 160, height: 200, channels: 3, background: "#00f" },
  })
    .png()
    .toBuffer();
  const laid = await mustRender(ground, text, { layers });
  const { data } = await sharp(laid).raw().toBuffer({ resolveWithObject: true });
  expect([...data.subarray(0, 3)]).toEqual([0, 0, 255]);
  const block = "l-image,i-ik_canvas,w-50,h-50,bg-red:e-bgremove,l-end";
  await expect(mustRender(ground, block)).rejects.toThrow(nobody);
});

test("nobody is cut out of what moves, unless one frame is asked for", async () => {
  const moving = await animatedGif(60, 40, 3);
  const text = "`e-bgremove` cuts people out of still images: this one is not still";
  await expect(mustRender(moving, "e-bgremove")).rejects.toThrow(text);
  await expect(mustRender(moving, "e-bgremove,pg-1")).rejects.toThrow(nobody);
});
