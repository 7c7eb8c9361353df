import { readFile } from "node:fs/promises";
import { packagedFile } from "../../../runtime/runtime.ts";

/** The exports that are used of HarfBuzz; handles and pointers are offsets into its memory. */
interface HarfBuzz {
  memory: WebAssembly.Memory;
  __wasm_call_ctors(): void;
  malloc(bytes: number): number;
  free(pointer: number): void;
  hb_blob_create(data: number, length: number, mode: number, user: number, destroy: number): number;
  hb_face_create(blob: number, index: number): number;
  hb_face_get_upem(face: number): number;
  hb_font_create(face: number): number;
  hb_font_get_nominal_glyph(font: number, codePoint: number, glyph: number): number;
  hb_buffer_create(): number;
  hb_buffer_destroy(buffer: number): void;
  hb_buffer_add_utf16(
    buffer: number,
    text: number,
    length: number,
    itemOffset: number,
    itemLength: number,
  ): void;
  hb_buffer_set_direction(buffer: number, direction: number): void;
  hb_buffer_guess_segment_properties(buffer: number): void;
  hb_shape(font: number, buffer: number, features: number, count: number): void;
  hb_buffer_get_glyph_infos(buffer: number, length: number): number;
  hb_buffer_get_glyph_positions(buffer: number, length: number): number;
}

/** A glyph of a shaped run, in the order in which it is seen. Lengths are in ems. */
interface ShapedGlyph {
  /** The glyph's number in its font; 0 where the font has none. */
  id: number;
  /** Index of the first UTF-16 unit that it stands for. */
  cluster: number;
  advance: number;
  /** From the pen to where the glyph is drawn, to the right and up. */
  right: number;
  up: number;
}

interface Shaping {
  rightToLeft: boolean;
  /** Whether letters may be drawn as one that need not be: `fi`. */
  ligatures: boolean;
}

/** A font that HarfBuzz has read. */
export interface Shaper {
  /** The number of a character's own glyph; 0 where the font has none. */
  glyphOf(char: string): number;
  /**
   * Chooses and places the glyphs of a part of a text, whose neighbours count for how letters join.
   * @param from index of the part's first UTF-16 unit
   * @param to index behind its last
   */
  shape(text: string, from: number, to: number, how: Shaping): ShapedGlyph[];
  /** Bytes of memory that it holds. */
  memory(): number;
}

/** hb_direction_t. */
const directions = { leftToRight: 4, rightToLeft: 5 };
/** Bytes of an hb_glyph_info_t, and of an hb_glyph_position_t. */
const structBytes = 20;
/** Bytes of an hb_feature_t: tag, value, and the part of the text, which -1 ends with it. */
const featureBytes = 16;
/** Features of ligatures that a text can do without. */
const off = ["liga", "clig"];

function tagNumber(tag: string): number {
  return [...tag].reduce((number, char) => (number << 8) | char.charCodeAt(0), 0);
}

/** hb_memory_mode_t: HarfBuzz may read the bytes, which stay where they are. */
const readOnly = 1;

let compiled: Promise<WebAssembly.Module> | undefined;

/**
 * Reads a font, in an instance of HarfBuzz of its own: what a damaged font does to its memory does
 * not reach another. Bytes that are no font make one without glyphs.
 */
export async function openShaper(bytes: Uint8Array): Promise<Shaper> {
  compiled ??= readFile(packagedFile("harfbuzzjs/dist/harfbuzz.wasm")).then((file) =>
    WebAssembly.compile(file),
  );
  const wasm = start(await compiled);
  const data = wasm.malloc(bytes.length);
  new Uint8Array(wasm.memory.buffer).set(bytes, data);
  const face = wasm.hb_face_create(wasm.hb_blob_create(data, bytes.length, readOnly, 0, 0), 0);
  const unitsPerEm = wasm.hb_face_get_upem(face);
  const font = wasm.hb_font_create(face);
  /** Where HarfBuzz writes a number that it answers beside another. */
  const answer = wasm.malloc(4);
  const words = () => new Int32Array(wasm.memory.buffer);
  const withoutLigatures = wasm.malloc(off.length * featureBytes);
  for (const [i, tag] of off.entries()) {
    const feature = [tagNumber(tag), 0, 0, -1];
    words().set(feature, (withoutLigatures + i * featureBytes) >> 2);
  }

  return {
    glyphOf(char) {
      const found = wasm.hb_font_get_nominal_glyph(font, char.codePointAt(0) ?? 0, answer);
      return found === 0 ? 0 : (words()[answer >> 2] ?? 0);
    },
    shape(text, from, to, { rightToLeft, ligatures }) {
      const units = Uint16Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
      const copy = wasm.malloc(Math.max(1, units.byteLength));
      new Uint16Array(wasm.memory.buffer).set(units, copy >> 1);
      const buffer = wasm.hb_buffer_create();
      try {
        wasm.hb_buffer_add_utf16(buffer, copy, units.length, from, to - from);
        const direction = rightToLeft ? directions.rightToLeft : directions.leftToRight;
        wasm.hb_buffer_set_direction(buffer, direction);
        wasm.hb_buffer_guess_segment_properties(buffer);
        wasm.hb_shape(font, buffer, ligatures ? 0 : withoutLigatures, ligatures ? 0 : off.length);
        const infos = wasm.hb_buffer_get_glyph_infos(buffer, answer);
        const positions = wasm.hb_buffer_get_glyph_positions(buffer, answer);
        const view = words();
        return Array.from({ length: view[answer >> 2] ?? 0 }, (_, i): ShapedGlyph => {
          const word = (start: number, field: number) =>
            view[((start + i * structBytes) >> 2) + field] ?? 0;
          return {
            id: word(infos, 0),
            cluster: word(infos, 2),
            advance: word(positions, 0) / unitsPerEm,
            right: word(positions, 2) / unitsPerEm,
            up: word(positions, 3) / unitsPerEm,
          };
        });
      } finally {
        wasm.hb_buffer_destroy(buffer);
        wasm.free(copy);
      }
    },
    memory: () => wasm.memory.buffer.byteLength,
  };
}

const pageBytes = 65_536;

function start(module: WebAssembly.Module): HarfBuzz {
  const end = () => {
    throw new WebAssembly.RuntimeError("HarfBuzz gave up");
  };
  const instance = new WebAssembly.Instance(module, {
    wasi_snapshot_preview1: { proc_exit: end },
    env: {
      _abort_js: end,
      _emscripten_runtime_keepalive_clear: () => {},
      _setitimer_js: () => 0,
      emscripten_resize_heap(bytes: number) {
        const pages = Math.ceil(((bytes >>> 0) - wasm.memory.buffer.byteLength) / pageBytes);
        try {
          wasm.memory.grow(pages);
          return 1;
        } catch {
          return 0;
        }
      },
    },
  });
  const wasm = instance.exports as unknown as HarfBuzz;
  wasm.__wasm_call_ctors();
  return wasm;
}
