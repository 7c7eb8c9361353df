import type { URL } from "node:url";
import { Worker } from "node:worker_threads";
import type Vips from "wasm-vips";
import { packagedFile } from "../../runtime/runtime.ts";
import { hearComplaints, noteComplaint } from "./complaints.ts";
import { watchingMemories } from "./memory/held.ts";

export type Engine = Awaited<ReturnType<typeof Vips>>;
export type Image = InstanceType<Engine["Image"]>;

/** More than libvips ever asks for with `concurrency(1)`: six were the most seen. */
const threadCount = 9;

/**
 * Starts libvips. Once per process.
 * @param threadScript URL of thread.ts; the entry file has to make it, because in a compiled
 * executable every module sees the entry's `import.meta.url`.
 */
export async function startEngine(threadScript: URL): Promise<Engine> {
  // libvips waits without yielding for a thread that it has just asked for, and a worker cannot
  // finish loading meanwhile: so every thread is loaded before the first one is needed.
  const [threads, vips] = await Promise.all([
    startThreads(threadScript),
    watchingMemories(() => startVips(threadScript)),
  ]);
  const handOut = function nextThread() {
    const thread = threads.pop();
    if (thread === undefined) throw new Error("No thread is left for libvips");
    return thread;
  };
  Object.assign(globalThis, { Worker: handOut });

  // One image at a time: several renderers use several cores better than one with threads.
  vips.concurrency(1);
  vips.Cache.max(0);
  vips.blockUntrusted(true);
  // libjpeg-xl has not been tried by fuzzers for as long as the others have. Here it runs inside
  // WebAssembly, in a process without network that is killed when it hangs.
  for (const name of ["VipsForeignLoadJxl", "VipsForeignSaveJxl"]) vips.operationBlock(name, false);
  return vips;
}

/**
 * Lets threads that have ended be used again, which they say by messages: what calls libvips several
 * times in a row waits for this in between.
 */
export function threadsReturned(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function startVips(threadScript: URL) {
  // Its start-up code alone is more than all that a renderer needs without it.
  const { default: start } = await import("wasm-vips");
  hearComplaints();
  return start({
    dynamicLibraries: ["vips-heif.wasm", "vips-jxl.wasm"],
    locateFile: (name: string) => packagedFile(`wasm-vips/${name}`),
    mainScriptUrlOrBlob: threadScript.href,
    // Standard output carries the renderer's answers.
    print: (text: string) => process.stderr.write(`${text}\n`),
    printErr: (text: string) => {
      noteComplaint(text);
      process.stderr.write(`${text}\n`);
    },
  });
}

function startThreads(script: URL): Promise<Worker[]> {
  return Promise.all(
    Array.from({ length: threadCount }, async () => {
      // libvips' own start-up code knows its threads by this name.
      const thread = new Worker(script, { workerData: "em-pthread", name: "em-pthread" });
      await new Promise((loaded, failed) => {
        thread.once("message", loaded);
        thread.once("error", failed);
      });
      return thread;
    }),
  );
}
