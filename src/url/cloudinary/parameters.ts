import { type Row, refused } from "./support.ts";

function row(meaning: string): Row {
  return { meaning, fate: "exact" };
}

const video = "is for videos, and this is an image";

/**
 * Every parameter, and what becomes of it when its value is a good one; effects and flags have
 * tables of their own. Source: Cloudinary's transformation reference.
 */
export const parameters: Record<string, Row> = {
  w: row("Width: pixels, a multiple with a decimal point, arithmetic, or `auto`"),
  h: row("Height"),
  ar: row("Aspect ratio"),
  c: row("Crop mode"),
  g: row("Gravity: compass points; what is looked for is approximate"),
  x: row("Distance, to the right"),
  y: row("Distance, downwards"),
  z: row("How closely faces are cut: a multiple"),
  a: row("Degrees clockwise, `hflip`, `vflip`, `exif`"),
  r: row("Rounded corners, one to four radii or `max`"),
  bo: row("Border"),
  b: row("Background: colours; `auto` and `blurred` are approximate"),
  o: row("Opacity in percent"),
  co: row("Colour of an effect, or of a text"),
  e: row("Effect"),
  f: row("Format"),
  q: row("Quality"),
  dpr: row("Multiplies widths and heights in pixels, and what goes with them"),
  fl: row("Flags"),
  cs: row("Colour space"),
  dn: row("Density"),
  pg: row("Page, or a layer of a PSD by number or `name:`"),
  d: row("Image that stands in for a missing one"),
  t: row("Named transformations, in our own words"),
  bl: row("A named transformation that is made beforehand"),
  l: row("Overlay"),
  u: row("Underlay"),
  if: row("Condition on `w`, `h`, `ar`, `iw`, `ih`, `iar` and on variables"),
  p: row("Prefix of class names in drawings: nothing to do in images"),
  fn: refused("Functions", "functions of one's own are not run"),
  dl: refused("Delay between frames", "frames keep their own"),
  ...Object.fromEntries(
    "ac af br du eo fps ki so sp vc vs".split(" ").map((key) => [key, refused("Videos", video)]),
  ),
};
