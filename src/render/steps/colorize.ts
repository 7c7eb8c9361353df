import type { Engine, Image } from "../engine.ts";
import type { OperationOf } from "../operations.ts";
import { onColour, toBytes } from "./alpha.ts";
import { inColour } from "./ink.ts";

/** How much red, green and blue add to lightness (Rec. 709). */
const lightness = [0.2126, 0.7152, 0.0722] as const;

/** Takes the colours out and adds that of the tint, keeping lightness; wholly so at 100. */
export function colorize(
  image: Image,
  { colour, intensity }: OperationOf<"colorize">,
  vips: Engine,
): Image {
  const share = (intensity / 100) * colour.alpha;
  const tint = [colour.red, colour.green, colour.blue];
  const rows = tint.flatMap((_, row) =>
    lightness.map((weight, column) => (row === column ? 1 - share : 0) + share * weight),
  );
  const light = lightness.reduce((sum, weight, band) => sum + weight * (tint[band] ?? 0), 0);
  const offsets = tint.map((value) => share * (value - light));
  using matrix = vips.Image.newMatrix(3, 3, rows);
  using full = inColour(image);
  return onColour(full, (bands) => {
    using mixed = bands.recomb(matrix);
    using tinted = mixed.linear([1, 1, 1], offsets);
    return toBytes(tinted);
  });
}
