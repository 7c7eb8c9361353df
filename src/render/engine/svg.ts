import { readFile } from "node:fs/promises";
import { Failure } from "../../failure.ts";
import { packagedFile } from "../../runtime/runtime.ts";
import { withPlainCss } from "../../svg/browser-css.ts";
import { fitted } from "../../svg/fit.ts";
import { type SvgLimits, sanitiseSvg, svgLimits } from "../../svg/sanitise.ts";
import { maxSvgPixels } from "../../svg/size.ts";
import { checkWeight } from "../../svg/weight.ts";
import type { Size } from "../plan/size.ts";
import { watchMemory } from "./memory.ts";
import { withMemoryLimit } from "./memory-limit.ts";
import { bundledFontFile } from "./text/font-files.ts";
import type { Raster } from "./text/text.ts";

/**
 * Draws an SVG at exactly this size, text with the bundled fonts, and nothing from anywhere else.
 * Only its process can stop it, so a deadline is for those who run that.
 * @throws Failure EFORMAT if it is no SVG that can be drawn, ELIMIT over a limit
 */
export async function rasteriseSvg(
  bytes: Uint8Array,
  size: Size,
  limits: Partial<SvgLimits> = {},
  convert?: PictureConverter,
): Promise<Raster> {
  if (size.width * size.height > maxSvgPixels) {
    throw new Failure("ELIMIT", `The SVG is too large: ${size.width}x${size.height} pixels`);
  }
  const all = { ...svgLimits, ...limits };
  const text = new TextDecoder().decode(sanitiseSvg(bytes, all));
  checkWeight(text, all);
  const { module, fonts } = await assets();
  const drawable = await withKnownPictures(withPlainCss(text), convert);
  // Images that have become PNG have a weight now.
  if (drawable !== text) checkWeight(drawable, all);
  const content = fitted(drawable, size);
  const pixels = draw(module, content, content.includes("<text") ? fonts : []);
  if (pixels.length !== 4 * size.width * size.height) throw undrawable();
  return { ...size, data: straight(pixels) };
}

/** Makes a PNG of an image that the rasteriser does not know; undefined where that fails. */
type PictureConverter = (bytes: Uint8Array) => Promise<Uint8Array | undefined>;

const unknownPicture = /data:image\/(?:webp|avif);base64,([A-Za-z0-9+/=]+)/g;

async function withKnownPictures(text: string, convert?: PictureConverter): Promise<string> {
  if (!convert) return text;
  const found = new Set([...text.matchAll(unknownPicture)].map(([, data = ""]) => data));
  const known = new Map<string, string>();
  for (const data of found) {
    const png = await convert(Buffer.from(data, "base64"));
    if (png) known.set(data, `data:image/png;base64,${Buffer.from(png).toString("base64")}`);
  }
  return text.replace(unknownPicture, (whole, data: string) => known.get(data) ?? whole);
}

const family = "Open Sans";

/** resvg without its fonts, of which it would look for the system's. */
const options = JSON.stringify({
  font: {
    defaultFontFamily: family,
    serifFamily: family,
    sansSerifFamily: family,
    monospaceFamily: family,
    cursiveFamily: family,
    fantasyFamily: family,
  },
});

interface Assets {
  module: WebAssembly.Module;
  fonts: Uint8Array[];
}

let loaded: Promise<Assets> | undefined;

function assets(): Promise<Assets> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Assets> {
  const fonts = [false, true].flatMap((bold) =>
    [false, true].map((italic) => readFile(bundledFontFile({ bold, italic }))),
  );
  const bytes = withMemoryLimit(
    await readFile(packagedFile("@resvg/resvg-wasm/index_bg.wasm")),
    mostMemory,
  );
  const module = await WebAssembly.compile(bytes);
  return { module, fonts: await Promise.all(fonts) };
}

/** Its WebAssembly memory never shrinks: a larger one is given back after use. */
const keptMemory = 64 * 1024 * 1024;

/**
 * What a drawing may take. The result of 100 megapixels is there twice, and every layer of groups
 * and filters has pixels of its own.
 */
const mostMemory = 1536 * 1024 * 1024;

let kept: Resvg | undefined;

/** Pixels with alpha multiplied in. */
function draw(module: WebAssembly.Module, text: string, fonts: Uint8Array[]): Uint8Array {
  const resvg = kept ?? startResvg(module);
  // What stops in the middle, as panics do, leaves an instance that cannot be relied on.
  kept = undefined;
  try {
    const pixels = resvg.draw(text, fonts);
    if (resvg.memory() <= keptMemory) kept = resvg;
    return pixels;
  } catch (cause) {
    // What has no memory left panics; the largest pieces are asked for at once.
    if (resvg.memory() > mostMemory / 4) throw tooHeavy(cause);
    throw undrawable(cause);
  }
}

function tooHeavy(cause: unknown): Failure {
  return new Failure("ELIMIT", "The SVG needs too much memory to be drawn at this size", { cause });
}

function undrawable(cause?: unknown): Failure {
  return new Failure("EFORMAT", "Cannot draw the SVG", cause === undefined ? undefined : { cause });
}

/** Divides by alpha, in place. */
function straight(pixels: Uint8Array): Uint8Array {
  for (let i = 0; i < pixels.length; i += 4) {
    const alpha = pixels[i + 3] as number;
    if (alpha === 0 || alpha === 255) continue;
    for (let j = i; j < i + 3; j += 1) {
      pixels[j] = Math.min(255, Math.round(((pixels[j] as number) * 255) / alpha));
    }
  }
  return pixels;
}

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

interface Resvg {
  draw(text: string, fonts: Uint8Array[]): Uint8Array;
  /** In bytes. */
  memory(): number;
}

/**
 * An instance of resvg. The package's own loader has room for one that lasts as long as the
 * process, also after it has panicked. The names are those of its version 2.6.2.
 */
function startResvg(module: WebAssembly.Module): Resvg {
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
      words(result).set(typeof string === "string" ? write(string) : [0, 0]);
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
