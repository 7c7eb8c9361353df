import type { Size } from "../../../plan/size.ts";
import type { Image } from "../../engine.ts";

/** Repeats an image over an area, so that one of them has its top left corner at `left`, `top`. */
export function tile(image: Image, area: Size, at: { left: number; top: number }): Image {
  const { width, height } = image;
  const left = before(at.left, width);
  const top = before(at.top, height);
  // Every tile reads it again.
  using kept = image.copyMemory();
  using tiles = kept.replicate(
    Math.ceil((left + area.width) / width),
    Math.ceil((top + area.height) / height),
  );
  return tiles.crop(left, top, area.width, area.height);
}

/** How much of the first tile lies before the area. */
function before(start: number, length: number): number {
  return (length - (((start % length) + length) % length)) % length;
}
