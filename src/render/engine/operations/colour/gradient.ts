import type { Colour, OperationOf } from "../../../plan/operations.ts";
import type { Engine, Image } from "../../engine.ts";
import { composite } from "../layers/composite.ts";
import { inColour } from "./colour-bands.ts";

/** More shades than eight bits can tell apart. */
const shades = 1024;

/** Lays a gradient over the image, `from` at the edge or corner it starts from, `to` at its end. */
export function gradient(
  image: Image,
  { degrees, from, to, length }: OperationOf<"gradient">,
  vips: Engine,
): Image {
  const angle = (degrees * Math.PI) / 180;
  const [right, down] = [Math.sin(angle), -Math.cos(angle)];
  const { width, height } = image;
  // How far the start lies from the origin, in the gradient's direction.
  const start = Math.min(0, right * width) + Math.min(0, down * height);
  const scale = (shades - 1) / Math.max(1, length);
  const offset = ((right + down) / 2 - start) * scale + 0.5;

  using places = vips.Image.xyz(width, height);
  using direction = vips.Image.newMatrix(2, 1, [right * scale, down * scale]);
  using along = places.recomb(direction);
  using counted = along.linear(1, offset);
  using bounded = counted.clamp({ min: 0, max: shades - 1 });
  using shade = bounded.cast("ushort");
  const steps = Array.from({ length: shades }, (_, i) => between(from, to, i / (shades - 1)));
  const pixels = Uint8Array.from(steps.flat());
  using table = vips.Image.newFromMemory(pixels, shades, 1, 4, vips.BandFormat.uchar);
  using colours = shade.maplut(table);
  using over = colours.copy({ interpretation: "srgb" });
  using full = inColour(image);
  return composite(over, full);
}

/** A mixture of both, each weighted by its alpha: no grey between white and transparent black. */
function between(from: Colour, to: Colour, share: number): number[] {
  const [first, second] = [(1 - share) * from.alpha, share * to.alpha];
  const alpha = first + second;
  const mix = (a: number, b: number) =>
    alpha === 0 ? 0 : Math.round((a * first + b * second) / alpha);
  return [
    mix(from.red, to.red),
    mix(from.green, to.green),
    mix(from.blue, to.blue),
    Math.round(alpha * 255),
  ];
}
