import type { FoundObject } from "../../plan/objects/found-object.ts";
import type { ImagePlan } from "../../plan/operations.ts";
import type { Size } from "../../plan/size.ts";
import type { Files } from "../../pool/protocol.ts";
import type { Engines } from "../engines.ts";
import { enlarged } from "../measuring/enlarged.ts";
import { searchedPixels } from "../measuring/searched-pixels.ts";
import { detectObjects } from "./detect.ts";

/** Paints an image and looks for objects in it, told in pixels of an image of that size. */
export async function measureObjects(
  engines: Engines,
  files: Files,
  { image, size }: { image: ImagePlan; size: Size },
): Promise<FoundObject[]> {
  const pixels = await searchedPixels(engines, files, image);
  return enlarged(await detectObjects(pixels), pixels, size);
}
