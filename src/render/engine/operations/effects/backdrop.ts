import type { Backdrop } from "../../../plan/operations.ts";
import type { Engine, Image } from "../../engine.ts";
import { pad } from "../geometry/pad.ts";

/** Lays the image on a backdrop of its own size, which an opaque image hides. */
export function backdrop(image: Image, { backdrop }: { backdrop: Backdrop }, vips: Engine): Image {
  if (!image.hasAlpha()) return image.copy();
  return pad(image, { backdrop, left: 0, top: 0, width: image.width, height: image.height }, vips);
}
