import type { OperationOf } from "../../../plan/operations.ts";
import type { Image } from "../../engine.ts";
import { alphaOf, withAlpha } from "../colour/alpha.ts";
import { colourBands, readyFor } from "../colour/colour-bands.ts";
import { composite } from "../layers/composite.ts";
import { blur } from "./blur.ts";

/** Puts a shadow of what is opaque behind it, on a canvas that has room for both. */
export function castShadow(image: Image, operation: OperationOf<"castShadow">): Image {
  const { sigma, strength, x, y, colour, left, top, width, height } = operation;
  using ready = readyFor(image, colour);
  using full = ready.hasAlpha() ? ready.copy() : withAlpha(ready, 255);
  using shape = alphaOf(full);
  // Nothing lies outside the image: the blur has to fade out before the canvas ends.
  using placed = shape.embed(left + x, top + y, width, height);
  using soft = blur(placed, { sigma });
  using faint = soft.linear((strength / 100) * colour.alpha, 0.5, { uchar: true });
  using paper = faint.newFromImage(colourBands(colour, full).slice(0, -1));
  using lower = withAlpha(paper, faint);
  using upper = full.embed(left, top, width, height);
  return composite(upper, lower);
}
