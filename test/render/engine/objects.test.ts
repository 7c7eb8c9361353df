import { describe, expect, test } from "bun:test";
import { decoded } from "../../../src/render/engine/native/codec.ts";
import { pixelsIn } from "../../../src/render/engine/native/stored-png.ts";
import { detectObjects } from "../../../src/render/engine/objects/detect.ts";
import { overlapOf } from "../../support/pictures/crowd.ts";
import { boxOf, drawStreet } from "../../support/pictures/street.ts";
import { mustRender } from "../../support/rendition.ts";

const sign = { name: "stopSign", x: 900, y: 300, side: 220 } as const;
const far = { name: "stopSign", x: 200, y: 350, side: 80 } as const;
const clock = { name: "clock", x: 250, y: 250, side: 260 } as const;

async function objectsIn(image: Uint8Array) {
  return detectObjects(pixelsIn(await decoded(image, { opaque: true })));
}

/** How large a rendition is, and where its stop signs are. */
async function signsIn(image: Uint8Array) {
  const { width, height } = pixelsIn(await decoded(image, { opaque: true }));
  const objects = await objectsIn(image);
  return { width, height, signs: objects.filter(({ name }) => name === "stopSign") };
}

test("objects are found by their names, where they are, the surest first", async () => {
  const found = await objectsIn(await drawStreet([clock, sign]));
  expect(found.map(({ name }) => name)).toEqual(["stopSign", "clock"]);
  expect(overlapOf(boxOf(sign), found[0] ?? boxOf(clock))).toBeGreaterThan(0.8);
  expect(overlapOf(boxOf(clock), found[1] ?? boxOf(sign))).toBeGreaterThan(0.8);
}, 60_000);

test("no object is found in an empty landscape", async () => {
  expect(await objectsIn(await drawStreet([]))).toEqual([]);
}, 60_000);

describe("a cut around a named object", () => {
  test("is as tight as the object where no side is asked for", async () => {
    const original = await drawStreet([clock, sign]);
    const { width, height, signs } = await signsIn(await mustRender(original, "fo-stopSign,f-jpg"));
    for (const side of [width, height]) {
      expect(side).toBeGreaterThan(200);
      expect(side).toBeLessThan(250);
    }
    expect(signs).toHaveLength(1);
  }, 60_000);

  test("has a size that is asked for, and holds the object whole", async () => {
    const original = await drawStreet([clock, sign]);
    for (const text of ["w-200,h-300", "w-300,h-300,z-0.5"]) {
      const image = await mustRender(original, `${text},fo-stopSign,f-jpg`);
      const { width, height, signs } = await signsIn(image);
      expect(text).toStartWith(`w-${width},h-${height}`);
      expect(signs).toHaveLength(1);
    }
  }, 60_000);

  test("holds all of its kind, or of several kinds, or the one that stands out most", async () => {
    const original = await drawStreet([sign, far]);
    const all = await signsIn(await mustRender(original, "fo-stopSign,f-jpg"));
    expect(all.signs).toHaveLength(2);
    const subject = await signsIn(await mustRender(original, "fo-subject,f-jpg"));
    expect(subject.signs).toHaveLength(1);
    expect(subject.width).toBeGreaterThan(200);
    const both = await mustRender(await drawStreet([clock, sign]), "fo-clock_stopSign,f-jpg");
    expect((await objectsIn(both)).map(({ name }) => name).sort()).toEqual(["clock", "stopSign"]);
  }, 60_000);

  test("is what `fo-auto` or `center` cuts where there is none", async () => {
    const original = await drawStreet([sign]);
    const render = (focus: string) => mustRender(original, `w-200,h-300,fo-${focus},f-png`);
    expect(await render("dog")).toEqual(await render("auto"));
    expect(await render("dog-center")).toEqual(await render("center"));
  }, 60_000);
});
