import { inflateRawSync } from "node:zlib";
import type { OperationOf } from "../../../plan/operations.ts";
import { maskSide } from "../../../plan/people/people-mask.ts";
import type { Engine, Image } from "../../engine.ts";
import { multiplyAlpha } from "../colour/alpha.ts";

/** What is less is a haze around people, and what is more is as good as all: 0 to 255. */
const [least, most] = [32, 224];

/** Lets the background of people vanish: their mask is enlarged to its place, which softens it. */
export function cutOut(image: Image, { alpha, place }: OperationOf<"cutOut">, vips: Engine): Image {
  const cells = inflateRawSync(Buffer.from(alpha, "base64"), { maxOutputLength: maskSide ** 2 });
  using mask = vips.Image.newFromMemory(cells, maskSide, maskSide, 1, vips.BandFormat.uchar);
  using scaled = mask.resize(Math.max(1, Math.round(place.width)) / maskSide, {
    vscale: Math.max(1, Math.round(place.height)) / maskSide,
    kernel: "cubic",
  });
  // A place that was told to lie in the image may be rounded out of it.
  const within = (start: number, length: number, whole: number) =>
    Math.min(whole - 1, Math.max(1 - length, Math.round(start)));
  const left = within(place.left, scaled.width, image.width);
  const top = within(place.top, scaled.height, image.height);
  using placed = scaled.embed(left, top, image.width, image.height);
  const share = 255 / (most - least);
  using settled = placed.linear(share, -least * share, { uchar: true });
  return multiplyAlpha(image, settled);
}
