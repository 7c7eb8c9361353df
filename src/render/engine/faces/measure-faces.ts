import { imageCodecs } from "../../../runtime/runtime.ts";
import type { Face } from "../../plan/faces/face.ts";
import type { ImagePlan } from "../../plan/operations.ts";
import { plainOutput } from "../../plan/output.ts";
import { chooseRoute } from "../../plan/route.ts";
import type { Size } from "../../plan/size.ts";
import type { Files } from "../../pool/protocol.ts";
import { rgba } from "../encoding/wasm-encoder.ts";
import { paintPlan, withImages } from "../execute.ts";
import { openImage } from "../load.ts";
import { beginningOf, paintNatively } from "../native/paint.ts";
import { isOpaque, type Pixels } from "../native/pixels.ts";
import { readFacts } from "../native/read-facts.ts";
import type { Engines } from "../render.ts";
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
  const { bytes, format } = await openImage(file);
  const facts = await readFacts(bytes, format);
  if (!facts) return undefined;
  const plan = { image, output: plainOutput, size: { width: facts.width, height: facts.height } };
  if (chooseRoute(plan, facts).operations !== "native") return undefined;
  try {
    return await paintNatively(bytes, beginningOf(operations, source.shrink, facts));
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith("ERR_IMAGE")) return undefined;
    throw error;
  }
}

async function byVips(engines: Engines, files: Files, image: ImagePlan): Promise<Pixels> {
  const vips = await engines.vips();
  return withImages(async (keep) => {
    const plan = { image, output: plainOutput, size: { width: 0, height: 0 } };
    const painted = await paintPlan(vips, files, plan, keep);
    const { width, height } = painted;
    const data = rgba(painted);
    return { data, width, height, opaque: isOpaque(data) };
  });
}
