import type { OperationOf } from "../../../plan/operations.ts";
import type { Image } from "../../engine.ts";
import { onNothing } from "../colour/alpha.ts";
import { ink, readyFor } from "../colour/colour-bands.ts";
import { layOnColour } from "../layers/composite.ts";

const quarters: Record<number, "d90" | "d180" | "d270"> = { 90: "d90", 180: "d180", 270: "d270" };

/** Turns clockwise about the centre and lays the picture on a ground of the given size. */
export function rotate(image: Image, turn: OperationOf<"rotate">): Image {
  const { degrees, ground } = turn;
  const quarter = quarters[degrees];
  if (quarter !== undefined) {
    using turned = image.rot(quarter);
    return layOnColour(turned, ground);
  }
  if (ground.alpha === 1 && !image.hasAlpha()) {
    // Nothing is transparent before or after, so the edge can blend with the ground at once.
    using ready = readyFor(image, ground);
    return turning(ready, turn, ink(ground, ready));
  }
  using turned = onNothing(image, (weighted) => turning(weighted, turn, [0]));
  return layOnColour(turned, ground);
}

/** Turns; what the picture leaves empty of the new size gets this background. */
function turning(
  image: Image,
  { degrees, width, height }: OperationOf<"rotate">,
  background: number[],
): Image {
  const angle = (degrees * Math.PI) / 180;
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  // The ground's middle is the picture's middle; oarea is counted from where the origin lands.
  const left = Math.round((image.width / 2) * cos - (image.height / 2) * sin - width / 2);
  const top = Math.round((image.width / 2) * sin + (image.height / 2) * cos - height / 2);
  return image.affine([cos, -sin, sin, cos], {
    oarea: [left, top, width, height],
    premultiplied: true,
    extend: "background",
    background,
  });
}
