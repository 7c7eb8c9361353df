import type { OperationOf } from "../../../plan/operations.ts";
import type { Engine, Image } from "../../engine.ts";
import { blended, onColour } from "./alpha.ts";
import { inColour } from "./colour-bands.ts";
import { grayscale } from "./grayscale.ts";

type Stop = OperationOf<"tint">["stops"][number];

/** Gives each tone a colour of its own, between those that stand at places from black to white. */
export function tint(
  image: Image,
  { stops, percent, equalize }: OperationOf<"tint">,
  vips: Engine,
): Image {
  const share = percent / 100;
  using table = vips.Image.newFromMemory(coloursOf(stops), 256, 1, 3, vips.BandFormat.uchar);
  using full = inColour(image);
  return onColour(full, (bands) => {
    using grey = grayscale(bands);
    using tones = equalize ? grey.histEqual() : grey.copy();
    using tinted = tones.maplut(table);
    return blended(tinted, bands, share);
  });
}

/** Red, green and blue for each tone; before the first place and after the last its colour. Pure. */
export function coloursOf(stops: readonly Stop[]): Uint8Array {
  return Uint8Array.from({ length: 256 * 3 }, (_, i) => {
    const at = Math.floor(i / 3) / 255;
    const channel = (["red", "green", "blue"] as const)[i % 3] ?? "red";
    const next = stops.find((stop) => stop.at >= at) ?? stops.at(-1);
    const last = stops.findLast((stop) => stop.at <= at) ?? stops[0];
    if (!next || !last) return 0;
    const way = next.at - last.at;
    const passed = way > 0 ? (at - last.at) / way : 0;
    return Math.round(
      last.colour[channel] + (next.colour[channel] - last.colour[channel]) * passed,
    );
  });
}
