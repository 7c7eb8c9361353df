import type { Ground } from "../../../plan/operations.ts";
import type { Engine, Image } from "../../engine.ts";
import { pad } from "../geometry/pad.ts";

/** Lays the picture on a ground of its own size, which an opaque picture hides. */
export function ground(image: Image, { ground }: { ground: Ground }, vips: Engine): Image {
  if (!image.hasAlpha()) return image.copy();
  return pad(image, { ground, left: 0, top: 0, width: image.width, height: image.height }, vips);
}
