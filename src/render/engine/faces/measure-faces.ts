import type { Face } from "../../plan/faces/face.ts";
import type { ImagePlan } from "../../plan/operations.ts";
import type { Size } from "../../plan/size.ts";
import type { Files } from "../../pool/protocol.ts";
import type { Engines } from "../engines.ts";
import { enlarged } from "../measuring/enlarged.ts";
import { searchedPixels } from "../measuring/searched-pixels.ts";
import { detectFaces } from "./detect.ts";

/** Paints an image and looks for faces in it, told in pixels of an image of that size. */
export async function measureFaces(
  engines: Engines,
  files: Files,
  { image, size }: { image: ImagePlan; size: Size },
): Promise<Face[]> {
  const pixels = await searchedPixels(engines, files, image);
  return enlarged(await detectFaces(pixels), pixels, size);
}
