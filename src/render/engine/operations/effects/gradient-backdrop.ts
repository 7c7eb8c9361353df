import type { Colour } from "../../../plan/operations.ts";
import type { Size } from "../../../plan/size.ts";
import type { Engine, Image } from "../../engine.ts";

/** Two colours run from top to bottom; four lie in the corners: top, then bottom, from the left. */
export function gradientBackdrop(vips: Engine, colours: Colour[], { width, height }: Size): Image {
  const [first, second, ...lower] = colours;
  const corners = lower.length === 2 ? colours : [first, first, second, second];
  const bytes = Uint8Array.from(corners.flatMap((c) => (c ? [c.red, c.green, c.blue] : [])));
  using tiny = vips.Image.newFromMemory(bytes, 2, 2, 3, vips.BandFormat.uchar);
  using colour = tiny.copy({ interpretation: "srgb" });
  // The four pixels' middles land on the middles of the corner pixels.
  return colour.affine([Math.max(1, width - 1), 0, 0, Math.max(1, height - 1)], {
    oarea: [0, 0, width, height],
    extend: "copy",
  });
}
