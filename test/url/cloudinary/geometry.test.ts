import { describe, expect, test } from "bun:test";
import { layOut } from "../../../src/render/plan/geometry/geometry.ts";
import { exactStep } from "../../../src/render/plan/resolve-expressions.ts";
import { rewriteCloudinary } from "../../../src/url/cloudinary/dialect.ts";
import { type PlainStep, parseTransformation } from "../../../src/url/transformation.ts";
import { rows, type Sides } from "../../render/plan/cloudinary-geometry.ts";

function layout(step: PlainStep, [width, height]: Sides) {
  const picture = { width, height };
  return layOut(exactStep(step, { original: picture, current: picture }), picture);
}

for (const [name, members] of Object.entries(rows)) {
  describe(`${name} is laid out as the step that was worked out by hand`, () => {
    for (const { picture, cloudinary, ours } of members) {
      test(`${cloudinary} on ${picture.join("x")}`, () => {
        const { transformation, ignored } = rewriteCloudinary([cloudinary], new Map());
        const [step] = transformation as [PlainStep];
        const [byHand] = parseTransformation(ours) as [PlainStep];
        expect(layout(step, picture)).toEqual(layout(byHand, picture));
        expect(ignored).toEqual([]);
      });
    }
  });
}
