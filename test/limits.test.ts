import { describe, expect, test } from "bun:test";
import { Failure } from "../src/failure.ts";
import { defaultLimits, type Limits } from "../src/limits.ts";
import type { Header } from "../src/render/plan/header.ts";
import { layerInputs } from "../src/render/plan/layers/inputs.ts";
import { makePlan } from "../src/render/plan/plan.ts";
import { checkLength } from "../src/url/address.ts";
import { parseTransformation } from "../src/url/transformation.ts";

const film: Header = {
  format: "gif",
  width: 400,
  height: 300,
  orientation: 1,
  alpha: false,
  pages: 12,
  density: 72,
  convert: false,
};
const headers = new Map([["logo.png", { ...film, format: "png", pages: 1 } as const]]);

/** Everything that is done before a byte of a picture is decoded, but for its bytes. */
function ask(text: string, limits: Limits): void {
  checkLength(`/tr:${text}/film.gif`, limits);
  const transformation = parseTransformation(text, limits);
  layerInputs(transformation, limits);
  const answers = Array.from({ length: 9 }, () => ({ left: 0, top: 0, width: 400, height: 300 }));
  makePlan(transformation, film, { accepted: ["webp"], headers, answers, limits });
}

const block = "l-image,i-ik_canvas,w-10,h-10,l-end";
const cases: [limit: Partial<Limits>, text: string, message: string][] = [
  [
    { urlLength: 30 },
    "w-10,h-10,c-force,fl-h",
    "The URL is too long: at most 30 characters are allowed",
  ],
  [{ steps: 2 }, "w-10:h-10:q-50", "Too many steps: a transformation has at most 2 steps"],
  [{ steps: 2 }, `w-10,${block}:q-50`, "Too many steps: a transformation has at most 2 steps"],
  [{ layers: 1 }, `${block},${block}`, "Too many layers: a transformation has at most 1"],
  [
    { sourcePixels: 119_999 },
    "w-10",
    "The original has 400x300 pixels: at most 119999 pixels are allowed",
  ],
  [
    { outputPixels: 100_000 },
    "w-1000",
    "The resized image has 1000x750 pixels: at most 0.1 megapixels are allowed",
  ],
  [
    { outputPixels: 100_000 },
    "w-1000:w-10",
    "The resized image has 1000x750 pixels: at most 0.1 megapixels are allowed",
  ],
];

describe("a limit that is lowered refuses what is allowed by default:", () => {
  for (const [limit, text, message] of cases) {
    test(`${JSON.stringify(limit)}: ${text.slice(0, 40)}`, () => {
      ask(text, defaultLimits);
      expect(() => ask(text, { ...defaultLimits, ...limit })).toThrow(
        new Failure("ELIMIT", message),
      );
    });
  }
});

test("a layer's original is held to the limit of originals, however small it is laid", () => {
  const large = new Map([["logo.png", { ...film, width: 20_000, height: 20_000 }]]);
  const transformation = parseTransformation("l-image,i-logo.png,t-false,w-10,l-end");
  const circumstances = { accepted: [], headers: large, limits: defaultLimits };
  expect(() => makePlan(transformation, { ...film, pages: 1 }, circumstances)).toThrow(
    "The layer's original has 20000x20000 pixels: at most 100 megapixels are allowed",
  );
});

test("an animation of more frames than are transformed is left as it is", () => {
  const planned = makePlan(parseTransformation("w-10"), film, {
    accepted: [],
    limits: { ...defaultLimits, frames: 11 },
  });
  expect(planned).toHaveProperty("original");
});

test("frames are counted only where they are kept", () => {
  const limits = { ...defaultLimits, frames: 1 };
  for (const text of ["w-10,f-jpg", "w-10,pg-3"]) expect(() => ask(text, limits)).not.toThrow();
});
