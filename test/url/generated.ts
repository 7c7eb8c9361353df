// Transformations made at random, every field and every nesting, in the one form that reading gives.

import fc from "fast-check";
import { autoQualities } from "../../src/url/parameters/auto-quality.ts";
import type { Comparison, Condition } from "../../src/url/parameters/condition.ts";
import { anchors } from "../../src/url/parameters/focus.ts";
import type { Placement } from "../../src/url/parameters/layer.ts";
import type { Fields } from "../../src/url/parameters/parameters.ts";
import type { SubtitleStyle } from "../../src/url/parameters/subtitle-style.ts";
import type { TextStyle } from "../../src/url/parameters/text-style.ts";
import type { Ratio } from "../../src/url/parameters/value-types.ts";
import type { Layer, PlainStep, Step, Transformation } from "../../src/url/transformation.ts";
import { amount, colour, decimal, type EveryOf, expression, whole } from "./generated-values.ts";
import { looks } from "./parameters/generated-effects.ts";

const side = amount(fc.oneof(whole(1, 65_535), decimal(0.001, 0.999)));
/** In an original `N0` is zero; on a base it is the far edge. */
const offset = amount(whole(-5000, 5000));
const position = amount(fc.oneof(whole(-5000, 5000), fc.constant(-0)));
const angle = decimal(-360, 360);
const ratio: fc.Arbitrary<Ratio> = fc.oneof(
  fc.tuple(whole(1, 99), whole(1, 99)).map(([width, height]) => {
    const divisor = common(width, height);
    return { width: width / divisor, height: height / divisor };
  }),
  decimal(0.001, 20).map((width) => ({ width, height: 1 })),
);
const radius = fc.oneof(
  fc.constant("max" as const),
  fc.tuple(whole(0, 999)),
  fc.tuple(whole(0, 999), whole(0, 999), whole(0, 999), whole(0, 999)),
);
const flip = fc.constantFrom("h", "v", "h_v");

function common(a: number, b: number): number {
  return b === 0 ? a : common(b, a % b);
}

/** Any text but half characters; what its start must not be is taken off. */
const words = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.string({ unit: fc.constantFrom(..."a/@ %+-_.,:é😀\n\uFEFF"), maxLength: 12 }),
);
const path = words
  .map((text) => text.replaceAll("@@", "").replace(/^\/+/, ""))
  .filter((text) => text !== "" && text !== "ik_canvas" && !text.includes("@@"));

const layerName = fc.string({ minLength: 1 }).filter((name) => !name.includes('"'));
const pageNumber = whole(1, 65_535);
const pageSpan = fc.oneof(
  pageNumber.map((from) => ({ from })),
  fc.record({ from: pageNumber, to: pageNumber }),
);
/** One number alone is a page. */
const pageSpans = fc
  .tuple(pageSpan, fc.array(pageSpan, { maxLength: 3 }))
  .map(([first, others]) => [first, ...others])
  .filter(
    (spans) => spans.length > 1 || !spans.some((span) => "to" in span && span.to === span.from),
  );

const choice = {
  border: fc.constant(true as const),
  contrast: fc.constant(true as const),
  palette: fc.array(colour, { minLength: 1, maxLength: 4 }),
};
const fields: EveryOf<Fields> = {
  trim: fc.oneof(fc.boolean(), whole(1, 99), fc.record({ tolerance: whole(1, 99), colour })),
  width: fc.oneof(side, fc.constant("auto" as const)),
  height: side,
  aspectRatio: fc.oneof(ratio, expression),
  crop: fc.constantFrom(
    "maintain_ratio",
    "force",
    "at_max",
    "at_max_enlarge",
    "at_least",
    "maintain_ratio_no_enlarge",
    "at_max_no_shrink",
    "cut_no_enlarge",
  ),
  cropMode: fc.constantFrom(
    "pad_resize",
    "extract",
    "pad_extract",
    "pad_resize_no_enlarge",
    "pad_extract_no_shrink",
    "extract_within",
    "pad_fill",
  ),
  focus: fc.constantFrom(
    ...anchors,
    ...(["auto", "face", "face-largest-whole-top", "custom", "xy_center"] as const),
    ...(["trafficLight", "dog_cat-wide-center"] as const),
  ),
  x: offset,
  y: offset,
  xCenter: offset,
  yCenter: offset,
  xOffset: offset,
  yOffset: offset,
  zoom: decimal(0.01, 100),
  pixelRatio: fc.oneof(amount(decimal(0.1, 5)), fc.constant("auto" as const)),
  background: fc.oneof(
    colour.map((painted) => ({ kind: "colour" as const, colour: painted })),
    fc.record({
      kind: fc.constant("blurred" as const),
      intensity: fc.oneof(fc.constant("auto" as const), decimal(0, 100)),
      brightness: decimal(-255, 255),
    }),
    fc.record({ kind: fc.constant("dominant" as const), ...choice }, { requiredKeys: ["kind"] }),
    fc.record(
      {
        kind: fc.constant("gradient_dominant" as const),
        colours: fc.constantFrom(2 as const, 4 as const),
        direction: fc.constantFrom("horizontal", "diagonal_desc", "diagonal_asc"),
        ...choice,
      },
      { requiredKeys: ["kind", "colours"] },
    ),
  ),
  grayscale: fc.constant(true),
  contrast: fc.constant(true),
  ...looks,
  colorize: fc.record({ co: colour, in: decimal(0, 100) }, { requiredKeys: [] }),
  replace: fc.oneof(
    fc.record({ to: colour, tolerance: decimal(0, 100), from: colour }),
    fc.record({ to: colour, tolerance: decimal(0, 100) }),
    fc.record({ to: colour }),
  ),
  sharpen: fc.oneof(fc.constant("default" as const), decimal(0, 2000)),
  unsharp: fc.record({
    radius: decimal(0, 1000),
    sigma: decimal(0.001, 1000),
    amount: decimal(0, 1000),
    threshold: decimal(0, 1000),
  }),
  blur: decimal(1, 100),
  gradient: fc.record(
    { ld: decimal(0, 359), from: colour, to: colour, sp: amount(decimal(0.01, 65_535)) },
    { requiredKeys: [] },
  ),
  distort: fc.oneof(
    fc.record({
      kind: fc.constant("arc" as const),
      degrees: angle.filter((degrees) => degrees !== 0),
    }),
    fc.record({
      kind: fc.constant("perspective" as const),
      corners: fc.array(decimal(-65_535, 65_535), { minLength: 8, maxLength: 8 }),
    }),
  ),
  rotation: fc.oneof(angle, fc.constant("auto" as const)),
  flip,
  border: fc.record({ width: amount(decimal(0, 10_000)), colour }),
  radius,
  shadow: fc.record(
    { bl: decimal(0, 15), st: decimal(0, 100), x: decimal(-100, 100), y: decimal(-100, 100) },
    { requiredKeys: [] },
  ),
  opacity: decimal(0, 100),
  quality: fc.oneof(whole(1, 100), fc.constantFrom(...autoQualities)),
  format: fc.constantFrom("auto", "jpg", "png", "webp", "avif", "jxl", "gif", "svg", "orig"),
  progressive: fc.boolean(),
  lossless: fc.boolean(),
  keepProfile: fc.boolean(),
  keepMetadata: fc.boolean(),
  density: amount(decimal(1, 1200)),
  asStored: fc.boolean(),
  page: fc.oneof(
    pageNumber,
    fc.record({ spans: pageSpans }),
    fc.record({ names: fc.array(layerName, { minLength: 1, maxLength: 4 }) }),
  ),
  fallback: path,
  original: fc.boolean(),
};

const placement: EveryOf<Placement> = {
  mode: fc.constantFrom("multiply", "screen", "overlay", "cutter", "cutout", "displace", "under"),
  x: position,
  y: position,
  xCenter: position,
  yCenter: position,
  anchor: fc.constantFrom(...anchors),
  focus: fc.constantFrom(...anchors),
  overflow: fc.constantFrom("inside", "cut", "grow"),
  tiled: fc.boolean(),
  start: amount(decimal(0, 86_400)),
  end: amount(decimal(0, 86_400)),
  duration: amount(decimal(0, 86_400)),
};

const subtitleStyle: EveryOf<SubtitleStyle> = {
  fontSize: amount(decimal(1, 2000)),
  font: path,
  colour,
  background: colour,
  typography: fc.subarray(["b", "i", "strikethrough", "underline"] as const, { minLength: 1 }),
  outline: fc.record({ pixels: whole(0, 100), colour }),
  shadow: fc.record({ pixels: whole(0, 100), colour }),
};

const textStyle: EveryOf<TextStyle> = {
  width: amount(decimal(1, 16_383)),
  fontSize: amount(decimal(1, 2000)),
  font: path,
  colour,
  align: fc.constantFrom("left", "center", "right"),
  padding: fc.oneof(
    fc.array(whole(0, 10_000), { minLength: 1, maxLength: 4 }),
    expression.map((side) => [side]),
  ),
  alpha: whole(1, 9),
  typography: fc.subarray(["b", "i", "strikethrough", "underline"] as const, { minLength: 1 }),
  background: colour,
  radius,
  rotation: angle,
  flip,
  lineHeight: amount(decimal(1, 4000)),
  weight: whole(1, 1000),
  letterSpacing: decimal(-100, 500),
  height: amount(decimal(1, 16_383)),
  clip: fc.constantFrom("start", "middle_ellipsis", "end"),
  fit: fc.boolean(),
};

/** Some of these properties, seldom more than a few. */
function some<T>(every: EveryOf<T>, maxLength: number): fc.Arbitrary<T> {
  const names = Object.keys(every) as (keyof T)[];
  return fc
    .subarray(names, { maxLength })
    .chain((chosen) => fc.record(Object.fromEntries(chosen.map((name) => [name, every[name]]))))
    .map((made) => ({ ...made }) as T);
}

/** A layer has one way to be placed along each axis. */
const place = some(placement, 3).map(
  ({ xCenter, yCenter, ...made }): Placement => ({
    ...made,
    ...(xCenter === undefined || made.x !== undefined ? {} : { xCenter }),
    ...(yCenter === undefined || made.y !== undefined ? {} : { yCenter }),
  }),
);

const comparison: fc.Arbitrary<Comparison> = fc
  .constantFrom("w", "h", "ar", "iw", "ih", "iar")
  .chain((property) =>
    fc.record({
      property: fc.constant(property),
      comparison: fc.constantFrom("eq", "ne", "gt", "gte", "lt", "lte"),
      value: property.endsWith("ar")
        ? ratio
        : decimal(0, 9999).map((width) => ({ width, height: 1 })),
    }),
  );
const condition: fc.Arbitrary<Condition> = fc.array(
  fc.array(comparison, { minLength: 1, maxLength: 3 }),
  { minLength: 1, maxLength: 3 },
);

/** @param depth levels of layers and of branches that may still follow */
function layer(depth: number): fc.Arbitrary<Layer> {
  const text = fc.record({
    kind: fc.constant("text" as const),
    text: words.filter((made) => made !== ""),
    style: some(textStyle, 4),
    placement: place,
  });
  const steps = fc.oneof(fc.constant<Transformation>([{}]), chain(depth - 1));
  const kind = fc.constant("canvas" as const);
  return fc.oneof(
    text,
    fc.record({ kind: fc.constant("image" as const), input: path, placement: place, steps }),
    fc.record({ kind: fc.constant("video" as const), input: path, placement: place, steps }),
    fc.record({
      kind: fc.constant("subtitles" as const),
      input: path,
      style: some(subtitleStyle, 4),
      placement: place,
    }),
    fc.record({ kind, placement: place, steps }),
    fc.record({ kind, alpha: whole(1, 9), placement: place, steps }),
  );
}

function plainStep(depth: number): fc.Arbitrary<PlainStep> {
  const bare = some(fields, 6).filter((made) => Object.keys(made).length > 0);
  if (depth === 0) return bare;
  const layers = fc.array(layer(depth), { minLength: 1, maxLength: 2 });
  return fc.oneof(
    { weight: 3, arbitrary: bare },
    {
      weight: 2,
      arbitrary: fc.tuple(some(fields, 3), layers).map(([made, laid]) => ({
        ...made,
        layers: laid,
      })),
    },
  );
}

function step(depth: number): fc.Arbitrary<Step> {
  if (depth === 0) return plainStep(0);
  const met = fc.oneof(fc.constant<Transformation>([{}]), chain(depth - 1));
  return fc.oneof(
    { weight: 3, arbitrary: plainStep(depth) },
    {
      weight: 1,
      arbitrary: fc.oneof(
        fc.record({ if: condition, met }),
        fc.record({ if: condition, met, unmet: met }),
      ),
    },
  );
}

function chain(depth: number): fc.Arbitrary<Transformation> {
  return fc.array(step(depth), { minLength: 1, maxLength: 3 });
}

/** Steps as the limit counts them: those of layers and branches, and the empty ones, too. */
function countSteps(steps: Transformation): number {
  return steps
    .map((made) =>
      "if" in made
        ? 1 + countSteps(made.met) + countSteps(made.unmet ?? [])
        : (made.layers ?? [])
            .map((laid) => ("steps" in laid ? countSteps(laid.steps) : 0))
            .reduce((sum, count) => sum + count, 1),
    )
    .reduce((sum, count) => sum + count, 0);
}

/** Any transformation within the limits: three levels of layers, twenty steps. */
export const transformation: fc.Arbitrary<Transformation> = fc
  .oneof(chain(0), chain(1), chain(2), chain(3))
  .filter((made) => countSteps(made) <= 20);
