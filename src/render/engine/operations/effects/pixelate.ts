import type { OperationOf } from "../../../plan/operations.ts";
import type { Image } from "../../engine.ts";
import { premultiplied } from "../colour/alpha.ts";
import { onRegion } from "./region.ts";

/** Fills squares with their mean colour, from the region's top left corner on. */
export function pixelate(image: Image, { side, region }: OperationOf<"pixelate">): Image {
  return onRegion(image, region, 0, (part) => {
    const [across, down] = [Math.min(side, part.width), Math.min(side, part.height)];
    return premultiplied(part, (weighted) => {
      using small = weighted.shrink(across, down, { ceil: true });
      using finished = small.copyMemory();
      using large = finished.zoom(across, down);
      return large.crop(0, 0, part.width, part.height);
    });
  });
}
