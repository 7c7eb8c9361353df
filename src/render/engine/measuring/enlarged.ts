import type { Found } from "../../plan/found/found.ts";
import type { Size } from "../../plan/size.ts";

/** What was found in an image, told in pixels of an image of another size. */
export function enlarged<F extends Found>(found: readonly F[], from: Size, to: Size): F[] {
  const [x, y] = [to.width / from.width, to.height / from.height];
  return found.map((one) => ({
    ...one,
    left: tenth(one.left * x),
    top: tenth(one.top * y),
    width: tenth(one.width * x),
    height: tenth(one.height * y),
    confidence: Math.round(one.confidence * 100) / 100,
  }));
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
