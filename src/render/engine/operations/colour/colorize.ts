import type { Colour, OperationOf } from "../../../plan/operations.ts";
import { lightness } from "../../../plan/tones/colour-matrix.ts";
import type { Engine, Image } from "../../engine.ts";
import { blended, onColour, toBytes } from "./alpha.ts";
import { inColour } from "./colour-bands.ts";

/** Mixes towards shades of a colour, from black over the colour to white; wholly so at 100. */
export function colorize(
  image: Image,
  { colour, intensity }: OperationOf<"colorize">,
  vips: Engine,
): Image {
  const share = (intensity / 100) * colour.alpha;
  using toLightness = vips.Image.newMatrix(3, 1, [...lightness]);
  using table = vips.Image.newFromMemory(shadesOf(colour), 256, 1, 3, vips.BandFormat.uchar);
  using full = inColour(image);
  return onColour(full, (bands) => {
    using exact = bands.recomb(toLightness);
    using tones = toBytes(exact);
    using shades = tones.maplut(table);
    return blended(shades, bands, share);
  });
}

/** Red, green and blue for each lightness: the colour itself stands at its own. Pure. */
function shadesOf({ red, green, blue }: Colour): Uint8Array {
  const own = [red, green, blue];
  const light = own.reduce((sum, value, band) => sum + value * (lightness[band] ?? 0), 0);
  return Uint8Array.from({ length: 256 * 3 }, (_, i) => {
    const at = Math.floor(i / 3);
    const value = own[i % 3] ?? 0;
    const shade =
      at <= light
        ? value * (light === 0 ? 0 : at / light)
        : value + ((255 - value) * (at - light)) / (255 - light);
    return Math.round(shade);
  });
}
