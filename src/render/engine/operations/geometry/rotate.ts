import type { OperationOf } from "../../../plan/operations.ts";
import type { Image } from "../../engine.ts";
import { onNothing } from "../colour/alpha.ts";
import { colourBands, readyFor } from "../colour/colour-bands.ts";
import { compositeOnColour } from "../layers/composite.ts";

const quarters: Record<number, "d90" | "d180" | "d270"> = { 90: "d90", 180: "d180", 270: "d270" };

/** Turns clockwise about the centre and lays the image on a backdrop of the given size. */
export function rotate(image: Image, turn: OperationOf<"rotate">): Image {
  const { degrees, backdrop } = turn;
  const quarter = quarters[degrees];
  if (quarter !== undefined) {
    using turned = image.rot(quarter);
    return compositeOnColour(turned, backdrop);
  }
  if (backdrop.alpha === 1 && !image.hasAlpha()) {
    // Nothing is transparent before or after, so the edge can blend with the backdrop at once.
    using ready = readyFor(image, backdrop);
    return turning(ready, turn, colourBands(backdrop, ready));
  }
  using turned = onNothing(image, (weighted) => turning(weighted, turn, [0]));
  return compositeOnColour(turned, backdrop);
}

/** Turns; what the image leaves empty of the new size gets this background. */
function turning(
  image: Image,
  { degrees, width, height }: OperationOf<"rotate">,
  background: number[],
): Image {
  const angle = (degrees * Math.PI) / 180;
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  // The backdrop's middle is the image's middle; oarea is counted from where the origin lands.
  const left = Math.round((image.width / 2) * cos - (image.height / 2) * sin - width / 2);
  const top = Math.round((image.width / 2) * sin + (image.height / 2) * cos - height / 2);
  return image.affine([cos, -sin, sin, cos], {
    oarea: [left, top, width, height],
    premultiplied: true,
    extend: "background",
    background,
  });
}
