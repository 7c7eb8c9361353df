import type { Box } from "../plan/size.ts";
import type { Engine, Image } from "./engine.ts";

/**
 * The part of a picture that its margin surrounds. What is like the top left pixel is margin, and
 * what is transparent too; a picture of nothing but margin is all kept.
 * @param threshold how unlike the margin a pixel is that counts, 0 to 255 per channel
 */
export function findTrim(_vips: Engine, image: Image, threshold: number): Box {
  // Looked at several times.
  using settled = image.copyMemory();
  const corner = settled.getpoint(0, 0);
  const clear = settled.hasAlpha() && corner.at(-1) === 0;
  using content = clear ? settled.extractBand(settled.bands - 1) : settled.copy();
  const colour = settled.hasAlpha() ? corner.slice(0, -1) : corner;
  const background = clear ? [0] : colour;
  // Specks of noise are passed over at first; a picture of fine lines has nothing else to show, and
  // what lies on nothing is no noise: small letters are all fine lines.
  const found = (clear ? [true] : [false, true])
    .map((line_art) => () => content.findTrim({ threshold, background, line_art }))
    .map((find) => find())
    .find(({ width, height }) => width > 0 && height > 0);
  const { width, height } = image;
  return found ?? { left: 0, top: 0, width, height };
}
