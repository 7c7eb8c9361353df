import { imageCodecs } from "../../../runtime/runtime.ts";
import type { Face } from "../../plan/faces/face.ts";
import type { ImagePlan } from "../../plan/operations.ts";
import { plainOutput } from "../../plan/output.ts";
import { chooseRoute } from "../../plan/route.ts";
import type { Size } from "../../plan/size.ts";
import type { Files } from "../../pool/protocol.ts";
import { pixelsOf } from "../encoding/wasm-encoder.ts";
import type { Engines } from "../engines.ts";
import { paintPlan, withImages } from "../execute.ts";
import { finish, originals, paintNatively } from "../native/paint.ts";
import type { Pixels } from "../native/rgba.ts";
import { createStopwatch } from "../stopwatch.ts";
import { detectFaces, enlargedFaces } from "./detect.ts";

/** Paints an image and looks for faces in it, told in pixels of an image of that size. */
export async function measureFaces(
  engines: Engines,
  files: Files,
  { image, size }: { image: ImagePlan; size: Size },
): Promise<Face[]> {
  const pixels = (await natively(engines, files, image)) ?? (await byVips(engines, files, image));
  return enlargedFaces(await detectFaces(pixels), pixels, size);
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
    return await finish(await paintNatively({ original, watch }, operations), watch);
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
