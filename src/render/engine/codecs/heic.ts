import { readFile } from "node:fs/promises";
import type { MainModule } from "libheif-js/libheif-wasm/libheif.js";
import { Failure } from "../../../failure.ts";
import { packagedFile } from "../../../runtime/runtime.ts";
import type { Codec } from "../codec.ts";
import { watchingMemories } from "../memory/held.ts";
import { damaged, type RasterHead, type RasterImage, unread } from "../raster/raster.ts";

/** Numbers of libheif's `heif.h`. */
const rgb = 1;
const interleaved = 10;
const interleavedRgb = 10;
const interleavedRgba = 11;
/** Errors of a file that may be whole: of a kind of file, or a codec, that the library lacks. */
const unsupported = [3, 4];

let started: Promise<MainModule> | undefined;

/** libheif with libde265, started when the first HEIC is read. */
function heif(): Promise<MainModule> {
  started ??= watchingMemories(async () => {
    const { default: start } = await import("libheif-js/libheif-wasm/libheif.js");
    const wasm = await readFile(packagedFile("libheif-js/libheif-wasm/libheif.wasm"));
    const wasmBinary = wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength);
    const silent = () => {};
    return start({ wasmBinary, print: silent, printErr: silent });
  });
  return started;
}

/** What is worked with while a file is open. */
interface Opened {
  library: MainModule;
  /** The primary image. */
  handle: number;
  /** Room for an error, 12 bytes. */
  error: number;
  /** Room for a number or an address. */
  result: number;
}

/** Grids, rotation, mirroring and cropping of the file are done by the library, and so upright. */
export const codec: Codec = {
  turnsUpright: true,
  raster: {
    head: (bytes) => opened(bytes, headOf),
    read: (bytes) => opened(bytes, imageOf),
  },
};

async function opened<T>(bytes: Uint8Array, work: (file: Opened) => T): Promise<T> {
  const library = await heif();
  const error = library._malloc(16);
  const result = library._malloc(16);
  const context = library._heif_context_alloc();
  const copy = library._malloc(bytes.length);
  let handle = 0;
  try {
    library.HEAPU8.set(bytes, copy);
    library._heif_context_read_from_memory(error, context, copy, bytes.length, 0);
    check(library, error);
    library._heif_context_get_primary_image_handle(error, context, result);
    check(library, error);
    handle = number(library, result);
    return work({ library, handle, error, result });
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    // What fails inside WebAssembly leaves a library that cannot be relied on.
    if (cause instanceof WebAssembly.RuntimeError) started = undefined;
    throw damaged(cause);
  } finally {
    if (handle !== 0) library._heif_image_handle_release(handle);
    library._heif_context_free(context);
    for (const room of [copy, result, error]) library._free(room);
  }
}

function check(library: MainModule, error: number): void {
  const code = number(library, error);
  if (unsupported.includes(code)) throw unread("what this HEIC file holds");
  if (code !== 0) throw new Error(`libheif: error ${code}.${number(library, error + 4)}`);
}

function number({ HEAP32 }: MainModule, at: number): number {
  return HEAP32[at >> 2];
}

function headOf({ library, handle, error, result }: Opened): RasterHead {
  const profile = bytesOf(
    library,
    library._heif_image_handle_get_raw_color_profile_size(handle),
    (at) => library._heif_image_handle_get_raw_color_profile(error, handle, at),
  );
  const exif = exifOf({ library, handle, error, result });
  return {
    width: library._heif_image_handle_get_width(handle),
    height: library._heif_image_handle_get_height(handle),
    alpha: library._heif_image_handle_has_alpha_channel(handle) !== 0,
    ...(profile.length > 0 ? { profile } : {}),
    ...(exif ? { exif } : {}),
  };
}

/** The first block of metadata, where it is EXIF: behind an offset of four bytes, as libvips keeps it. */
function exifOf({ library, handle, error, result }: Opened): Uint8Array | undefined {
  const count = library._heif_image_handle_get_list_of_metadata_block_IDs(handle, 0, result, 1);
  if (count < 1) return undefined;
  const id = number(library, result);
  const type = text(library, library._heif_image_handle_get_metadata_type(handle, id));
  if (type !== "Exif") return undefined;
  const size = library._heif_image_handle_get_metadata_size(handle, id);
  const block = bytesOf(library, size, (at) =>
    library._heif_image_handle_get_metadata(error, handle, id, at),
  );
  const found = block.length > 10 ? block.subarray(4) : block;
  const named = String.fromCharCode(...found.subarray(0, 4)) === "Exif";
  if (named || found.length === 0) return found.length > 0 ? found : undefined;
  return Uint8Array.from([...new TextEncoder().encode("Exif\0\0"), ...found]);
}

function text({ HEAPU8 }: MainModule, at: number): string {
  return String.fromCharCode(...HEAPU8.subarray(at, HEAPU8.indexOf(0, at)));
}

/** Copies what the library writes to a room of that size. */
function bytesOf(library: MainModule, size: number, write: (at: number) => void): Uint8Array {
  if (size <= 0) return new Uint8Array();
  const at = library._malloc(size);
  try {
    write(at);
    return Uint8Array.from(library.HEAPU8.subarray(at, at + size));
  } finally {
    library._free(at);
  }
}

function imageOf(file: Opened): RasterImage {
  const { library, handle, error, result } = file;
  const head = headOf(file);
  const bands = head.alpha ? 4 : 3;
  const layout = head.alpha ? interleavedRgba : interleavedRgb;
  library._heif_decode_image(error, handle, result, rgb, layout, 0);
  check(library, error);
  const image = number(library, result);
  try {
    const plane = library._heif_image_get_plane_readonly2(image, interleaved, result);
    const stride = number(library, result);
    const width = library._heif_image_get_width(image, interleaved);
    const height = library._heif_image_get_height(image, interleaved);
    if (width !== head.width || height !== head.height) throw new Error("The sizes differ");
    const row = width * bands;
    const data = new Uint8Array(row * height);
    for (let y = 0; y < height; y += 1) {
      const from = plane + y * stride;
      data.set(library.HEAPU8.subarray(from, from + row), y * row);
    }
    return { ...head, data, bands };
  } finally {
    library._heif_image_release(image);
  }
}
