import type { LayerOperation } from "../../../plan/operations.ts";
import type { Size } from "../../../plan/size.ts";
import type { Engine, Image } from "../../engine.ts";
import { alphaOf, premultiplied, withAlpha } from "../colour/alpha.ts";
import { inColour } from "../colour/colour-bands.ts";
import { opacity } from "../colour/opacity.ts";
import { tile } from "../geometry/tile.ts";
import { composite } from "./composite.ts";

type PlacedLayer = Pick<LayerOperation, "left" | "top" | "tiled" | "mode" | "x" | "y">;

/** Lays a finished image over another; what stands out of the lower one is cut off. */
export function layer(lower: Image, upper: Image, placed: PlacedLayer, vips: Engine): Image {
  if (placed.tiled) {
    const { tiled: _, ...rest } = placed;
    using tiles = tile(upper, lower, placed);
    return layer(lower, tiles, { ...rest, left: 0, top: 0 }, vips);
  }
  using coloured = inColour(lower);
  // Read several times by some modes.
  using base = coloured.copyMemory();
  using over = inColour(upper);
  const { left, top, mode } = placed;
  if (misses(lower, upper, placed)) return mode === "cutter" ? opacity(base, nothing) : base.copy();
  switch (mode) {
    case "over":
      return composite(over, base, left, top);
    case "under":
      return under(over, base, placed);
    case "multiply":
    case "screen":
    case "overlay":
      return blend(over, base, placed, mode);
    case "cutter":
      return cut(over, base, placed, false);
    case "cutout":
      return cut(over, base, placed, true);
    case "displace":
      return displace(over, base, placed, vips);
  }
}

const nothing = { percent: 0 };

/** Whether no pixel of the upper image lies on the lower one, which libvips refuses to place. */
function misses(lower: Size, upper: Size, { left, top }: PlacedLayer): boolean {
  return (
    left >= lower.width || top >= lower.height || left + upper.width <= 0 || top + upper.height <= 0
  );
}

/** Lays the lower image over the upper one, where there is something to see through. */
function under(upper: Image, lower: Image, { left, top }: PlacedLayer): Image {
  if (!lower.hasAlpha()) return lower.copy();
  using full = upper.hasAlpha() ? upper.copy() : withAlpha(upper, 255);
  using placed = full.embed(left, top, lower.width, lower.height);
  return composite(lower, placed);
}

/** Mixes each pixel with the one above it, as the W3C's compositing specification has it. */
function blend(
  upper: Image,
  lower: Image,
  { left, top }: PlacedLayer,
  mode: "multiply" | "screen" | "overlay",
): Image {
  using laid = lower.composite2(upper, mode, { x: left, y: top });
  return lower.hasAlpha() ? laid.copy() : laid.extractBand(0, { n: laid.bands - 1 });
}

/** Keeps the lower image where the upper one is opaque, or where it is not. */
function cut(upper: Image, lower: Image, { left, top }: PlacedLayer, away: boolean): Image {
  using full = upper.hasAlpha() ? upper.copy() : withAlpha(upper, 255);
  using shape = alphaOf(full);
  using placed = shape.embed(left, top, lower.width, lower.height);
  using kept = away ? placed.invert() : placed.copy();
  if (!lower.hasAlpha()) return withAlpha(lower, kept);
  using colour = lower.extractBand(0, { n: lower.bands - 1 });
  using alpha = alphaOf(lower);
  using product = alpha.multiply(kept);
  using share = product.linear(1 / 255, 0.5, { uchar: true });
  return withAlpha(colour, share);
}

/** Middle grey, like transparency, leaves a pixel where it is; the edge goes on beyond itself. */
function displace(
  upper: Image,
  lower: Image,
  { left, top, x, y }: PlacedLayer,
  vips: Engine,
): Image {
  const neutral = [128, 128, 128];
  using flat = upper.hasAlpha() ? upper.flatten({ background: neutral }) : upper.copy();
  using placed = flat.embed(left, top, lower.width, lower.height, {
    extend: "background",
    background: neutral,
  });
  using directions = placed.extractBand(0, { n: 2 });
  using moves = directions.linear([x / 128, y / 128], [-x, -y]);
  using places = vips.Image.xyz(lower.width, lower.height);
  using sought = places.add(moves);
  using bounded = sought.maxpair([0, 0]);
  using index = bounded.minpair([lower.width - 1, lower.height - 1]);
  return premultiplied(lower, (weighted) => weighted.mapim(index, { premultiplied: true }));
}
