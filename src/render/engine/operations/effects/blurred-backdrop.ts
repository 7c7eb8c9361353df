import type { Size } from "../../../plan/size.ts";
import type { Image } from "../../engine.ts";
import { onColour } from "../colour/alpha.ts";
import { blurTo } from "./blur.ts";

/** The image enlarged to cover a box, cut to it about its middle, blurred and made brighter. */
export function blurredBackdrop(
  image: Image,
  { sigma, brightness }: { sigma: number; brightness: number },
  box: Size,
): Image {
  const scale = Math.max(box.width / image.width, box.height / image.height);
  const width = Math.min(image.width, Math.max(1, Math.round(box.width / scale)));
  const height = Math.min(image.height, Math.max(1, Math.round(box.height / scale)));
  const left = Math.floor((image.width - width) / 2);
  const top = Math.floor((image.height - height) / 2);
  // Cut before it is enlarged: nothing is made larger than it will be shown.
  using cut = image.crop(left, top, width, height);
  using blurred = blurTo(cut, sigma, box);
  if (brightness === 0) return blurred.copy();
  return onColour(blurred, (colour) => colour.linear(1, brightness, { uchar: true }));
}
