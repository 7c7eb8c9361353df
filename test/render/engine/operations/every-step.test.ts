import { expect, test } from "bun:test";
import { deflateRawSync } from "node:zlib";
import { perform } from "../../../../src/render/engine/operations.ts";
import { arcSize } from "../../../../src/render/plan/arc.ts";
import { amongAll, type Colour, type Operation } from "../../../../src/render/plan/operations.ts";
import { maskSide } from "../../../../src/render/plan/people/people-mask.ts";
import { shearedSize } from "../../../../src/render/plan/shear.ts";
import { saturation, sepia } from "../../../../src/render/plan/tones/colour-matrix.ts";
import { line } from "../../../../src/render/plan/tones/curves.ts";
import { engine, picture, pixelsOf } from "../../../support/engine.ts";

const pink: Colour = { red: 255, green: 100, blue: 150, alpha: 1 };
const faintGrey: Colour = { red: 90, green: 90, blue: 90, alpha: 0.5 };

/** People in the upper half, deflated. */
const halfMask = deflateRawSync(
  Uint8Array.from({ length: maskSide ** 2 }, (_, i) => (i < maskSide ** 2 / 2 ? 255 : 0)),
).toString("base64");

interface Size {
  width: number;
  height: number;
}

const toneOperations: Operation[] = [
  { do: "curve", curves: [line(1.5, -20), { by: "power", exponent: 0.5 }] },
  { do: "curve", curves: [{ by: "line", factors: [1, 0.5, 2], offsets: [0, 0, 9] }] },
  {
    do: "curve",
    curves: [
      { by: "step", tone: 127 },
      { by: "lift", amount: 1, power: 2 },
    ],
  },
  { do: "level", by: "brightness", percent: 100 },
  { do: "level", by: "contrast", percent: 40 },
  { do: "level", by: "colour", percent: 100 },
  { do: "mix", matrix: saturation(2) },
  { do: "mix", matrix: sepia(0.8) },
  { do: "lighten", factor: 1.8 },
  { do: "vibrance", percent: -60 },
  { do: "hue", degrees: 144 },
  ...[false, true].map((equalize): Operation => {
    const stops = [
      { colour: pink, at: 0 },
      { colour: faintGrey, at: 0.7 },
    ];
    return { do: "tint", stops, percent: 60, equalize };
  }),
];

/** Every operation at least once, for a picture of a given size. */
function operationsFor({ width, height }: Size): Operation[] {
  const same = { width, height };
  const larger = { left: 1, top: 2, width: width + 3, height: height + 4 };
  const half = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
  return [
    { do: "resize", width: 2 * width + 1, height: 3 },
    { do: "crop", left: 0, top: 0, ...half },
    { do: "smartCrop", ...half },
    { do: "pad", backdrop: { kind: "colour", colour: pink }, ...larger },
    { do: "pad", backdrop: { kind: "colour", colour: faintGrey }, ...larger },
    { do: "pad", backdrop: { kind: "blurred", sigma: 3, brightness: 20 }, ...larger },
    { do: "pad", backdrop: { kind: "blurred", sigma: 30, brightness: -20 }, ...larger },
    { do: "pad", backdrop: { kind: "dominant", among: amongAll }, ...larger },
    {
      do: "pad",
      backdrop: { kind: "gradient_dominant", colours: 2, direction: "vertical", among: amongAll },
      ...larger,
    },
    {
      do: "pad",
      backdrop: { kind: "gradient_dominant", colours: 4, direction: "vertical", among: amongAll },
      ...larger,
    },
    { do: "orient", orientation: 2 },
    { do: "grayscale" },
    { do: "contrast" },
    ...toneOperations,
    { do: "sharpen", sigma: 1 },
    { do: "sharpen", sigma: 2000 },
    { do: "unsharp", radius: 2, sigma: 2, amount: 0.8, threshold: 0.024 },
    { do: "unsharp", radius: 0, sigma: 0.5, amount: 2, threshold: 0 },
    { do: "blur", sigma: 0.5 },
    { do: "blur", sigma: 50 },
    { do: "blur", sigma: 5, region: { left: 0, top: 0, ...half } },
    { do: "pixelate", side: 4, region: { left: 0, top: 0, ...same } },
    { do: "pixelate", side: 200, region: { left: 0, top: 0, ...half } },
    { do: "paint", radius: 1 },
    { do: "paint", radius: 7 },
    { do: "cartoon", lines: 1, tones: 5, radius: 3 },
    { do: "cartoon", lines: 2, tones: 2, radius: 1 },
    { do: "noise", sigma: 20 },
    { do: "dither", map: 0 },
    { do: "dither", map: 12 },
    { do: "vignette", corner: 0.5 },
    { do: "vignette", corner: 0 },
    { do: "colourKey", tolerance: 10 },
    { do: "colourKey", tolerance: 10, colour: pink },
    { do: "cutOut", alpha: halfMask, place: { left: 0, top: 0, ...same } },
    { do: "cutOut", alpha: halfMask, place: { left: -3.5, top: 2, width: 900, height: 0.2 } },
    { do: "threshold", alpha: 128 },
    { do: "colorize", colour: pink, intensity: 40 },
    { do: "replace", to: pink, tolerance: 20 },
    { do: "replace", to: pink, tolerance: 0, from: faintGrey },
    { do: "gradient", degrees: 200, from: pink, to: faintGrey, length: 5 },
    { do: "shadow", sigma: 2, strength: 50, x: 1, y: -1 },
    { do: "shadow", sigma: 0, strength: 50, x: 9, y: 9 },
    {
      do: "perspective",
      corners: [
        [0, 1],
        [width, 0],
        [width - 0.5, height],
        [0.5, height],
      ],
    },
    { do: "arc", degrees: 90, ...arcSize(same, 90) },
    { do: "arc", degrees: -270, ...arcSize(same, -270) },
    { do: "rotate", degrees: 30, backdrop: pink, width: 2 * width, height: 2 * height },
    { do: "rotate", degrees: 30, backdrop: faintGrey, width: 2 * width, height: 2 * height },
    { do: "rotate", degrees: 180, backdrop: pink, ...same },
    { do: "shear", x: 0.5, y: -0.2, backdrop: pink, ...shearedSize(same, 0.5, -0.2) },
    { do: "shear", x: 0.5, y: 0, backdrop: faintGrey, ...shearedSize(same, 0.5, 0) },
    { do: "flip", horizontal: true, vertical: true },
    { do: "flip", horizontal: false, vertical: true },
    { do: "border", width: 1, colour: pink },
    { do: "border", width: 2, colour: faintGrey },
    { do: "round", radii: [3, 0, 1, 1000] },
    { do: "fade", edges: ["top"], length: 4, power: 1 },
    { do: "fade", edges: ["left", "right"], length: 100, power: 5 },
    ...(["outer", "fill"] as const).map((mode) => ({
      ...({ do: "outline", mode, thickness: 2, sigma: 1, colour: pink, room: 4 } as const),
      ...{ width: width + 8, height: height + 8 },
    })),
    ...(["inner", "inner_fill"] as const).map((mode) => ({
      ...({ do: "outline", mode, thickness: 2, sigma: 0, colour: faintGrey, room: 0 } as const),
      ...same,
    })),
    {
      ...{ do: "castShadow", sigma: 2, strength: 50, x: -3, y: 4, colour: pink },
      ...{ left: 7, top: 0, width: width + 8, height: height + 8 },
    },
    { do: "opacity", percent: 30 },
    { do: "backdrop", backdrop: { kind: "colour", colour: pink } },
    { do: "backdrop", backdrop: { kind: "colour", colour: faintGrey } },
    { do: "backdrop", backdrop: { kind: "blurred", sigma: 10, brightness: 0 } },
    { do: "backdrop", backdrop: { kind: "dominant", among: amongAll } },
    {
      do: "backdrop",
      backdrop: { kind: "gradient_dominant", colours: 4, direction: "vertical", among: amongAll },
    },
  ];
}

/** A border's width is the line's; all others state their result's. */
function sizeAfter(operation: Operation, before: Size): Size {
  const stated = operation.do !== "border" && "width" in operation;
  return stated ? { width: operation.width, height: operation.height } : before;
}

const kinds: Record<string, (x: number, y: number) => number[]> = {
  grey: (x, y) => [(x * 40 + y * 9) % 256],
  "grey and alpha": (x, y) => [(x * 40) % 256, (y * 70) % 256],
  colour: (x, y) => [(x * 40) % 256, (y * 30) % 256, 90],
  "colour and alpha": (x, y) => [(x * 40) % 256, (y * 30) % 256, 90, (x * 50) % 256],
  "colour, all transparent": () => [0, 0, 0, 0],
};

const sizes: [number, number][] = [
  [13, 9],
  [1, 1],
  [1, 7],
  [40, 1],
];

for (const [kind, at] of Object.entries(kinds)) {
  test(`every operation takes ${kind} of any size and gives exactly the stated size`, async () => {
    const vips = await engine();
    for (const [width, height] of sizes) {
      using image = await picture(width, height, at);
      for (const operation of operationsFor({ width, height })) {
        const name = `${JSON.stringify(operation)} on ${width}x${height}`;
        using result = perform(vips, image, operation);
        // Reading the pixels computes them: an error would come up only here.
        const { bands, ...rest } = pixelsOf(result);
        const size = { width: rest.width, height: rest.height };
        expect({ name, ...size }).toEqual({ name, ...sizeAfter(operation, { width, height }) });
        const interpretation = bands < 3 ? "b-w" : "srgb";
        expect({ name, format: result.format, interpretation: result.interpretation }).toEqual({
          name,
          format: "uchar",
          interpretation,
        });
        expect({ name, alpha: result.hasAlpha() }).toEqual({ name, alpha: bands % 2 === 0 });
      }
      expect(image.isDeleted()).toBe(false);
    }
  });
}

test("an opaque picture stays opaque unless the operation makes parts transparent", async () => {
  const vips = await engine();
  using image = await picture(13, 9, (x, y) => [x * 10, y * 10, 50]);
  const withAlpha = operationsFor(image)
    .filter((operation) => {
      using result = perform(vips, image, operation);
      return result.hasAlpha();
    })
    .map((operation) => operation.do);
  expect([...new Set(withAlpha)]).toEqual([
    "pad", // on a translucent backdrop
    "colourKey",
    "cutOut",
    "perspective",
    "arc",
    "rotate", // on a translucent backdrop
    "shear", // on a translucent backdrop
    "round",
    "fade",
    "outline",
    "castShadow",
    "opacity",
  ]);
});
