import { imageCodecs } from "../../../runtime/runtime.ts";
import type { ImagePlan, Operation } from "../../plan/operations.ts";
import { plainOutput } from "../../plan/output.ts";
import { chooseRoute } from "../../plan/route.ts";
import type { Files } from "../../pool/protocol.ts";
import type { Engines } from "../engines.ts";
import { decoded, resized } from "../native/codec.ts";
import type { Original } from "../native/originals.ts";
import { originals } from "../native/paint.ts";
import { oriented } from "../native/pixels.ts";
import type { Pixels } from "../native/rgba.ts";
import { pixelsIn } from "../native/stored-png.ts";

/**
 * An upright original as small as it is looked at, by one step of the runtime's codecs: whether it is
 * as sharp as it could be does not matter. Undefined for what they do not decode.
 */
export async function searchedPixels(
  { native }: Engines,
  files: Files,
  image: ImagePlan,
): Promise<Pixels | undefined> {
  const { source, operations } = image;
  const file = source.kind === "file" ? files[source.input] : undefined;
  if (!native || !imageCodecs || file === undefined) return undefined;
  const isPlain = operations.every(({ do: does }) => does === "resize" || does === "orient");
  // A search is no sign that more than the one rendition will be asked for.
  const original = isPlain ? await originals.peek(file) : undefined;
  if (!original) return undefined;
  const plan = { image, output: plainOutput, size: original.facts };
  if (chooseRoute(plan, original.facts).operations !== "native") return undefined;
  try {
    return await upright(original, operations);
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith("ERR_IMAGE")) return undefined;
    throw error;
  }
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
