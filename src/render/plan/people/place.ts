import type { Operation } from "../operations.ts";
import type { Box, Size } from "../size.ts";

/** What turns, bends or covers an image: what lies where then, only pixels tell. */
const unforeseen: ReadonlySet<Operation["do"]> = new Set([
  ...(["smartCrop", "perspective", "arc", "rotate", "shear", "flip"] as const),
  ...(["outline", "castShadow", "layer"] as const),
]);

/**
 * Where a part of an image lies after what was done to it, beyond its edges, too; undefined where
 * that cannot be told. Pure.
 */
export function followPlace(
  part: Box,
  image: Size,
  operations: readonly Operation[],
): Box | undefined {
  if (operations.some((operation) => unforeseen.has(operation.do))) return undefined;
  let place = part;
  let size = image;
  for (const operation of operations) {
    if (operation.do === "resize") {
      const [x, y] = [operation.width / size.width, operation.height / size.height];
      place = {
        left: place.left * x,
        top: place.top * y,
        width: place.width * x,
        height: place.height * y,
      };
      size = operation;
    } else if (operation.do === "crop") {
      place = moved(place, -operation.left, -operation.top);
      size = operation;
    } else if (operation.do === "pad") {
      place = moved(place, operation.left, operation.top);
      size = operation;
    }
  }
  return place;
}

function moved(box: Box, x: number, y: number): Box {
  return { ...box, left: box.left + x, top: box.top + y };
}
