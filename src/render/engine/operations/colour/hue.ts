import type { OperationOf } from "../../../plan/operations.ts";
import type { Engine, Image } from "../../engine.ts";
import { onColour } from "./alpha.ts";

/** Turns the hues around the circle of colours; 120 degrees make green of red. */
export function hue(image: Image, { degrees }: OperationOf<"hue">, vips: Engine): Image {
  if (image.bands < 3) return image.copy();
  const turn = Math.round((degrees / 360) * 256);
  const values = Uint8Array.from({ length: 256 * 3 }, (_, i) => {
    const value = Math.floor(i / 3);
    return i % 3 === 0 ? (value + turn) & 255 : value;
  });
  using table = vips.Image.newFromMemory(values, 256, 1, 3, vips.BandFormat.uchar);
  return onColour(image, (bands) => {
    using before = bands.colourspace("hsv");
    using turned = before.maplut(table);
    using after = turned.copy({ interpretation: "hsv" });
    return after.colourspace("srgb");
  });
}
