import type { Image } from "../../engine.ts";

/** Runs what mixes neighbours, so that transparent pixels do not bleed their colour into the rest. */
export function premultiplied(image: Image, mix: (image: Image) => Image): Image {
  if (!image.hasAlpha()) return mix(image);
  using weighted = image.premultiply();
  using mixed = mix(weighted);
  return straight(mixed);
}

/** Runs what moves pixels and leaves places empty: the result always has alpha, 0 where empty. */
export function onNothing(image: Image, place: (image: Image) => Image): Image {
  // An opaque image is its own premultiplied one, and eight bits are quicker than floats.
  using weighted = image.hasAlpha() ? image.premultiply() : image.addalpha();
  using placed = place(weighted);
  return straight(placed);
}

/** Runs what changes colours pixel by pixel; alpha passes by it untouched. */
export function onColour(image: Image, change: (colour: Image) => Image): Image {
  if (!image.hasAlpha()) return change(image);
  using colour = image.extractBand(0, { n: image.bands - 1 });
  using alpha = alphaOf(image);
  using changed = change(colour);
  return withAlpha(changed, alpha);
}

export function alphaOf(image: Image): Image {
  return image.extractBand(image.bands - 1);
}

/** Adds a band or a constant as alpha to an opaque image. */
export function withAlpha(colour: Image, alpha: Image | number): Image {
  using joined = typeof alpha === "number" ? colour.bandjoin([alpha]) : colour.bandjoin(alpha);
  return joined.copy({ interpretation: colour.bands < 3 ? "b-w" : "srgb" });
}

/** Makes an image as transparent as a mask says: 0 hides, 255 leaves. */
export function multiplyAlpha(image: Image, mask: Image): Image {
  if (!image.hasAlpha()) return withAlpha(image, mask);
  using alpha = alphaOf(image);
  using share = mask.linear(1 / 255, 0);
  using product = alpha.multiply(share);
  using cut = toBytes(product);
  using colour = image.extractBand(0, { n: image.bands - 1 });
  return withAlpha(colour, cut);
}

/** So much of one image, from 0 to 1, and the rest of another; the result is sRGB of eight bits. */
export function blended(one: Image, other: Image, share: number): Image {
  using weighted = one.linear(share, 0);
  using kept = other.linear(1 - share, 0);
  using sum = weighted.add(kept);
  using rounded = toBytes(sum);
  return rounded.copy({ interpretation: "srgb" });
}

/** Eight bits again, rounded: a cast would cut off, and darken the image at every step. */
export function toBytes(image: Image): Image {
  return image.linear(1, 0.5, { uchar: true });
}

function straight(weighted: Image): Image {
  using divided = weighted.unpremultiply();
  return toBytes(divided);
}
