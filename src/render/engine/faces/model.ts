import { readFile } from "node:fs/promises";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { type GraphModel, loadGraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { packagedFile } from "../../../runtime/runtime.ts";
import { watchingMemories } from "../memory/held.ts";

/** Pixels of a side of the square that the model looks at. */
export const modelSide = 256;

/** What the model says of each of its anchors, in their order. */
export interface Answers {
  /** Before the logistic function. */
  scores: Float32Array;
  /** Sixteen numbers each: centre, size and six points of the face. */
  boxes: Float32Array;
}

/** @param rgb red, green and blue of each pixel of the square, from -1 to 1 */
type Model = (rgb: Float32Array) => Answers;

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
  return (rgb) => {
    tf.engine().startScope();
    try {
      return answersOf(model, rgb);
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

/** The four answers by their shapes: a finer grid of 512 anchors, and a coarser one of 384. */
function answersOf(model: GraphModel, rgb: Float32Array): Answers {
  const input = tf.tensor(rgb, [1, modelSide, modelSide, 3]);
  const outputs = model.execute(input) as tf.Tensor[];
  const read = (anchors: number, values: number) => {
    const found = outputs.find(({ shape }) => shape[1] === anchors && shape[2] === values);
    if (!found) throw new Error("The face detector answers in another shape");
    return found.dataSync<"float32">();
  };
  return {
    scores: joined(read(512, 1), read(384, 1)),
    boxes: joined(read(512, 16), read(384, 16)),
  };
}

function joined(fine: Float32Array, coarse: Float32Array): Float32Array {
  const all = new Float32Array(fine.length + coarse.length);
  all.set(fine);
  all.set(coarse, fine.length);
  return all;
}
