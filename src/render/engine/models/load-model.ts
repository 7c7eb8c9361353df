import { readFile } from "node:fs/promises";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { type GraphModel, loadGraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { packagedFile } from "../../../runtime/runtime.ts";
import { watchingMemories } from "../memory/held.ts";

let backend: Promise<void> | undefined;

/**
 * Loads a model that is packaged as a graph and a file of weights.
 * @param name path of both without their extensions, as the runtime names packaged files
 */
export async function loadModel(name: string): Promise<GraphModel> {
  backend ??= watchingMemories(startBackend);
  await backend;
  const graph = await readFile(packagedFile(`${name}.graph`), "utf8");
  const { modelTopology, weightSpecs } = JSON.parse(graph);
  const { buffer, byteOffset, byteLength } = await readFile(packagedFile(`${name}.bin`));
  const weightData = buffer.slice(byteOffset, byteOffset + byteLength);
  return loadGraphModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
}

/** Runs what makes tensors, and gives all of them back. */
export function withTensors<T>(run: () => T): T {
  tf.engine().startScope();
  try {
    return run();
  } finally {
    tf.engine().endScope();
  }
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
