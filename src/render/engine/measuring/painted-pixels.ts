import type { ImagePlan } from "../../plan/operations.ts";
import { plainOutput } from "../../plan/output.ts";
import type { Files } from "../../pool/protocol.ts";
import { pixelsOf } from "../encoding/wasm-encoder.ts";
import type { Engines } from "../engines.ts";
import { paintPlan, withImages } from "../execute.ts";
import { finish, paintNatively } from "../native/paint.ts";
import type { Pixels } from "../native/rgba.ts";
import { pixelsIn } from "../native/stored-png.ts";
import { createStopwatch } from "../stopwatch.ts";
import { nativePixels } from "./native-pixels.ts";

/** Paints an image that is looked at and not sent, without libvips where that is not needed. */
export async function paintedPixels(
  engines: Engines,
  files: Files,
  image: ImagePlan,
): Promise<Pixels> {
  const watch = createStopwatch();
  const painted = await nativePixels(engines, files, image, async (original) =>
    pixelsIn(await finish(await paintNatively({ original, watch }, image.operations), watch)),
  );
  return painted ?? byVips(engines, files, image);
}

async function byVips(engines: Engines, files: Files, image: ImagePlan): Promise<Pixels> {
  const vips = await engines.vips();
  return withImages(async (keep) => {
    const plan = { image, output: plainOutput, size: { width: 0, height: 0 } };
    return pixelsOf(await paintPlan({ vips, files, keep, watch: createStopwatch() }, plan));
  });
}
