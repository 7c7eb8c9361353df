import type { OperationOf } from "../../../plan/operations.ts";
import { thresholds } from "../../../plan/tones/thresholds.ts";
import type { Engine, Image } from "../../engine.ts";
import { onColour } from "./alpha.ts";

/** Leaves full tones and none, in dots that from afar look like what was there. */
export function dither(image: Image, { map }: OperationOf<"dither">, vips: Engine): Image {
  const { side, tones } = thresholds(map);
  const bytes = Uint8Array.from(tones, Math.round);
  using tile = vips.Image.newFromMemory(bytes, side, side, 1, vips.BandFormat.uchar);
  using tiles = tile.replicate(Math.ceil(image.width / side), Math.ceil(image.height / side));
  using screen = tiles.crop(0, 0, image.width, image.height);
  return onColour(image, (bands) => bands.more(screen));
}
