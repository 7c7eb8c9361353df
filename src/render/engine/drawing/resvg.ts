import { watchMemory } from "../memory/held.ts";

/** The exports that are used; pointers are offsets into its memory, objects places in a table. */
interface ResvgExports {
  memory: WebAssembly.Memory;
  /** Writes a pointer and two words for an error to `result`. */
  resvg_new(result: number, svg: number, options: number, length: number, fonts: number): void;
  resvg_render(result: number, drawing: number): void;
  renderedimage_pixels(image: number): number;
  __wbg_resvg_free(drawing: number): void;
  __wbg_renderedimage_free(image: number): void;
  __wbindgen_malloc(bytes: number, align: number): number;
  __wbindgen_add_to_stack_pointer(bytes: number): number;
}

export interface Resvg {
  draw(text: string, fonts: Uint8Array[]): Uint8Array;
  /** In bytes. */
  memory(): number;
}

/**
 * An instance of resvg. The package's own loader has room for one that lasts as long as the
 * process, also after it has panicked. The names are those of its version 2.6.2.
 */
export function startResvg(module: WebAssembly.Module, options: string): Resvg {
  /** Values that resvg holds by their place; the first 132 places are wasm-bindgen's own. */
  const objects: unknown[] = [];
  const clear = () => {
    objects.length = 0;
    objects.length = 128;
    objects.push(undefined, null, true, false);
  };
  const add = (value: unknown) => objects.push(value) - 1;
  const get = <T>(place: number) => objects[place] as T;
  const words = (at: number) => new Uint32Array(wasm.memory.buffer, at, 3);
  const text = (at: number, length: number) =>
    new TextDecoder().decode(new Uint8Array(wasm.memory.buffer, at >>> 0, length));
  const write = (value: string) => {
    const bytes = new TextEncoder().encode(value);
    const at = wasm.__wbindgen_malloc(bytes.length, 1) >>> 0;
    new Uint8Array(wasm.memory.buffer, at, bytes.length).set(bytes);
    return [at, bytes.length] as const;
  };
  const wbg = {
    __wbg_new_28c511d9baebfa89: (at: number, length: number) => add(new Error(text(at, length))),
    __wbindgen_memory: () => add(wasm.memory),
    __wbg_buffer_12d079cc21e14bdb: (memory: number) => add(get<WebAssembly.Memory>(memory).buffer),
    __wbg_newwithbyteoffsetandlength_aa4a17c33a06e5cb: (
      buffer: number,
      at: number,
      length: number,
    ) => add(new Uint8Array(get<ArrayBuffer>(buffer), at >>> 0, length >>> 0)),
    __wbindgen_object_drop_ref: () => {}, // The table is cleared after each drawing.
    __wbg_new_63b92bc8671ed464: (array: number) => add(new Uint8Array(get<Uint8Array>(array))),
    __wbg_values_839f3396d5aac002: (array: number) => add(get<unknown[]>(array).values()),
    __wbg_next_196c84450b364254: (values: number) => add(get<Iterator<unknown>>(values).next()),
    __wbg_done_298b57d23c0fc80c: (next: number) =>
      get<IteratorResult<unknown>>(next).done ? 1 : 0,
    __wbg_value_d93c65011f51a456: (next: number) => add(get<IteratorResult<unknown>>(next).value),
    __wbg_instanceof_Uint8Array_2b3bbecd033d19f6: (value: number) =>
      get(value) instanceof Uint8Array ? 1 : 0,
    __wbindgen_string_get: (result: number, value: number) => {
      const string = get(value);
      // What is written may need more memory, and then the views of it are new ones.
      const written = typeof string === "string" ? write(string) : [0, 0];
      words(result).set(written);
    },
    __wbg_new_16b304a2cfa7ff4a: () => add([]),
    __wbindgen_string_new: (at: number, length: number) => add(text(at, length)),
    __wbg_push_a5b05aedc7234f9f: (array: number, value: number) =>
      get<unknown[]>(array).push(get(value)),
    __wbg_length_c20a40f15020d68a: (array: number) => get<Uint8Array>(array).length,
    __wbg_set_a47bac70306a19a7: (target: number, source: number, at: number) =>
      get<Uint8Array>(target).set(get<Uint8Array>(source), at >>> 0),
    __wbindgen_throw: (at: number, length: number) => {
      throw new Error(text(at, length));
    },
  };
  const instance = new WebAssembly.Instance(module, { wbg });
  const wasm = instance.exports as unknown as ResvgExports;
  watchMemory(wasm.memory);

  /** Calls what gives a pointer or an error. */
  const pointer = (call: (result: number) => void): number => {
    const result = wasm.__wbindgen_add_to_stack_pointer(-16);
    call(result);
    const [value = 0, error = 0, failed] = words(result);
    wasm.__wbindgen_add_to_stack_pointer(16);
    if (failed) throw get(error);
    return value;
  };

  return {
    draw(svg, fonts) {
      clear();
      const drawing = pointer((result) =>
        wasm.resvg_new(result, add(svg), ...write(options), add(fonts)),
      );
      const image = pointer((result) => wasm.resvg_render(result, drawing));
      const pixels = get<Uint8Array>(wasm.renderedimage_pixels(image));
      wasm.__wbg_renderedimage_free(image);
      wasm.__wbg_resvg_free(drawing);
      clear();
      return pixels;
    },
    memory: () => wasm.memory.buffer.byteLength,
  };
}
