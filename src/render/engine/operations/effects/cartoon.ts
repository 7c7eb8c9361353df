import type { OperationOf } from "../../../plan/operations.ts";
import { line, tableOf } from "../../../plan/tones/curves.ts";
import type { Engine, Image } from "../../engine.ts";
import { onColour, toBytes } from "../colour/alpha.ts";
import { histogram } from "../colour/contrast.ts";
import { mapTones } from "../colour/curve.ts";
import { grayscale } from "../colour/grayscale.ts";
import { towardsMiddle } from "../colour/level.ts";
import { brush } from "./paint.ts";

/** Fewer tones, and dark lines where the image changes most. */
export function cartoon(
  image: Image,
  { lines, tones, radius }: OperationOf<"cartoon">,
  vips: Engine,
): Image {
  return onColour(image, (bands) => {
    using painted = brush(bands, radius, vips);
    using grey = grayscale(painted);
    using soft = grey.gaussblur(1);
    using edges = soft.sobel();
    // Faint edges draw no line.
    using pen = mapTones(edges, tableOf([line(-2 * lines, 255 + 100 * lines)]), vips);
    // In two tones a dark image would be black: its middle has to be theirs.
    using paper =
      tones === 2
        ? mapTones(grey, tableOf([towardsMiddle(histogram(grey)), { by: "step", tone: 128 }]), vips)
        : mapTones(painted, posterised(tones), vips);
    using share = pen.linear(1 / 255, 0);
    using drawn = paper.multiply(share);
    using rounded = toBytes(drawn);
    return rounded.copy({ interpretation: paper.bands < 3 ? "b-w" : "srgb" });
  });
}

/** So many tones at equal distances. Pure. */
function posterised(tones: number): Uint8Array {
  return Uint8Array.from({ length: 256 * 3 }, (_, i) => {
    const step = Math.round((Math.floor(i / 3) / 255) * (tones - 1));
    return Math.round((step * 255) / (tones - 1));
  });
}
