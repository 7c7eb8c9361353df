import type { OperationOf } from "../../../plan/operations.ts";
import type { Image } from "../../engine.ts";
import { likeness } from "../effects/likeness.ts";
import { multiplyAlpha } from "./alpha.ts";
import { colourBands, readyFor } from "./colour-bands.ts";

/** Makes transparent what resembles a colour, or that of the corners. */
export function colourKey(image: Image, { tolerance, colour }: OperationOf<"colourKey">): Image {
  using ready = colour ? readyFor(image, colour) : image.copy();
  using bands = ready.hasAlpha() ? ready.extractBand(0, { n: ready.bands - 1 }) : ready.copy();
  const sought = colour ? colourBands(colour, bands) : cornerColour(bands);
  using like = likeness(bands, sought, tolerance);
  using kept = like.invert();
  return multiplyAlpha(ready, kept);
}

/** The colour of the corners of an image without alpha. */
export function cornerColour(image: Image): number[] {
  return middlemost(cornersOf(image));
}

function cornersOf(image: Image): number[][] {
  const [right, bottom] = [image.width - 1, image.height - 1];
  const places = [
    [0, 0],
    [right, 0],
    [0, bottom],
    [right, bottom],
  ] as const;
  return places.map(([x, y]) => image.getpoint(x, y));
}

/** The colour that is least far from the others: one corner may show something else. Pure. */
export function middlemost(colours: readonly number[][]): number[] {
  const distances = colours.map((own) =>
    colours.reduce(
      (sum, other) => sum + Math.hypot(...own.map((value, i) => value - (other[i] ?? 0))),
      0,
    ),
  );
  return colours[distances.indexOf(Math.min(...distances))] ?? [];
}
