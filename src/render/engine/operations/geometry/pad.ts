import type { Backdrop, Colour } from "../../../plan/operations.ts";
import type { Box } from "../../../plan/size.ts";
import type { Engine, Image } from "../../engine.ts";
import { withAlpha } from "../colour/alpha.ts";
import { colourBands, readyFor } from "../colour/colour-bands.ts";
import { mainColours } from "../colour/main-colours.ts";
import { blurredBackdrop } from "../effects/blurred-backdrop.ts";
import { gradientBackdrop } from "../effects/gradient-backdrop.ts";
import { composite, compositeOnColour } from "../layers/composite.ts";

/** Lays the image on a backdrop of the box's size; the backdrop shows around it and through it. */
export function pad(
  image: Image,
  { backdrop, ...box }: { backdrop: Backdrop } & Box,
  vips: Engine,
): Image {
  if (backdrop.kind === "colour") return padWithColour(image, backdrop.colour, box);
  switch (backdrop.kind) {
    case "dominant": {
      const [colour] = mainColours(image, 1, backdrop.among);
      return colour ? padWithColour(image, colour, box) : image.copy();
    }
    case "gradient_dominant": {
      const colours = backdrop.found ?? mainColours(image, backdrop.colours, backdrop.among);
      using lower = gradientBackdrop(vips, colours, backdrop.direction, box);
      return composite(image, lower, box.left, box.top);
    }
    case "blurred": {
      using lower = blurredBackdrop(image, backdrop, box);
      return composite(image, lower, box.left, box.top);
    }
  }
}

function padWithColour(image: Image, colour: Colour, { left, top, width, height }: Box): Image {
  using laid = compositeOnColour(image, colour);
  using ready = readyFor(laid, colour);
  using full = colour.alpha < 1 && !ready.hasAlpha() ? withAlpha(ready, 255) : ready.copy();
  const background = colourBands(colour, full);
  return full.embed(left, top, width, height, { extend: "background", background });
}
