import { squaredDistances } from "../../../plan/distance.ts";
import type { OperationOf, OutlineMode } from "../../../plan/operations.ts";
import type { Size } from "../../../plan/size.ts";
import type { Engine, Image } from "../../engine.ts";
import { alphaOf, withAlpha } from "../colour/alpha.ts";
import { colourBands, readyFor } from "../colour/colour-bands.ts";
import { blur } from "../effects/blur.ts";
import { composite } from "../layers/composite.ts";

/** From this alpha on a pixel belongs to what is outlined, and to what is filled. */
const [solid, faintest] = [128, 8];

/** Draws a line along the edge of what is opaque, on its outer or on its inner side. */
export function outline(image: Image, operation: OperationOf<"outline">, vips: Engine): Image {
  const { mode, colour, room, width, height } = operation;
  const outwards = isOuter(mode);
  // Beyond the image nothing is opaque; one pixel of it says so.
  const margin = outwards ? room : 1;
  const size = { width: image.width + 2 * margin, height: image.height + 2 * margin };
  using ready = readyFor(image, colour);
  using full = ready.hasAlpha() ? ready.copy() : withAlpha(ready, 255);
  using roomy = full.embed(margin, margin, size.width, size.height);
  using widened = roomy.copyMemory();
  using shape = alphaOf(widened);
  const alpha = shape.writeToMemory() as Uint8Array;

  using paper = shape.newFromImage(colourBands(colour, widened).slice(0, -1));
  using line = inked(paper, lineMask(alpha, size, operation), size, operation, vips);
  using drawn = outwards ? composite(widened, line) : widened.composite2(line, "atop");
  if (mode !== "inner_fill") return drawn.crop(margin - room, margin - room, width, height);
  using below = inked(paper, insideMask(alpha, size), size, { ...operation, sigma: 0 }, vips);
  using filled = composite(drawn, below);
  return filled.crop(margin - room, margin - room, width, height);
}

type Line = Pick<OperationOf<"outline">, "mode" | "thickness" | "sigma" | "colour">;

/** A sheet of colour with a mask as its alpha. */
function inked(
  paper: Image,
  mask: Uint8Array,
  { width, height }: Size,
  { sigma, colour }: Line,
  vips: Engine,
): Image {
  using sharp = vips.Image.newFromMemory(mask, width, height, 1, vips.BandFormat.uchar);
  using soft = sigma > 0 ? blur(sharp, { sigma }) : sharp.copy();
  using faint = soft.linear(colour.alpha, 0.5, { uchar: true });
  return withAlpha(paper, faint);
}

function isOuter(mode: OutlineMode): boolean {
  return mode === "outer" || mode === "fill";
}

/** Where the line is, 0 to 255, from an image's alpha. Pure. */
export function lineMask(
  alpha: Uint8Array,
  size: Size,
  { mode, thickness }: Pick<Line, "mode" | "thickness">,
): Uint8Array {
  const outwards = isOuter(mode);
  const inside = (i: number) => (alpha[i] ?? 0) >= solid;
  const away = squaredDistances((i) => inside(i) === outwards, size);
  const mask = new Uint8Array(away.length);
  for (let i = 0; i < mask.length; i++) {
    // The line goes on below the edge's own translucent pixels, but not below the rest.
    if (mode === "outer" && isDeep(alpha, i, size, solid)) continue;
    const share = thickness + 1 - Math.sqrt(away[i] ?? 0);
    mask[i] = 255 * Math.min(1, Math.max(0, share));
  }
  return mask;
}

/** All that is inside the edge. Pure. */
function insideMask(alpha: Uint8Array, size: Size): Uint8Array {
  return alpha.map((_, i) => (isDeep(alpha, i, size, faintest) ? 255 : 0));
}

/** Whether a pixel and its neighbours all have this much alpha. */
function isDeep(alpha: Uint8Array, i: number, { width }: Size, least: number): boolean {
  const around = [i, i - 1, i + 1, i - width, i + width];
  return around.every((place) => (alpha[place] ?? 0) >= least);
}
