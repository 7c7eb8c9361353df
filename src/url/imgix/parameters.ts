import {
  anything,
  border,
  colour,
  flag,
  number,
  oneOf,
  place,
  type Read,
  radii,
  ratio,
  rectangle,
  side,
  text,
  textClip,
  twoColours,
  whole,
  word,
  words,
} from "./values.ts";

/** How a parameter is made: just so, or nearly so. */
export type Support = "exact" | "approximate";

const exact = <T>(read: Read<T>) => ({ read, fate: "exact" as const });
const approximate = <T>(read: Read<T>) => ({ read, fate: "approximate" as const });
/** Nearly so that only bytes differ, or by what the only published table says. */
const unseen = <T>(read: Read<T>) => ({
  read,
  fate: "approximate" as const,
  unseen: true as const,
});
const percent = approximate(whole(-100, 100));
const nine = words("top", "middle", "bottom", "left", "center", "right");
/** The least and the most pixels of a distance. */
const distance = whole(0, 65_535);
const distanceFrom1 = whole(1, 65_535);

/**
 * What we make of imgix' parameters, and how they are read. Source: imgix' documentation of its rendering API.
 * What is no parameter of imgix has no row, and is passed over in silence.
 */
export const imgixParameters = {
  // Size
  w: exact(side),
  h: exact(side),
  ar: exact(ratio),
  fit: exact((value) =>
    // Behind the comma stands what to do where no face is found.
    word(
      "clamp",
      "clip",
      "crop",
      "facearea",
      "fill",
      "fillmax",
      "max",
      "min",
      "scale",
    )(value.replace(/^(facearea),.*$/, "$1")),
  ),
  crop: exact(words("top", "bottom", "left", "right", "faces", "entropy", "edges", "focalpoint")),
  facepad: approximate(number(0.01, 100)),
  "fp-x": exact(number(0, 1)),
  "fp-y": exact(number(0, 1)),
  "fp-z": approximate(number(1, 100)),
  rect: exact(rectangle),
  dpr: exact(number(0.1, 5)),
  orient: approximate(whole(0, 270)),
  rot: approximate(number(-360, 360)),
  flip: exact(word("h", "v", "hv", "vh")),
  trim: exact(word("auto", "color")),
  "trim-color": exact(colour),
  "trim-md": approximate(number(0, 255)),
  "trim-tol": unseen(number(0, 255)),

  "max-w": exact(distanceFrom1),
  "max-h": exact(distanceFrom1),
  "min-w": exact(distanceFrom1),
  "min-h": exact(distanceFrom1),

  // Ground and outline
  bg: exact(colour),
  fill: exact(word("solid", "blur")),
  "fill-color": exact(colour),
  pad: exact(distance),
  "pad-top": exact(distance),
  "pad-right": exact(distance),
  "pad-bottom": exact(distance),
  "pad-left": exact(distance),
  border: exact(border),
  "border-radius": exact(radii),
  mask: exact(word("ellipse", "corners")),
  "mask-bg": exact(colour),
  "corner-radius": exact(radii),

  // Tones and effects
  bri: percent,
  con: percent,
  exp: percent,
  gam: percent,
  sat: percent,
  vib: percent,
  shad: approximate(number(0, 100)),
  hue: approximate(whole(0, 360)),
  invert: exact(flag),
  sepia: approximate(whole(0, 100)),
  monochrome: approximate(colour),
  // The ways between the two are told; which grey a pixel counts as is not.
  duotone: unseen(twoColours),
  "duotone-alpha": exact(whole(0, 100)),
  sharp: unseen(number(0, 100)),
  usm: unseen(whole(0, 100)),
  usmrad: unseen(number(0, 500)),
  blur: exact(whole(0, 2000)),
  px: approximate(whole(0, 100)),
  // Of people alone.
  "bg-remove": approximate(flag),

  // Output
  auto: exact(words("format", "compress", "enhance", "redeye", "true")),
  fm: exact(
    word(
      "jpg",
      "jpeg",
      "pjpg",
      "png",
      "png8",
      "png32",
      "webp",
      "avif",
      "jxl",
      "gif",
      "jp2",
      "jxr",
      "blurhash",
    ),
  ),
  palette: approximate(word("json", "css")),
  q: exact(number(0, 100)),
  lossless: exact(flag),
  "jpg-progressive": exact(flag),
  cs: exact(word("srgb", "tinysrgb", "strip", "origin")),
  dpi: exact(whole(1, 1200)),
  page: exact(whole(1, 65_535)),
  frame: exact(whole(1, 65_535)),
  ch: unseen(words("width", "dpr", "save-data")),
  dl: exact(anything),

  // Text
  txt: exact(text),
  "txt-size": exact(whole(1, 2000)),
  "txt-color": exact(colour),
  "txt-font": approximate(text),
  "txt-align": exact(nine),
  "txt-pad": exact(distance),
  "txt-width": exact(whole(1, 16_383)),
  "txt-x": exact(distance),
  "txt-y": exact(distance),
  "txt-fit": exact(word("max")),
  "txt-clip": exact(textClip),
  "txt-track": exact(number(-100, 500)),

  // Blending
  blend: exact(place),
  "blend-color": exact(colour),
  "blend-mode": exact(
    word(
      ...["normal", "multiply", "screen", "overlay", "darken", "lighten", "dodge", "burn"],
      ...["softlight", "hardlight", "difference", "exclusion", "color", "hue", "saturation"],
      "luminosity",
    ),
  ),
  "blend-alpha": exact(whole(0, 100)),
  "blend-size": exact(word("inherit")),
  "blend-fit": exact(word("clip", "crop", "max", "scale")),
  "blend-crop": exact(words("top", "bottom", "left", "right")),
  "blend-align": exact(nine),
  "blend-pad": exact(distance),
  "blend-w": exact(side),
  "blend-h": exact(side),
  "blend-x": exact(oneOf(side, number(0, 0))),
  "blend-y": exact(oneOf(side, number(0, 0))),

  // Watermark
  mark: exact(place),
  "mark-base": exact(place),
  "mark-w": exact(side),
  "mark-h": exact(side),
  "mark-scale": exact(number(1, 100)),
  "mark-fit": exact(word("clip", "crop", "fill", "max", "scale")),
  "mark-alpha": exact(whole(0, 100)),
  "mark-align": exact(nine),
  "mark-pad": exact(distance),
  "mark-rot": exact(number(-360, 360)),
  "mark-tile": exact(word("grid")),
  "mark-x": exact(oneOf(side, number(0, 0))),
  "mark-y": exact(oneOf(side, number(0, 0))),
} as const satisfies Record<string, { read: Read<unknown>; fate: Support; unseen?: true }>;

type Table = typeof imgixParameters;

/** Typed values of a URL, by name. */
export type ImgixValues = { [K in keyof Table]?: NonNullable<ReturnType<Table[K]["read"]>> };
