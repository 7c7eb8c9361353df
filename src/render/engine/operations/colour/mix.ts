import type { OperationOf } from "../../../plan/operations.ts";
import { keepsGrey } from "../../../plan/tones/colour-matrix.ts";
import type { Engine, Image } from "../../engine.ts";
import { onColour, toBytes } from "./alpha.ts";
import { inColour } from "./colour-bands.ts";

/** Makes each of red, green and blue of all three, as a matrix says. */
export function mix(image: Image, { matrix }: OperationOf<"mix">, vips: Engine): Image {
  if (image.bands < 3 && keepsGrey(matrix)) return image.copy();
  using rows = vips.Image.newMatrix(3, 3, matrix.flat());
  using full = inColour(image);
  return onColour(full, (bands) => {
    using mixed = bands.recomb(rows);
    using rounded = toBytes(mixed);
    return rounded.copy({ interpretation: "srgb" });
  });
}
