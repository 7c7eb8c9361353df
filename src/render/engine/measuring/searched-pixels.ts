import type { ImagePlan, Operation } from "../../plan/operations.ts";
import type { Files } from "../../pool/protocol.ts";
import type { Engines } from "../engines.ts";
import { decoded, resized } from "../native/codec.ts";
import type { Original } from "../native/originals.ts";
import { oriented } from "../native/pixels.ts";
import type { Pixels } from "../native/rgba.ts";
import { pixelsIn } from "../native/stored-png.ts";
import { nativePixels } from "./native-pixels.ts";
import { paintedPixels } from "./painted-pixels.ts";

/** Paints an image in which something is looked for; whether it is as sharp as it could be does not matter. */
export async function searchedPixels(
  engines: Engines,
  files: Files,
  image: ImagePlan,
): Promise<Pixels> {
  return (await shrunkPixels(engines, files, image)) ?? paintedPixels(engines, files, image);
}

/**
 * An upright original as small as it is looked at, by one step of the runtime's codecs. Undefined for
 * what they do not decode.
 */
async function shrunkPixels(
  engines: Engines,
  files: Files,
  image: ImagePlan,
): Promise<Pixels | undefined> {
  const { operations } = image;
  const isPlain = operations.every(({ do: does }) => does === "resize" || does === "orient");
  if (!isPlain) return undefined;
  return nativePixels(engines, files, image, (original) => upright(original, operations));
}

async function upright(
  { facts, read }: Original,
  operations: readonly Operation[],
): Promise<Pixels> {
  const resize = operations.find((operation) => operation.do === "resize");
  const orient = operations.find((operation) => operation.do === "orient");
  const size = resize && { width: resize.width, height: resize.height };
  // What can be seen through is weighed by its alpha before it is resized.
  const pixels =
    facts.alpha || !size
      ? await decoded(await read(), { opaque: !facts.alpha })
      : await decoded(await read(), { size, opaque: true });
  const small = pixelsIn(size ? await resized(pixels, size) : pixels);
  return orient ? oriented(small, orient.orientation) : small;
}
