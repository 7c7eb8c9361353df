import type { Engine, Image } from "../engine.ts";
import type { OperationOf } from "../operations.ts";
import { onColour, toBytes } from "./alpha.ts";
import { inColour } from "./ink.ts";

/** How much red, green and blue add to lightness (Rec. 709). */
const lightness = [0.2126, 0.7152, 0.0722] as const;

/** Mixes towards the picture's lightness in shades of the colour; wholly so at 100. */
export function colorize(
  image: Image,
  { colour, intensity }: OperationOf<"colorize">,
  vips: Engine,
): Image {
  const share = (intensity / 100) * colour.alpha;
  const rows = [colour.red, colour.green, colour.blue].flatMap((tint, row) =>
    lightness.map((weight, column) => {
      const kept = row === column ? 1 - share : 0;
      return kept + share * (tint / 255) * weight;
    }),
  );
  using matrix = vips.Image.newMatrix(3, 3, rows);
  using full = inColour(image);
  return onColour(full, (bands) => {
    using mixed = bands.recomb(matrix);
    return toBytes(mixed);
  });
}
