import { parentPort } from "node:worker_threads";

// A thread of libvips. Its start-up code takes Node's worker messages for a browser's, unless the
// global that sends them is missing, as it is in Node but not in Bun; so the two ends are joined here.
const port = parentPort;
if (port === null) throw new Error("This file runs only as a thread of the renderer");
const scope = globalThis as unknown as { onmessage?: (event: { data: unknown }) => void };
port.on("message", (data) => scope.onmessage?.({ data }));
Object.assign(globalThis, { postMessage: (data: unknown) => port.postMessage(data) });

await import("wasm-vips");
port.postMessage("loaded");
