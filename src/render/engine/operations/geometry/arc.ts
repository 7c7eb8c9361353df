import { arcOf } from "../../../plan/arc.ts";
import type { OperationOf } from "../../../plan/operations.ts";
import type { Engine, Image } from "../../engine.ts";
import { onNothing } from "../colour/alpha.ts";

/** Bends the image along an arc, its middle upright; outside of it the result is transparent. */
export function arc(image: Image, bend: OperationOf<"arc">, vips: Engine): Image {
  if (bend.degrees === 0) return image.copy();
  if (bend.degrees > 0) return bendUpwards(image, bend, vips);
  using flipped = image.flip("vertical");
  using bent = bendUpwards(flipped, bend, vips);
  return bent.flip("vertical");
}

function bendUpwards(
  image: Image,
  { degrees, width, height }: OperationOf<"arc">,
  vips: Engine,
): Image {
  const { radius, outer } = arcOf(image, degrees);
  using places = vips.Image.xyz(width, height);
  // From the circle's middle; turned so that angles break at the bottom, far from the image.
  using quarterTurn = vips.Image.newMatrix(2, 2, [0, 1, -1, 0]);
  using turned = places.recomb(quarterTurn);
  using centred = turned.linear(1, [0.5 - outer, width / 2 - 0.5]);
  using complex = centred.copy({ bands: 1, format: "complex" });
  using polar = complex.polar();
  using circular = polar.copy({ bands: 2, format: "float" });
  const perDegree = (radius * Math.PI) / 180;
  using unrolling = vips.Image.newMatrix(2, 2, [0, perDegree, -1, 0]);
  using plane = circular.recomb(unrolling);
  // Straight up is 180 degrees; a pixel's middle lies half a pixel from its corner.
  const up = 180 * perDegree;
  using index = plane.linear(1, [image.width / 2 - 0.5 - up, outer - 0.5]);
  return onNothing(image, (full) => full.mapim(index, { premultiplied: true, background: [0] }));
}
