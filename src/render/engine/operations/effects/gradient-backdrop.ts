import type { GradientDirection } from "../../../../url/parameters/background.ts";
import type { Colour } from "../../../plan/operations.ts";
import type { Size } from "../../../plan/size.ts";
import type { Engine, Image } from "../../engine.ts";

/** Two colours run in a direction; four lie in the corners: top, then bottom, from the left. */
export function gradientBackdrop(
  vips: Engine,
  colours: Colour[],
  direction: GradientDirection,
  { width, height }: Size,
): Image {
  const corners = colours.length === 4 ? colours : cornersOf(colours, direction);
  const bytes = Uint8Array.from(corners.flatMap((c) => (c ? [c.red, c.green, c.blue] : [])));
  using tiny = vips.Image.newFromMemory(bytes, 2, 2, 3, vips.BandFormat.uchar);
  using colour = tiny.copy({ interpretation: "srgb" });
  // The four pixels' middles land on the middles of the corner pixels.
  return colour.affine([Math.max(1, width - 1), 0, 0, Math.max(1, height - 1)], {
    oarea: [0, 0, width, height],
    extend: "copy",
  });
}

/** The colours of the corners: top left, top right, bottom left, bottom right. Pure. */
function cornersOf([first, second]: Colour[], direction: GradientDirection) {
  const halfway = first && second && mixed(first, second);
  switch (direction) {
    case "vertical":
      return [first, first, second, second];
    case "horizontal":
      return [first, second, first, second];
    case "diagonal_desc":
      return [first, halfway, halfway, second];
    case "diagonal_asc":
      return [halfway, second, first, halfway];
  }
}

function mixed(a: Colour, b: Colour): Colour {
  const half = (channel: "red" | "green" | "blue") => Math.round((a[channel] + b[channel]) / 2);
  return { red: half("red"), green: half("green"), blue: half("blue"), alpha: 1 };
}
