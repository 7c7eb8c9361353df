import type { OperationOf } from "../../../plan/operations.ts";
import type { Image } from "../../engine.ts";
import { onNothing } from "../colour/alpha.ts";
import { compositeOnColour } from "../layers/composite.ts";

/** Moves each row to the right and then each column down, by as much as it is from the middle. */
export function shear(
  image: Image,
  { x, y, backdrop, width, height }: OperationOf<"shear">,
): Image {
  const matrix = [1, x, y, 1 + x * y];
  // The backdrop's middle is the image's middle; oarea is counted from where the origin lands.
  const [across, down] = [image.width / 2, image.height / 2];
  const left = Math.round(across + x * down - width / 2);
  const top = Math.round(y * across + (1 + x * y) * down - height / 2);
  using leaning = onNothing(image, (full) =>
    full.affine(matrix, {
      oarea: [left, top, width, height],
      premultiplied: true,
      extend: "background",
      background: [0],
    }),
  );
  return compositeOnColour(leaning, backdrop);
}
