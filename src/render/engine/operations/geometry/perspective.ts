import type { OperationOf } from "../../../plan/operations.ts";
import type { Engine, Image } from "../../engine.ts";
import { onNothing } from "../colour/alpha.ts";
import { mapToImage } from "./homography.ts";

/** Draws the image's corners to four points; outside of them the result is transparent. */
export function perspective(
  image: Image,
  { corners }: OperationOf<"perspective">,
  vips: Engine,
): Image {
  const matrix = mapToImage(corners, image);
  // Seen from its edge an image shows nothing.
  if (matrix === undefined) return onNothing(image, (full) => full.linear(0, 0, { uchar: true }));
  using places = vips.Image.xyz(image.width, image.height);
  const [across, down] = [matrix.map(([x]) => x), matrix.map(([, y]) => y)];
  using slopes = vips.Image.newMatrix(
    2,
    3,
    across.flatMap((x, row) => [x, down[row] ?? 0]),
  );
  using turned = places.recomb(slopes);
  // A pixel's middle lies half a pixel from its corner, here and in the image.
  using projected = turned.linear(
    1,
    matrix.map(([x, y, one]) => (x + y) / 2 + one),
  );
  using upper = projected.extractBand(0, { n: 2 });
  using lower = projected.extractBand(2);
  using divided = upper.divide(lower);
  using index = divided.linear(1, -0.5);
  return onNothing(image, (full) => full.mapim(index, { premultiplied: true, background: [0] }));
}
