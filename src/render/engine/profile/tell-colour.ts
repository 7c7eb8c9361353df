import type { Image } from "../engine.ts";
import { iccProfile, profileSpace } from "./icc.ts";
import type { ToldColour } from "./told-colour.ts";

const field = "icc-profile-data";

/** Gives an image a profile that says what its file says in another way. Takes the image over. */
export function withColour(image: Image, colour: ToldColour, overProfile = false): Image {
  const has = image.getTypeof(field) !== 0;
  if (has && overProfile) {
    using old = image;
    const copy = old.copy();
    copy.remove(field);
    return colour ? withColour(copy, colour) : copy;
  }
  // Greys have no primaries: their profile would be of another kind.
  if (!colour || has) return image;
  using old = image;
  const copy =
    old.bands < 3 ? old.colourspace(old.format === "ushort" ? "rgb16" : "srgb") : old.copy();
  copy.setBlob(field, iccProfile(colour));
  return copy;
}

/** Where a decoder has made three channels of greys, whose profile is one of greys: one channel. */
export function asProfiled(image: Image): Image {
  if (image.bands < 3 || image.getTypeof(field) === 0) return image;
  if (profileSpace(image.getBlob(field)) !== "GRAY") return image;
  using old = image;
  using grey = old.extractBand(0);
  const interpretation = old.format === "ushort" ? "grey16" : "b-w";
  if (!old.hasAlpha()) return grey.copy({ interpretation });
  using alpha = old.extractBand(old.bands - 1);
  using joined = grey.bandjoin([alpha]);
  return joined.copy({ interpretation });
}
