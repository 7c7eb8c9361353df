import type { OperationOf } from "../../../plan/operations.ts";
import type { Engine, Image } from "../../engine.ts";
import { onColour } from "../colour/alpha.ts";
import { grayscale } from "../colour/grayscale.ts";

/**
 * Paints with a brush: each pixel gets the mean colour of that one of four squares around it which
 * has the least detail, so that edges stay and all else runs together. Source: M. Kuwahara et al.,
 * Processing of RI-angiocardiographic images, 1976; detail is measured by Sobel's operator.
 */
export function paint(image: Image, { radius }: OperationOf<"paint">, vips: Engine): Image {
  return onColour(image, (bands) => brush(bands, radius, vips));
}

/** The same for an image without alpha. */
export function brush(image: Image, radius: number, vips: Engine): Image {
  const { width, height } = image;
  const side = 2 * radius + 1;
  using window = vips.Image.newMatrix(side, 1, Array<number>(side).fill(1));
  window.setDouble("scale", side);
  // Room around the image, so that squares beyond its edge have something to show.
  const wide = (from: Image) => {
    using means = from.convsep(window, { precision: "integer" });
    using roomy = means.embed(radius, radius, width + 2 * radius, height + 2 * radius, {
      extend: "copy",
    });
    return roomy.copyMemory();
  };
  using grey = grayscale(image);
  using edges = grey.sobel();
  using colours = wide(image);
  using details = wide(edges);

  let best = {
    colour: colours.crop(0, 0, width, height),
    detail: details.crop(0, 0, width, height),
  };
  for (const [x, y] of [
    [2 * radius, 0],
    [0, 2 * radius],
    [2 * radius, 2 * radius],
  ] as const) {
    using other = colours.crop(x, y, width, height);
    using otherDetail = details.crop(x, y, width, height);
    const { colour, detail } = best;
    using calmer = otherDetail.less(detail);
    best = { colour: calmer.ifthenelse(other, colour), detail: detail.minpair(otherDetail) };
    colour.delete();
    detail.delete();
  }
  best.detail.delete();
  using painted = best.colour;
  return painted.copyMemory();
}
