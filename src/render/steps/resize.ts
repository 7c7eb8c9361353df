import type { Image } from "../engine.ts";
import type { Size } from "../geometry.ts";

/** Resizes to exactly this size; transparent pixels do not bleed their colour into the rest. */
export function resize(image: Image, { width, height }: Size): Image {
  const scale = [
    width / image.width,
    { vscale: height / image.height, kernel: "lanczos3" },
  ] as const;
  if (!image.hasAlpha()) return image.resize(...scale);
  const { format } = image;
  const premultiplied = image.premultiply();
  const resized = premultiplied.resize(...scale);
  const straight = resized.unpremultiply();
  const result = straight.cast(format);
  for (const temporary of [premultiplied, resized, straight]) temporary.delete();
  return result;
}
