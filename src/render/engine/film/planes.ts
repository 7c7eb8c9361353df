import type { FrameColour } from "../codecs/boxes/key-frame-image.ts";
import type { Engine, Image } from "../engine.ts";
import { withImages } from "../execute.ts";

/** Samples of one channel, row by row; rows may be longer than what is seen of them. */
interface Plane {
  bytes: Uint8Array;
  stride: number;
}

/** A frame as video codecs hold it: brightness, and two channels of colour at half its size. */
export interface Planes {
  width: number;
  height: number;
  luma: Plane;
  chroma: [Plane, Plane];
  colour: FrameColour;
}

/** Red and blue's part of brightness. Source: ITU-T H.273, table 4. */
const weights: Readonly<Record<number, [red: number, blue: number]>> = {
  1: [0.2126, 0.0722],
  9: [0.2627, 0.0593],
};
const usualWeights: [number, number] = [0.299, 0.114];

/** Their red, green and blue. */
export function imageOfPlanes(vips: Engine, planes: Planes): Promise<Image> {
  const { width, height, luma, chroma, colour } = planes;
  return withImages(async (keep) => {
    const seen = ({ bytes, stride }: Plane, [w, h]: [number, number]) => {
      const rows = bytes.length / stride;
      const whole = keep(vips.Image.newFromMemory(bytes, stride, rows, 1, vips.BandFormat.uchar));
      return keep(whole.crop(0, 0, w, h));
    };
    const half: [number, number] = [Math.ceil(width / 2), Math.ceil(height / 2)];
    // A sample lies between the four pixels that it belongs to, of which each gets from its neighbours.
    const tent = keep(vips.Image.newMatrix(3, 1, [0.25, 0.5, 0.25]));
    const [blue, red] = chroma.map((plane) => {
      const wide = keep(seen(plane, half).zoom(2, 2));
      return keep(keep(wide.convsep(tent)).crop(0, 0, width, height));
    }) as [Image, Image];
    const stored = keep(seen(luma, [width, height]).bandjoin([blue, red]));
    const black = colour.isFullRange ? 0 : 16;
    const centred = keep(stored.linear([1, 1, 1], [-black, -128, -128]));
    const rows = keep(vips.Image.newMatrix(3, 3, matrixOf(colour)));
    const mixed = keep(centred.recomb(rows));
    // Casting cuts off decimals.
    const rounded = keep(mixed.linear([1, 1, 1], [0.5, 0.5, 0.5]));
    return keep(rounded.cast("uchar")).copy({ interpretation: "srgb" });
  });
}

/** One row each for red, green and blue. */
function matrixOf({ matrix, isFullRange }: FrameColour): number[] {
  const [red, blue] = weights[matrix] ?? usualWeights;
  const green = 1 - red - blue;
  const luma = isFullRange ? 1 : 255 / 219;
  const chroma = isFullRange ? 1 : 255 / 224;
  const toRed = 2 * (1 - red) * chroma;
  const toBlue = 2 * (1 - blue) * chroma;
  return [
    ...[luma, 0, toRed],
    ...[luma, (-toBlue * blue) / green, (-toRed * red) / green],
    ...[luma, toBlue, 0],
  ];
}
