import { imageCodecs } from "../../../runtime/runtime.ts";
import type { ImagePlan } from "../../plan/operations.ts";
import { plainOutput } from "../../plan/output.ts";
import { chooseRoute } from "../../plan/route.ts";
import type { Files } from "../../pool/protocol.ts";
import type { Engines } from "../engines.ts";
import { isRefusedByCodec } from "../native/codec.ts";
import type { Original } from "../native/originals.ts";
import { originals } from "../native/paint.ts";
import type { Pixels } from "../native/rgba.ts";

/**
 * Pixels that are looked at and not sent, by the runtime's codecs, without libvips; undefined for
 * what they do not decode. What is kept of the original is left alone: it may have been decoded for
 * something else, and what is found out may not depend on that.
 * @param paint makes them of the original
 */
export async function nativePixels(
  { native }: Engines,
  files: Files,
  image: ImagePlan,
  paint: (original: Original) => Promise<Pixels>,
): Promise<Pixels | undefined> {
  const { source } = image;
  const file = source.kind === "file" ? files[source.input] : undefined;
  if (!native || !imageCodecs || file === undefined) return undefined;
  const original = await originals.peek(file);
  if (!original) return undefined;
  const { pixels: _, ...rest } = original;
  const alone = { ...rest, averaged: [], isKnown: false };
  const plan = { image, output: plainOutput, size: alone.facts };
  if (chooseRoute(plan, alone.facts).operations !== "native") return undefined;
  try {
    return await paint(alone);
  } catch (error) {
    if (isRefusedByCodec(error)) return undefined;
    throw error;
  }
}
