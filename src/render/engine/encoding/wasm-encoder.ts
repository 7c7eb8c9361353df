import { readFile } from "node:fs/promises";
import { Failure } from "../../../failure.ts";
import type { Image } from "../engine.ts";
import { watchInstance } from "../memory/held.ts";
import { isOpaque, type Pixels } from "../native/rgba.ts";

/**
 * Makes an encoder when it is first needed. One that fails has run out of memory, the pixels being
 * there already: that is an ELIMIT failure, and the next image gets an encoder of its own.
 */
export function wasmEncoder<Encoder>(make: () => Promise<Encoder>) {
  let made: Promise<Encoder> | undefined;
  return async (use: (encoder: Encoder) => Uint8Array | null): Promise<Uint8Array> => {
    made ??= make();
    const encoder = await made;
    let cause: unknown;
    try {
      const bytes = use(encoder);
      if (bytes !== null) return bytes;
    } catch (error) {
      cause = error;
    }
    made = undefined;
    throw new Failure("ELIMIT", "The image is too large for this format", { cause });
  };
}

/** Eight-bit red, green, blue and alpha: all that the WebAssembly encoders take. */
export function pixelsOf(image: Image): Pixels {
  const { width, height } = image;
  const colour = image.bands < 3 ? image.colourspace("srgb") : image;
  const opaque = !colour.hasAlpha();
  const full = opaque ? colour.addalpha() : colour;
  try {
    const data = full.writeToMemory() as Uint8Array<ArrayBuffer>;
    return { data, width, height, opaque: opaque || isOpaque(data) };
  } finally {
    if (full !== colour) full.delete();
    if (colour !== image) colour.delete();
  }
}

/** An encoder's WebAssembly is read from the embedded file instead of the place it guesses. */
export async function moduleOptions(path: string) {
  const module = await WebAssembly.compile(await readFile(path));
  return {
    noInitialRun: true,
    instantiateWasm(imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) {
      const instance = new WebAssembly.Instance(module, imports);
      watchInstance(instance);
      done(instance);
      return instance.exports;
    },
  };
}
