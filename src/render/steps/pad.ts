import type { Image } from "../engine.ts";
import type { Box } from "../geometry.ts";

/** Places the picture on a larger ground; black and opaque is ImageKit's default. */
export function pad(image: Image, { left, top, width, height }: Box): Image {
  const background = image.hasAlpha() ? [...Array(image.bands - 1).fill(0), 255] : [0];
  return image.embed(left, top, width, height, { extend: "background", background });
}
