import { imageCodecs } from "../../../runtime/runtime.ts";
import type { ImagePlan } from "../../plan/operations.ts";
import { plainOutput } from "../../plan/output.ts";
import { chooseRoute } from "../../plan/route.ts";
import type { Files } from "../../pool/protocol.ts";
import { pixelsOf } from "../encoding/wasm-encoder.ts";
import type { Engines } from "../engines.ts";
import { paintPlan, withImages } from "../execute.ts";
import { finish, originals, paintNatively } from "../native/paint.ts";
import type { Pixels } from "../native/rgba.ts";
import { pixelsIn } from "../native/stored-png.ts";
import { createStopwatch } from "../stopwatch.ts";

/** Paints an image that is looked at and not sent. */
export async function paintedPixels(
  engines: Engines,
  files: Files,
  image: ImagePlan,
): Promise<Pixels> {
  return (await natively(engines, files, image)) ?? byVips(engines, files, image);
}

/** What the runtime's codecs decode needs no libvips; undefined for what they do not. */
async function natively(
  { native }: Engines,
  files: Files,
  image: ImagePlan,
): Promise<Pixels | undefined> {
  const { source, operations } = image;
  const file = source.kind === "file" ? files[source.input] : undefined;
  if (!native || !imageCodecs || file === undefined || source.kind !== "file") return undefined;
  const original = await originals.open(file);
  if (!original) return undefined;
  const { facts } = original;
  const plan = { image, output: plainOutput, size: { width: facts.width, height: facts.height } };
  if (chooseRoute(plan, facts).operations !== "native") return undefined;
  try {
    const watch = createStopwatch();
    return pixelsIn(await finish(await paintNatively({ original, watch }, operations), watch));
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith("ERR_IMAGE")) return undefined;
    throw error;
  }
}

async function byVips(engines: Engines, files: Files, image: ImagePlan): Promise<Pixels> {
  const vips = await engines.vips();
  return withImages(async (keep) => {
    const plan = { image, output: plainOutput, size: { width: 0, height: 0 } };
    return pixelsOf(await paintPlan({ vips, files, keep, watch: createStopwatch() }, plan));
  });
}
