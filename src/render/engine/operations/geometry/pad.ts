import type { Colour, Ground } from "../../../plan/operations.ts";
import type { Box } from "../../../plan/size.ts";
import type { Engine, Image } from "../../engine.ts";
import { withAlpha } from "../colour/alpha.ts";
import { ink, readyFor } from "../colour/colour-bands.ts";
import { mainColours } from "../colour/main-colours.ts";
import { blurredGround } from "../effects/blurred-backdrop.ts";
import { gradientGround } from "../effects/gradient-backdrop.ts";
import { lay, layOnColour } from "../layers/composite.ts";

/** Lays the picture on a ground of the box's size; the ground shows around it and through it. */
export function pad(
  image: Image,
  { ground, ...box }: { ground: Ground } & Box,
  vips: Engine,
): Image {
  if (ground.kind === "colour") return padWithColour(image, ground.colour, box);
  switch (ground.kind) {
    case "dominant": {
      const [colour] = mainColours(image, 1);
      return colour ? padWithColour(image, colour, box) : image.copy();
    }
    case "gradient_dominant": {
      using lower = gradientGround(vips, ground.found ?? mainColours(image, ground.colours), box);
      return lay(image, lower, box.left, box.top);
    }
    case "blurred": {
      using lower = blurredGround(image, ground, box);
      return lay(image, lower, box.left, box.top);
    }
  }
}

function padWithColour(image: Image, colour: Colour, { left, top, width, height }: Box): Image {
  using laid = layOnColour(image, colour);
  using ready = readyFor(laid, colour);
  using full = colour.alpha < 1 && !ready.hasAlpha() ? withAlpha(ready, 255) : ready.copy();
  const background = ink(colour, full);
  return full.embed(left, top, width, height, { extend: "background", background });
}
