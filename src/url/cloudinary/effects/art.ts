import type { UrlColour } from "../../parameters/colour.ts";
import type { PlainStep } from "../../transformation.ts";
import type { Reading } from "../support.ts";
import { colourOf } from "../values/colours.ts";
import { bare, clampedIn, level, painted } from "../values/values.ts";
import { type EffectRow, effect, inRegion, published, type Qualifiers } from "./effect.ts";

const strength = "the vendor's strength is not published";
const table = "the strength is that of ImageKit's published table for the same URLs";
const mixed = "the share is a plain percentage, between 0 and 100 not compared with the vendor's";
const grey = "which grey a pixel counts as is not published";
const peopleAlone =
  "of people alone; where none is found the image stays as it is, and `X-Tintype-Undrawn` says so";
const region = ["x", "y", "w", "h", "g"] as const;

/** Sharpness, patterns and colours. */
export const artEffects = {
  blur: published(
    effect("Blurs", table, ([text = "100", ...rest]) => {
      const blur = blurOf(text);
      return blur === undefined || rest.length > 0 ? undefined : { fields: { blur } };
    }),
  ),
  blur_region: effect(
    "Blurs a part",
    strength,
    ([text = "100", ...rest], qualifiers) => {
      const bl = blurOf(text);
      if (bl === undefined || rest.length > 0) return undefined;
      return inRegion(qualifiers, (part) => ({ blurRegion: { bl, ...part } }));
    },
    region,
  ),
  blur_faces: effect("Blurs faces", strength, ([text = "100", ...rest]) => {
    const bl = blurOf(text);
    if (bl === undefined || rest.length > 0) return undefined;
    return { fields: { blurRegion: { bl, fo: "face" } } };
  }),
  sharpen: published(
    effect("Sharpens", table, ([text = "100", ...rest]) => {
      const value = clampedIn(text, 1, 2000);
      if (value === undefined || rest.length > 0) return undefined;
      return { fields: { sharpen: hundredth(value) } };
    }),
  ),
  unsharp_mask: published(
    effect("Sharpens edges", table, ([text = "100", ...rest]) => {
      const value = clampedIn(text, 1, 2000);
      if (value === undefined || rest.length > 0) return undefined;
      const unsharp = { radius: 0, sigma: hundredth(value), amount: 1, threshold: 0.05 };
      return { fields: { unsharp } };
    }),
  ),
  pixelate: effect("Squares", "sizes by the image differ", ([text, ...rest]) => {
    const side = text === undefined ? "default" : clampedIn(text, 1, 200);
    return side === undefined || rest.length > 0 ? undefined : { fields: { pixelate: side } };
  }),
  pixelate_region: effect(
    "Squares in a part",
    "sizes by the image differ",
    ([text, ...rest], qualifiers) => {
      const si = text === undefined ? undefined : clampedIn(text, 1, 200);
      if ((text !== undefined && si === undefined) || rest.length > 0) return undefined;
      const side = si === undefined ? {} : { si };
      return inRegion(qualifiers, (part) => ({ pixelateRegion: { ...side, ...part } }));
    },
    region,
  ),
  pixelate_faces: effect("Squares in faces", "sizes by the image differ", ([text, ...rest]) => {
    const si = text === undefined ? undefined : clampedIn(text, 1, 200);
    if ((text !== undefined && si === undefined) || rest.length > 0) return undefined;
    return { fields: { pixelateRegion: { ...(si === undefined ? {} : { si }), fo: "face" } } };
  }),
  oil_paint: effect("Oil painting", strength, level("oilPaint", [0, 100, 30])),
  cartoonify: effect("Cartoon", strength, cartoon),
  noise: effect("Grain", strength, level("noise", [0, 100, 20])),
  ordered_dither: effect("Dots", "the patterns differ a little", ([text = "0", ...rest]) => {
    const dither = clampedIn(text, 0, 18);
    if (dither === undefined || !Number.isInteger(dither) || rest.length > 0) return undefined;
    return { fields: { dither } };
  }),
  vignette: effect("Darkens the corners", strength, level("vignette", [0, 100, 20])),
  colorize: published(effect("Mixes `co` in", mixed, colorize)),
  tint: effect("Tints by tone", strength, tint),
  replace_color: effect("Replaces a colour", strength, (args) => {
    const [to = "", text = "50", from, ...rest] = args;
    const [colour, source] = [colourOf(to), from === undefined ? undefined : colourOf(from)];
    const tolerance = clampedIn(text, 0, 100);
    if (!colour || tolerance === undefined || rest.length > 0) return undefined;
    if (from !== undefined && !source) return undefined;
    return { fields: { replace: { to: colour, tolerance, ...(source ? { from: source } : {}) } } };
  }),
  simulate_colorblind: effect("As the colour-blind see it", undefined, colourBlind),
  background_removal: effect("Removes the background", peopleAlone, removeBackground),
  bgremoval: effect("Removes the background", peopleAlone, removeBackground),
  make_transparent: effect("Makes a colour transparent", strength, makeTransparent),
  opacity_threshold: effect("Opaque or not", undefined, level("opacityThreshold", [0, 100, 50])),
  trim: effect("Trims solid-colour edges", "which colour counts as edge differs", trim),
  none: effect("Nothing", undefined, bare({})),
} satisfies Record<string, EffectRow>;

/** `[:fineedges_y]`; a screen, as in `:screen:29af2f`, is not looked for. */
function removeBackground([option, ...rest]: string[]): Reading {
  if (option === "screen") return { cannot: "the colour of a screen is not looked for" };
  if (rest.length > 0 || !/^(?:fineedges_[ny])?$/.test(option ?? "")) return undefined;
  return { fields: { removeBackground: "try" } };
}

/**
 * From 1 to 2000. ImageKit, which had both services' images to compare, takes a hundredth of it
 * as the radius, of which ours has 1 as the smallest.
 */
function blurOf(text: string): number | undefined {
  const value = clampedIn(text, 1, 2000);
  return value === undefined ? undefined : Math.max(1, hundredth(value));
}

function hundredth(value: number): number {
  return Number((value / 100).toFixed(6));
}

/** `[:LINES][:REDUCTION or bw]`. */
function cartoon(args: string[]): Reading {
  const [lines, reduction, ...rest] = args[0] === "bw" ? [undefined, ...args] : args;
  const li = lines === undefined ? 50 : clampedIn(lines, 0, 100);
  const re = reduction === "bw" ? reduction : clampedIn(reduction, 0, 100);
  if (li === undefined || rest.length > 0) return undefined;
  if (reduction !== undefined && re === undefined) return undefined;
  return { fields: { cartoon: { li, ...(re === undefined ? {} : { re }) } } };
}

/** `[:equalize][:AMOUNT]` and up to ten colours, each with a place such as `40p`. */
function tint(args: string[]): Reading {
  const left = [...args];
  const eq = left[0] === "equalize" && left.shift() !== undefined;
  const am = clampedIn(left[0], 0, 100);
  if (am !== undefined) left.shift();
  const co: UrlColour[] = [];
  const said: (number | undefined)[] = [];
  for (const word of left) {
    const place = word.endsWith("p") ? clampedIn(word.slice(0, -1), 0, 100) : undefined;
    const colour = place === undefined ? colourOf(word) : undefined;
    if (colour) said.length = co.push(colour);
    else if (place !== undefined && co.length > 0) said[co.length - 1] = place;
    else return undefined;
  }
  if (co.length > 10) return undefined;
  const po = placesOf(said);
  const placed = said.some((place) => place !== undefined) && rises(po);
  const fields: PlainStep = {
    tint: {
      ...(am === undefined ? {} : { am }),
      ...(co.length > 0 ? { co } : {}),
      ...(placed ? { po } : {}),
      ...(eq ? { eq } : {}),
    },
  };
  // The way between colours that are named is told; what one alone lies between is not.
  return co.length > 1 ? { fields, note: grey, unseen: true } : { fields };
}

/** What has no place is spread evenly between its neighbours, of which the ends are 0 and 100. */
function placesOf(said: (number | undefined)[]): number[] {
  const places: number[] = [];
  for (let i = 0; i < said.length; i += 1) {
    const place = said[i] ?? (i === 0 ? 0 : undefined);
    const next = said.findIndex((later, at) => at > i && later !== undefined);
    const [end, to] = next < 0 ? [said.length - 1, 100] : [next, said[next] as number];
    const from = places[i - 1] ?? 0;
    places.push(place ?? Number((from + (to - from) / (end - i + 1)).toFixed(6)));
  }
  return places;
}

function rises(places: number[]): boolean {
  return places.every((place, i) => place >= (places[i - 1] ?? 0));
}

const kinds = [
  "deuteranopia",
  "protanopia",
  "tritanopia",
  "deuteranomaly",
  "protanomaly",
  "tritanomaly",
  "cone_monochromacy",
  "rod_monochromacy",
] as const;

function colourBlind([text = "deuteranopia", ...rest]: string[]): Reading {
  const colourBlindness = kinds.find((kind) => kind === text);
  return colourBlindness && rest.length === 0 ? { fields: { colourBlindness } } : undefined;
}

function makeTransparent([text = "10", ...rest]: string[], { get }: Qualifiers): Reading {
  const to = clampedIn(text, 0, 100);
  if (to === undefined || rest.length > 0) return undefined;
  return { fields: { makeTransparent: { to, ...painted("co", get("co")) } } };
}

/**
 * `[:PERCENT]`, with `co`: so much of the colour, gray by default, and the rest of each pixel; at
 * 100 all that is opaque is of the colour. Source: Cloudinary's documentation, where icons are
 * painted so, and its clients.
 */
function colorize([text = "100", ...rest]: string[], { get }: Qualifiers): Reading {
  const am = clampedIn(text, 0, 100);
  if (am === undefined || rest.length > 0) return undefined;
  const { co = gray } = painted("co", get("co"));
  return { fields: { tint: { am, co: [co, co] } } };
}

const gray: UrlColour = { red: 128, green: 128, blue: 128, opacity: 100 };

/** `[:TOLERANCE][:COLOUR]`, 10 by default, and the top left pixel's. */
function trim(args: string[]): Reading {
  const [text, colour, ...rest] = colourOf(args[0] ?? "") ? [undefined, ...args] : args;
  const said = text === undefined ? undefined : clampedIn(text, 0, 100);
  if (text !== undefined && said === undefined) return undefined;
  const painted = colour === undefined ? undefined : colourOf(colour);
  if ((colour !== undefined && !painted) || rest.length > 0) return undefined;
  // ImageKit's numbers end one before Cloudinary's on both sides.
  const tolerance = Math.round(Math.min(99, Math.max(1, said ?? 10)));
  if (painted) return { fields: { trim: { tolerance, colour: painted } } };
  return { fields: { trim: said === undefined ? true : tolerance } };
}
