import type { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { loadModel, withTensors } from "../models/load-model.ts";

/** Sides of the square that the model looks at: its last layers know this size alone. */
export const viewSide = 416;

/** Pixels of a side of a cell, from the finest grid to the coarsest, and the outputs of each. */
const grids = [
  { cell: 8, scores: "Identity:0", sides: "Identity_3:0" },
  { cell: 16, scores: "Identity_1:0", sides: "Identity_4:0" },
  { cell: 32, scores: "Identity_2:0", sides: "Identity_5:0" },
] as const;

/** What the model says of the cells of one grid, row by row. */
export interface GridAnswer {
  cell: number;
  /** For each cell one number of each class, from 0 to 1. */
  scores: Float32Array;
  /** For each cell how likely each distance to the left, top, right and bottom is. */
  sides: Float32Array;
}

/** What it was trained with, of blue, green and red. */
const usual = [
  { band: 2, mean: 103.53, deviation: 57.375 },
  { band: 1, mean: 116.28, deviation: 57.12 },
  { band: 0, mean: 123.675, deviation: 58.395 },
] as const;

let started: Promise<GraphModel> | undefined;

/**
 * Asks the model, which is started when it is first needed.
 * @param rgb red, green and blue of each pixel of the view, from -1 to 1
 */
export async function askObjectModel(rgb: Float32Array): Promise<GridAnswer[]> {
  started ??= loadModel("../render/engine/objects/nanodet");
  const model = await started;
  return withTensors(() => {
    const input = tf.tensor(planes(rgb), [1, usual.length, viewSide, viewSide]);
    const names = grids.flatMap(({ scores, sides }) => [scores, sides]);
    const outputs = model.execute(input, names) as tf.Tensor[];
    return grids.map(({ cell }, i) => ({
      cell,
      scores: (outputs[2 * i] as tf.Tensor).dataSync<"float32">(),
      sides: (outputs[2 * i + 1] as tf.Tensor).dataSync<"float32">(),
    }));
  });
}

/** The model sees one colour after the other, each as far from its mean as was usual. */
function planes(rgb: Float32Array): Float32Array {
  const pixels = rgb.length / usual.length;
  const planes = new Float32Array(rgb.length);
  for (const [i, { band, mean, deviation }] of usual.entries()) {
    for (let at = 0; at < pixels; at += 1) {
      const value = ((rgb[at * usual.length + band] as number) + 1) * 127.5;
      planes[i * pixels + at] = (value - mean) / deviation;
    }
  }
  return planes;
}
