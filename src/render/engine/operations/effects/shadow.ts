import type { OperationOf } from "../../../plan/operations.ts";
import type { Image } from "../../engine.ts";
import { alphaOf, withAlpha } from "../colour/alpha.ts";
import { composite } from "../layers/composite.ts";
import { blur } from "./blur.ts";

/**
 * Puts a black shadow of what is opaque behind it. The size stays, so what falls outside is cut
 * off, and an opaque image hides all of its shadow and stays as it is.
 */
export function shadow(image: Image, { sigma, strength, x, y }: OperationOf<"shadow">): Image {
  const { width, height } = image;
  // Room for the blur to fade out into: nothing lies outside the image, rather than more of it.
  const room = Math.ceil(sigma * 3);
  const missed = Math.abs(x) >= width + room || Math.abs(y) >= height + room;
  if (missed || !image.hasAlpha()) return image.copy();
  using shape = alphaOf(image);
  using roomy = shape.embed(room + x, room + y, width + 2 * room, height + 2 * room);
  using soft = blur(roomy, { sigma });
  using cut = soft.crop(room, room, width, height);
  using faint = cut.linear(strength / 100, 0.5, { uchar: true });
  using dark = faint.newFromImage(image.bands < 3 ? [0] : [0, 0, 0]);
  using lower = withAlpha(dark, faint);
  return composite(image, lower);
}
