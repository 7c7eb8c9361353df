import type { Size } from "../../../plan/size.ts";
import type { Image } from "../../engine.ts";
import { premultiplied } from "../colour/alpha.ts";

/** Resizes to exactly this size; transparent pixels do not bleed their colour into the rest. */
export function resize(image: Image, { width, height }: Size): Image {
  return premultiplied(image, (weighted) =>
    weighted.resize(width / image.width, {
      vscale: height / image.height,
      kernel: "lanczos3",
    }),
  );
}
