import {
  type Background,
  type ColourChoice,
  gradientDirections,
} from "../parameters/background.ts";
import type { UrlColour } from "../parameters/colour.ts";
import type { Radius } from "../parameters/effect-values.ts";
import type { Conditional, PlainStep } from "../transformation.ts";
import type { Reading } from "./support.ts";
import { amountOf } from "./values/amount.ts";
import { colourOf } from "./values/colours.ts";
import { clampedIn, numberIn } from "./values/values.ts";

/** What `a` asks for: parts in order, and a quarter turn where the image is of the other ratio. */
interface Angles {
  parts: PlainStep[];
  turn?: 90 | -90;
  reading: Reading;
}

/** `a`: degrees, flips and rules, joined by dots and done in this order; each becomes a part. */
export function anglesOf(value: string): Angles {
  const parts: PlainStep[] = [];
  let turn: Angles["turn"];
  let asStored = false;
  // A dot also stands in decimals: it separates only where a letter is on one side of it.
  for (const word of value.split(/\.(?=[a-z])|(?<=[a-z])\./)) {
    const degrees = numberIn(word, -36_000, 36_000);
    if (degrees !== undefined) {
      if (degrees % 360 !== 0) parts.push({ rotation: Number((degrees % 360).toFixed(6)) });
    } else if (word === "hflip" || word === "vflip") {
      flip(parts, word === "hflip" ? "h" : "v");
    } else if (word === "auto_right" || word === "auto_left") {
      turn = word === "auto_right" ? 90 : -90;
    } else if (word === "ignore") {
      asStored = true;
    } else if (word !== "exif" && word !== "auto") {
      return { parts: [], reading: undefined };
    }
  }
  const fields: PlainStep = asStored ? { asStored: true } : {};
  return { parts, ...(turn === undefined ? {} : { turn }), reading: { fields } };
}

/**
 * Turns the image by a quarter before it is resized, if it is upright and a broad one is asked
 * for, or the other way round. Nothing where no two sides, or a square, are asked for.
 */
export function turnStep(turn: 90 | -90, { width, height }: PlainStep): Conditional[] {
  if (typeof width !== "number" || typeof height !== "number" || width === height) return [];
  const comparison = width > height ? "lt" : "gt";
  const square = { width: 1, height: 1 };
  return [{ if: [[{ property: "ar", comparison, value: square }]], met: [{ rotation: turn }] }];
}

function flip(parts: PlainStep[], way: "h" | "v"): void {
  const last = parts.at(-1);
  if (!last?.flip) parts.push({ flip: way });
  else if (last.flip !== way) last.flip = "h_v";
}

/** `r`: one to four radii in the order of CSS, or `max`. */
export function radiusOf(value: string): Reading {
  if (value === "max") return { fields: { radius: "max" } };
  // Larger than any image: what is too large is cut to half of the shorter side.
  const radii = value
    .split(":")
    .map((text) => (text === "max" ? 65_535 : numberIn(text, 0, 65_535)))
    .map((radius) => (radius === undefined ? undefined : Math.round(radius)));
  if (radii.length > 4 || radii.includes(undefined)) {
    const sizes = amountOf(value) !== undefined;
    return sizes ? { cannot: "a radius cannot follow the image's size" } : undefined;
  }
  const [first, second = first, third = first, fourth = second] = radii as [number, ...number[]];
  const radius: Radius = radii.length === 1 ? [first] : [first, second, third, fourth];
  return { fields: { radius } };
}

/** `bo`: `5px_solid_red`. */
export function borderOf(value: string): Reading {
  const [, size = "", style, paint = ""] = /^(.+?)(?:px)?_([a-z]+)_(.+)$/.exec(value) ?? [];
  const width = amountOf(size);
  const colour = colourOf(paint);
  if (width === undefined || !colour) return undefined;
  if (style !== "solid") return undefined;
  if (typeof width !== "number") return { fields: { border: { width, colour } } };
  if (width < 0 || width > 10_000) return undefined;
  return { fields: width === 0 ? {} : { border: { width, colour } } };
}

const mainColour = "how colours are counted is not published";

/** `b`: a colour, `auto…` or `blurred…`. */
export function backgroundOf(value: string): Reading {
  const colour = colourOf(value);
  const made = (background: Background, note?: string): Reading => ({
    fields: { background },
    ...(note === undefined ? {} : { note }),
  });
  if (colour) return made({ kind: "colour", colour });
  const [name, ...rest] = value.split(":");
  switch (name) {
    case "auto": {
      const background = autoOf(rest);
      return background && made(background, mainColour);
    }
    case "blurred":
      return blurred(rest);
    case "gen_fill":
      return { cannot: "needs a model that makes images" };
  }
  return undefined;
}

/**
 * `[:MODE][:NUMBER][:DIRECTION][:palette_COLOUR_…]`: a mode is `border`, the default, or
 * `predominant`, each with `_gradient`, `_contrast` or both behind it. Source: Cloudinary's
 * documentation of content-aware padding, and its clients.
 */
function autoOf(words: readonly string[]): Background | undefined {
  const left = [...words];
  const [, among = "border", gradient, contrast] =
    /^(border|predominant)(_gradient)?(_contrast)?$/.exec(left[0] ?? "") ?? [];
  if (/^(?:border|predominant)/.test(left[0] ?? "")) left.shift();
  const colours = gradient && /^[24]$/.test(left[0] ?? "") && left.shift() === "4" ? 4 : 2;
  const direction = gradient ? gradientDirections.find((name) => name === left[0]) : undefined;
  if (direction) left.shift();
  const palette = left[0]?.startsWith("palette_") ? paletteOf(left.splice(0).join(":")) : undefined;
  if (left.length > 0 || palette?.includes(undefined)) return undefined;
  const choice: ColourChoice = {
    ...(among === "border" ? { border: true } : {}),
    ...(contrast ? { contrast: true } : {}),
    ...(palette ? { palette: palette as UrlColour[] } : {}),
  };
  if (!gradient) return { kind: "dominant", ...choice };
  const towards = direction ?? "horizontal";
  const said = towards === "vertical" ? {} : { direction: towards };
  return { kind: "gradient_dominant", colours, ...said, ...choice };
}

function paletteOf(text: string): (UrlColour | undefined)[] {
  return text.slice("palette_".length).split("_").map(colourOf);
}

/** From 1 to 2000 and from -100 to 100, where ours reach 100 and 255. */
function blurred([strength, light, ...rest]: string[]): Reading {
  const intensity = strength === undefined ? undefined : clampedIn(strength, 1, 2000);
  const brightness = light === undefined ? 0 : clampedIn(light, -100, 100);
  const broken = strength !== undefined && intensity === undefined;
  if (broken || brightness === undefined || rest.length > 0) return undefined;
  return {
    fields: {
      background: {
        kind: "blurred",
        intensity: intensity === undefined ? "auto" : Math.round(intensity / 0.2) / 100,
        brightness: Math.trunc(brightness * 2.55) + 0,
      },
    },
    note: "the vendor's strength is not published",
  };
}

/** `o`: percent. */
export function opacityOf(value: string): Reading {
  const opacity = clampedIn(value, 0, 100);
  return opacity === undefined ? undefined : { fields: { opacity } };
}

/** Nothing to see, and white where a format knows no transparency. */
export const noGround: Background = {
  kind: "colour",
  colour: { red: 255, green: 255, blue: 255, opacity: 0 },
};
