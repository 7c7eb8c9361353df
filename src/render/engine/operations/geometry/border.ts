import type { OperationOf } from "../../../plan/operations.ts";
import type { Image } from "../../engine.ts";
import { withAlpha } from "../colour/alpha.ts";
import { colourBands, readyFor } from "../colour/colour-bands.ts";
import { composite } from "../layers/composite.ts";

/** Draws a frame over the image's edge; its size stays. */
export function border(image: Image, { width: side, colour }: OperationOf<"border">): Image {
  if (side <= 0 || colour.alpha === 0) return image.copy();
  const { width, height } = image;
  const inner = { width: width - 2 * side, height: height - 2 * side };
  const filled = inner.width <= 0 || inner.height <= 0;
  using ready = readyFor(image, colour);
  if (colour.alpha === 1) {
    const background = colourBands(colour, ready);
    if (filled) return ready.newFromImage(background);
    using kept = ready.crop(side, side, inner.width, inner.height);
    return kept.embed(side, side, width, height, { extend: "background", background });
  }
  using opaque = ready.hasAlpha() ? ready.extractBand(0, { n: ready.bands - 1 }) : ready.copy();
  using full = withAlpha(opaque, 255);
  using sheet = full.newFromImage(colourBands(colour, full));
  if (filled) return composite(sheet, ready);
  using hole = full.newFromImage(full.bands < 3 ? [0, 0] : [0, 0, 0, 0]);
  using cut = hole.crop(0, 0, inner.width, inner.height);
  using frame = sheet.insert(cut, side, side);
  return composite(frame, ready);
}
