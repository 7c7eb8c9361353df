import { imageCodecs } from "../../../runtime/runtime.ts";
import { measuredQualities } from "../../plan/auto-quality.ts";
import type { ImagePlan } from "../../plan/operations.ts";
import { plainOutput } from "../../plan/output.ts";
import type { Files } from "../../pool/protocol.ts";
import { encode } from "../encoding/encode.ts";
import { imageOf } from "../encoding/finished.ts";
import { pixelsOf } from "../encoding/wasm-encoder.ts";
import type { Engines } from "../engines.ts";
import { withImages } from "../execute.ts";
import { decoded, encoded } from "../native/codec.ts";
import { flattened } from "../native/pixels.ts";
import type { Pixels } from "../native/rgba.ts";
import { pixelsIn } from "../native/stored-png.ts";
import { paintedPixels } from "./painted-pixels.ts";
import { worstLikeness } from "./ssim.ts";

const white = { red: 255, green: 255, blue: 255, alpha: 1 };

/** How alike an image stays as a JPEG of each of the measured qualities. */
export async function measureLikeness(
  engines: Engines,
  files: Files,
  image: ImagePlan,
): Promise<number[]> {
  const painted = await paintedPixels(engines, files, image);
  const pixels = painted.opaque ? painted : flattened(painted, white);
  const found: number[] = [];
  for (const quality of measuredQualities) {
    found.push(worstLikeness(pixels, await asJpeg(engines, pixels, quality)));
  }
  return found;
}

/** An image as a JPEG of a quality shows it. */
async function asJpeg(engines: Engines, pixels: Pixels, quality: number): Promise<Pixels> {
  const output = { ...plainOutput, quality };
  if (engines.native && imageCodecs) {
    return pixelsIn(await decoded(await encoded(pixels, output), { opaque: true }));
  }
  const vips = await engines.vips();
  return withImages(async (keep) => {
    const bytes = await encode(keep(imageOf(vips, pixels)), output, engines.left());
    return pixelsOf(keep(vips.Image.newFromBuffer(bytes)));
  });
}
