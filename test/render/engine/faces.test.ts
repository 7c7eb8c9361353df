import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { describe } from "../../../src/render/engine/describe.ts";
import { detectFaces } from "../../../src/render/engine/faces/detect.ts";
import type { Pixels } from "../../../src/render/engine/native/rgba.ts";
import { engine } from "../../support/engine.ts";
import { drawCrowd, overlapOf } from "../../support/pictures/crowd.ts";
import { mustRender } from "../../support/rendition.ts";

const demo = join(import.meta.dirname, "../../../src/demo");

async function pixelsOf(file: Buffer | string): Promise<Pixels> {
  const small = sharp(file)
    .resize(1024, 1024, { fit: "inside", withoutEnlargement: true })
    .ensureAlpha()
    .raw();
  const { data, info } = await small.toBuffer({ resolveWithObject: true });
  return { data: new Uint8Array(data), width: info.width, height: info.height, opaque: true };
}

const upright = { tilt: 0, mirrored: false };

test("faces are found from 4 % of the longer side to 40 %, tilted, mirrored and at an edge", async () => {
  for (const placed of [
    [{ x: 900, y: 640, side: 768, ...upright }],
    [
      { x: 500, y: 500, side: 200, tilt: 20, mirrored: false },
      { x: 1300, y: 700, side: 120, tilt: -20, mirrored: true },
      { x: 60, y: 1000, side: 110, ...upright },
    ],
    Array.from({ length: 6 }, (_, i) => ({ x: 200 + 300 * i, y: 640, side: 77, ...upright })),
  ]) {
    const { image, faces } = await drawCrowd("valley.jpg", placed);
    const found = await detectFaces(await pixelsOf(image));
    const scale = 1024 / 1920;
    const boxes = faces.map(({ left, top, width, height }) => ({
      left: left * scale,
      top: top * scale,
      width: width * scale,
      height: height * scale,
    }));
    expect(found).toHaveLength(boxes.length);
    for (const box of boxes) expect(found.some((face) => overlapOf(face, box) > 0.4)).toBe(true);
  }
}, 60_000);

test("no face is found where there is none", async () => {
  for (const name of ["valley.jpg", "coast.jpg", "tower.jpg", "badge.png"]) {
    expect(await detectFaces(await pixelsOf(join(demo, name)))).toEqual([]);
  }
}, 60_000);

/** Where the face is in a rendition. */
async function faceIn(rendition: Uint8Array) {
  const [face] = await detectFaces(await pixelsOf(Buffer.from(rendition)));
  if (!face) throw new Error("Expected a face");
  return face;
}

test("a close-up shows the face in its middle, half as large as itself, whatever came before", async () => {
  const { image } = await drawCrowd("valley.jpg", [{ x: 1500, y: 900, side: 150, ...upright }]);
  const sideways = await sharp(image)
    .rotate(-90)
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="960" height="640"><image width="960" height="640" href="data:image/jpeg;base64,${image.toString("base64")}"/></svg>`;
  for (const [original, text] of [
    [image, "w-200,h-200,fo-face,f-png"],
    [sideways, "w-200,h-200,fo-face,f-png"],
    [drawing, "w-200,h-200,fo-face,f-png"],
    [image, "rt-5:w-200,h-200,fo-face,f-png"],
    [image, "w-1000:w-200,h-200,fo-face,f-png"],
    [await sharp(image).tiff().toBuffer(), "w-200,h-200,fo-face,f-png"],
  ] as const) {
    const rendition = await mustRender(original, text);
    expect(await sharp(rendition).metadata()).toMatchObject({ width: 200, height: 200 });
    const { left, top, width, height } = await faceIn(rendition);
    expect(Math.abs(left + width / 2 - 100)).toBeLessThan(20);
    expect(Math.abs(top + height / 2 - 100)).toBeLessThan(20);
    expect(Math.abs(width - 100)).toBeLessThan(25);
  }
}, 120_000);

test("a blurred face is none any more, and what is beside it stays sharp", async () => {
  const { image, faces } = await drawCrowd("valley.jpg", [
    { x: 600, y: 600, side: 250, ...upright },
  ]);
  const plain = await mustRender(image, "w-960,f-png");
  for (const effect of ["e-blurregion-bl-60_fo-face", "e-pixelateregion-si-40_fo-face"]) {
    const hidden = await mustRender(image, `w-960,${effect},f-png`);
    expect(await detectFaces(await pixelsOf(Buffer.from(hidden)))).toEqual([]);
    const [before, after] = await Promise.all(
      [plain, hidden].map((file) => pixelsOf(Buffer.from(file))),
    );
    const differs = (x: number, y: number) => {
      const at = (Math.round(y) * 960 + Math.round(x)) * 4;
      // Another engine may have resized it.
      return Math.abs((before?.data[at] ?? 0) - (after?.data[at] ?? 255)) > 8;
    };
    expect(differs(900, 500)).toBe(false);
    expect(faces).toHaveLength(1);
  }
}, 60_000);

test("the metadata tells the faces in pixels of the upright image", async () => {
  const file = readFileSync(join(demo, "portrait.jpg"));
  const { faces } = await describe(await engine(), file, "jpeg");
  expect(faces).toHaveLength(1);
  expect(faces[0]?.confidence).toBeGreaterThan(0.8);
  const box = { left: 297, top: 478, width: 466, height: 466 };
  expect(overlapOf(faces[0] ?? { ...box, left: 0 }, box)).toBeGreaterThan(0.8);
}, 60_000);
