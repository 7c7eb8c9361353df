import { readFile } from "node:fs/promises";
import { packagedFile } from "../../../runtime/runtime.ts";
import { watchInstance } from "../memory/held.ts";
import type { Pixels } from "../native/rgba.ts";

/** The encoder reads and writes nothing; what it does not know of the system fails. */
const unknown = () => {
  throw new Error("The AV1 encoder asked for a file");
};
const hostFunctions = {
  // The memory is looked up after each call.
  env: { emscripten_notify_memory_growth: () => undefined },
  wasi_snapshot_preview1: {
    fd_close: unknown,
    fd_read: unknown,
    fd_seek: unknown,
    fd_write: unknown,
  },
};

/** What `build/av1/encoder.c` exports. */
interface Exports {
  memory: WebAssembly.Memory;
  _initialize(): void;
  malloc(bytes: number): number;
  free(pointer: number): void;
  encode(
    pixels: number,
    width: number,
    height: number,
    isAlpha: number,
    quantizer: number,
    speed: number,
    length: number,
  ): number;
}

/** How finely is encoded. */
interface Encoding {
  /** 0, which loses nothing that can be seen, to 63. */
  quantizer: number;
  /** libaom's, 0 to 9. */
  speed: number;
}

/** AV1 of an image's colours, and of its alpha as grey where it has one. */
export interface Coded {
  colour: Uint8Array;
  alpha?: Uint8Array | undefined;
}

interface Av1Encoder {
  /** Undefined when memory runs out. */
  encode(pixels: Pixels, encoding: Encoding): Coded | undefined;
}

/** libaom, compiled to WebAssembly: the README beside this file tells how. */
export async function createAv1Encoder(): Promise<Av1Encoder> {
  const file = await readFile(packagedFile("../render/engine/av1/encoder.wasm"));
  const instance = new WebAssembly.Instance(await WebAssembly.compile(file), hostFunctions);
  watchInstance(instance);
  const { _initialize, memory, malloc, free, encode } = instance.exports as unknown as Exports;
  _initialize();
  return {
    encode({ data, width, height, opaque }, { quantizer, speed }) {
      // Behind the pixels stands how long what was made of them is.
      const lengthAt = data.length;
      const input = malloc(lengthAt + 4);
      if (input === 0) return undefined;
      new Uint8Array(memory.buffer).set(data, input);
      const take = (isAlpha: boolean) => {
        const to = input + lengthAt;
        const made = encode(input, width, height, Number(isAlpha), quantizer, speed, to);
        if (made === 0) return undefined;
        const length = new DataView(memory.buffer).getUint32(to, true);
        const bytes = new Uint8Array(memory.buffer).slice(made, made + length);
        free(made);
        return bytes;
      };
      const colour = take(false);
      const alpha = opaque || colour === undefined ? undefined : take(true);
      free(input);
      if (colour === undefined || (!opaque && alpha === undefined)) return undefined;
      return { colour, alpha };
    },
  };
}
