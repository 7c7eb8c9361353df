import type { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import type { Size } from "../../plan/size.ts";
import { loadModel, withTensors } from "../models/load-model.ts";

/** Sides of what the model looks at are multiples of its coarsest cell. */
export const coarsestCell = 32;

/** Anchors of a cell of the finer grid, and of the coarser one. */
const grids = [
  { cell: 16, anchors: 2, scores: "conv2d_33", boxes: "conv2d_35" },
  { cell: coarsestCell, anchors: 6, scores: "conv2d_34", boxes: "conv2d_36" },
] as const;

/** What the model says of the anchors of one grid, row by row, of one view after the other. */
export interface Answers {
  /** Pixels of a side of a cell. */
  cell: number;
  /** Anchors in each cell. */
  anchors: number;
  /** Before the logistic function. */
  scores: Float32Array;
  /** Sixteen numbers each: centre, size and six points of the face. */
  boxes: Float32Array;
}

/** Views of one size: red, green and blue of each pixel, from -1 to 1. */
interface Views extends Size {
  count: number;
  rgb: Float32Array;
}

/** It is made of convolutions alone: it looks at views of any size, several at a time. */
type Model = (views: Views) => Answers[];

let started: Promise<Model> | undefined;

/** BlazeFace, started when it is first needed: 15 MB and 60 ms that only faces cost. */
export function faceModel(): Promise<Model> {
  started ??= start();
  return started;
}

async function start(): Promise<Model> {
  const model = await loadModel("../render/engine/faces/blazeface");
  return (views) => withTensors(() => answersOf(model, views));
}

/** What its last convolutions say: what comes after them in the graph knows one size alone. */
function answersOf(model: GraphModel, { rgb, count, width, height }: Views): Answers[] {
  const input = tf.tensor(rgb, [count, height, width, 3]);
  const names = grids.flatMap(({ scores, boxes }) => [nodeOf(scores), nodeOf(boxes)]);
  const outputs = model.execute(input, names) as tf.Tensor[];
  return grids.map(({ cell, anchors }, i) => ({
    cell,
    anchors,
    scores: (outputs[2 * i] as tf.Tensor).dataSync<"float32">(),
    boxes: (outputs[2 * i + 1] as tf.Tensor).dataSync<"float32">(),
  }));
}

function nodeOf(convolution: string): string {
  return `StatefulPartitionedCall/functional_1/${convolution}/BiasAdd`;
}
