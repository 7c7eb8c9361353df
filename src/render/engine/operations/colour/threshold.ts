import type { OperationOf } from "../../../plan/operations.ts";
import type { Image } from "../../engine.ts";
import { alphaOf, withAlpha } from "./alpha.ts";

/** Makes what is translucent opaque or transparent. */
export function threshold(image: Image, { alpha }: OperationOf<"threshold">): Image {
  if (!image.hasAlpha()) return image.copy();
  using before = alphaOf(image);
  using after = before.moreEq(alpha);
  using colour = image.extractBand(0, { n: image.bands - 1 });
  return withAlpha(colour, after);
}
