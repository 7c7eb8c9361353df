import type { Image } from "../../engine.ts";
import { withAlpha } from "./alpha.ts";

/** Multiplies the image's alpha. */
export function opacity(image: Image, { percent }: { percent: number }): Image {
  if (percent >= 100) return image.copy();
  if (!image.hasAlpha()) return withAlpha(image, Math.round((percent / 100) * 255));
  const others = Array<number>(image.bands - 1);
  const factors = [...others.fill(1), percent / 100];
  return image.linear(factors, [...others.fill(0), 0.5], { uchar: true });
}
