import fc from "fast-check";
import { filters, leanings, surroundings, tones } from "../../../src/url/parameters/effects.ts";
import type { Fields } from "../../../src/url/parameters/parameters.ts";
import { amount, colour, decimal, type EveryOf, whole } from "../generated-values.ts";

/** The tables of effects that have a file of their own. */
const tables = { ...tones, ...filters, ...leanings, ...surroundings };
type Look = (typeof tables)[keyof typeof tables]["name"];

/** As parts of a value are: any of them may be missing. */
const parts = <T>(every: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(every, { requiredKeys: [] });

const share = amount(fc.oneof(decimal(0, 0.999), whole(1, 65_535)));
const region = { x: share, y: share, w: share, h: share };
const reach = decimal(-65_535, 65_535);
const away = whole(-2000, 2000);

const places = fc
  .uniqueArray(whole(0, 100), { minLength: 1, maxLength: 10 })
  .map((made) => made.toSorted((a, b) => a - b));
const tint = fc.oneof(
  parts({
    am: decimal(0, 100),
    co: fc.array(colour, { minLength: 1, maxLength: 10 }),
    eq: fc.boolean(),
  }),
  places.chain((po) =>
    fc.record({
      co: fc.array(colour, { minLength: po.length, maxLength: po.length }),
      po: fc.constant(po),
    }),
  ),
);

/** An arbitrary for every effect of those tables. */
export const looks: EveryOf<Pick<Fields, Look>> = {
  autoBrightness: decimal(0, 100),
  autoContrast: decimal(0, 100),
  autoColour: decimal(0, 100),
  improve: decimal(0, 100),
  fillLight: parts({ am: decimal(0, 100), bi: decimal(-100, 100) }),
  brightness: decimal(-99, 100),
  brightnessHsb: decimal(-99, 100),
  contrastLevel: decimal(-100, 100),
  gamma: decimal(-50, 150),
  red: decimal(-100, 100),
  green: decimal(-100, 100),
  blue: decimal(-100, 100),
  saturation: decimal(-100, 100),
  vibrance: decimal(-100, 100),
  hue: decimal(-100, 100),
  sepia: decimal(1, 100),
  colourBlindness: fc.constantFrom(
    "deuteranopia",
    "protanopia",
    "tritanopia",
    "deuteranomaly",
    "protanomaly",
    "tritanomaly",
    "cone_monochromacy",
    "rod_monochromacy",
  ),
  negate: fc.constant(true),
  blackWhite: decimal(0, 100),
  tint,
  blurRegion: parts({ bl: decimal(0.01, 100), ...region }),
  pixelate: fc.oneof(fc.constant("default" as const), decimal(1, 200)),
  pixelateRegion: parts({ si: decimal(1, 200), ...region }),
  oilPaint: decimal(0, 100),
  cartoon: parts({
    li: decimal(0, 100),
    re: fc.oneof(decimal(0, 100), fc.constant("bw" as const)),
  }),
  noise: decimal(0, 100),
  dither: whole(0, 18),
  vignette: decimal(0, 100),
  removeBackground: fc.constantFrom("always", "try"),
  makeTransparent: parts({ to: decimal(0, 100), co: colour }),
  opacityThreshold: decimal(0, 100),
  shear: fc.record({ x: decimal(-80, 80), y: decimal(-80, 80) }),
  fade: parts({ st: decimal(0, 100), x: reach, y: reach, sy: fc.boolean() }),
  outline: parts({
    mo: fc.constantFrom("outer", "inner", "fill", "inner_fill"),
    wi: whole(1, 100),
    bl: decimal(0, 2000),
    co: colour,
  }),
  castShadow: parts({ st: decimal(0, 100), bl: decimal(0, 100), x: away, y: away, co: colour }),
};
