import type { Box } from "../../../plan/size.ts";
import type { Image } from "../../engine.ts";

/** Does something to a part of the image; `margin` more pixels around it are looked at. */
export function onRegion(
  image: Image,
  { left, top, width, height }: Box,
  margin: number,
  change: (part: Image) => Image,
): Image {
  if (width <= 0 || height <= 0) return image.copy();
  const [x, y] = [Math.max(0, left - margin), Math.max(0, top - margin)];
  const right = Math.min(image.width, left + width + margin);
  const bottom = Math.min(image.height, top + height + margin);
  using part = image.crop(x, y, right - x, bottom - y);
  using changed = change(part);
  using inner = changed.crop(left - x, top - y, width, height);
  return image.insert(inner, left, top);
}
