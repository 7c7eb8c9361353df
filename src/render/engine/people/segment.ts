import type { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { maskSide } from "../../plan/people/people-mask.ts";
import { loadModel, withTensors } from "../models/load-model.ts";
import { sampleView } from "../models/sample-view.ts";
import type { Pixels } from "../native/rgba.ts";

let started: Promise<GraphModel> | undefined;

/** How much of each cell of an image is people, 0 to 255, row by row, whatever its shape. */
export async function segmentPeople(image: Pixels): Promise<Uint8Array> {
  started ??= loadModel("../render/engine/people/selfie");
  const model = await started;
  const view = { width: maskSide, height: maskSide };
  const rgb = new Float32Array(maskSide * maskSide * 3);
  const { width, height } = image;
  sampleView(image, { left: 0, top: 0, width, height }, view, rgb);
  // The model wants them from 0 to 1.
  for (let i = 0; i < rgb.length; i += 1) rgb[i] = ((rgb[i] as number) + 1) / 2;
  return withTensors(() => {
    const input = tf.tensor(rgb, [1, maskSide, maskSide, 3]);
    const shares = (model.execute(input) as tf.Tensor).dataSync<"float32">();
    return Uint8Array.from(shares, (share) => Math.round(share * 255));
  });
}
