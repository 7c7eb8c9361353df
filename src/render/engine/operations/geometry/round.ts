import type { OperationOf } from "../../../plan/operations.ts";
import type { Engine, Image } from "../../engine.ts";
import { multiplyAlpha } from "../colour/alpha.ts";

/** Cuts the corners round, softly along the arcs; no radius is more than half the short side. */
export function round(image: Image, { radii }: OperationOf<"round">, vips: Engine): Image {
  const { width, height } = image;
  const most = Math.min(width, height) / 2;
  const [topLeft = 0, topRight = 0, bottomRight = 0, bottomLeft = 0] = radii.map((radius) =>
    Math.min(Math.max(0, radius), most),
  );
  // Negative inside, in pixels; pixels are counted by their middles, hence the halves.
  using distance = vips.Image.sdf(width, height, "rounded-box", {
    a: [-0.5, -0.5],
    b: [width - 0.5, height - 0.5],
    corners: [bottomRight, topRight, bottomLeft, topLeft],
  });
  // A pixel that the edge crosses in its middle is half covered.
  using mask = distance.linear(-255, 128, { uchar: true });
  return multiplyAlpha(image, mask);
}
