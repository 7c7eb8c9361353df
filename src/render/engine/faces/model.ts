import { readFile } from "node:fs/promises";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { type GraphModel, loadGraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { packagedFile } from "../../../runtime/runtime.ts";
import type { Size } from "../../plan/size.ts";
import { watchingMemories } from "../memory/held.ts";

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
  started ??= watchingMemories(start);
  return started;
}

async function start(): Promise<Model> {
  await startBackend();
  const { modelTopology, weightSpecs } = JSON.parse(await readFile(modelFile("graph"), "utf8"));
  const { buffer, byteOffset, byteLength } = await readFile(modelFile("bin"));
  const weightData = buffer.slice(byteOffset, byteOffset + byteLength);
  const model = await loadGraphModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
  return (views) => {
    tf.engine().startScope();
    try {
      return answersOf(model, views);
    } finally {
      tf.engine().endScope();
    }
  };
}

function modelFile(extension: string): string {
  return packagedFile(`../render/engine/faces/blazeface.${extension}`);
}

async function startBackend(): Promise<void> {
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  tf.env().set("WASM_HAS_SIMD_SUPPORT", true);
  const wasm = packagedFile("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm");
  // All three have to be named; the one with SIMD is the one that is loaded.
  setWasmPaths({
    "tfjs-backend-wasm.wasm": wasm,
    "tfjs-backend-wasm-simd.wasm": wasm,
    "tfjs-backend-wasm-threaded-simd.wasm": wasm,
  });
  const before = listeners();
  await tf.setBackend("wasm");
  await tf.ready();
  // Its start-up code wants to end the process by its own rules.
  for (const [event, known] of before) {
    for (const listener of process.listeners(event)) {
      if (!known.includes(listener)) process.removeListener(event, listener);
    }
  }
}

function listeners() {
  const events = ["uncaughtException", "unhandledRejection"] as const;
  return events.map((event) => [event as "exit", process.listeners(event as "exit")] as const);
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
