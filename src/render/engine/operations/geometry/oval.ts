import type { Engine, Image } from "../../engine.ts";
import { multiplyAlpha } from "../colour/alpha.ts";

/** Cuts the largest oval out of the image, softly along its edge. */
export function oval(image: Image, _operation: unknown, vips: Engine): Image {
  const { width, height } = image;
  const [across, down] = [width / 2, height / 2];
  using positions = vips.Image.xyz(width, height);
  // From the middle in units of the oval's radii: 1 is its edge.
  using unit = positions.linear([1 / across, 1 / down], [0.5 / across - 1, 0.5 / down - 1]);
  using squares = unit.multiply(unit);
  using x = squares.extractBand(0);
  using y = squares.extractBand(1);
  using sum = x.add(y);
  using radius = sum.pow(0.5);
  // Near the edge the distance in pixels is about that share of the shorter radius.
  const pixels = Math.min(across, down);
  using mask = radius.linear(-255 * pixels, 255 * pixels + 128, { uchar: true });
  return multiplyAlpha(image, mask);
}
