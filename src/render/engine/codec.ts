import type { RuntimeImage } from "../../runtime/image-codecs.ts";
import type { Facts } from "../plan/facts.ts";
import type { FlatPixels } from "./encoding/few-colours.ts";
import type { Engine, Image } from "./engine.ts";
import type { Pixels } from "./native/rgba.ts";
import type { Drawing, RasterDecoder } from "./raster/raster.ts";

/** Reads and writes one file format. Its other traits stand in `formats.ts`. */
export interface Codec {
  /** Opens a file; a cut-off one is an error, at the latest when its pixels are read. */
  decode?(vips: Engine, bytes: Uint8Array, reading: Reading): Image;
  /** What reads the format without libvips, where there is no `decode`. */
  raster?: RasterDecoder;
  /** Whether the decoder turns the image upright: an EXIF tag in the file is then to be ignored. */
  turnsUpright?: true;
  /** Whether a file has frames beside the one that can be decoded. */
  movesUnseen?(bytes: Uint8Array): boolean;
  /** Quality of a file, 1 to 100, where its bytes tell. */
  qualityOf?(bytes: Uint8Array): number | undefined;
  /** A file without its metadata; undefined where that cannot be told apart from its pixels. */
  withoutMetadata?(bytes: Uint8Array): Uint8Array | undefined;
  /** Writes few colours without loss in fewer bytes than `encode` does. */
  encodeFlat?(pixels: FlatPixels): Uint8Array | undefined;
  /** Whether so many megapixels are written in so many milliseconds, as far as was measured. */
  fits?(megapixels: number, millisecondsLeft: number): boolean;
  /** How the runtime's own codec is used, where there is one. */
  native?: NativeCodec;
  /** The bytes belong to the caller. ELIMIT when memory does not suffice. */
  encode?(image: Image, encoding: Encoding): Uint8Array | Promise<Uint8Array>;
  /** The same of eight-bit RGBA, by an encoder that needs no libvips. */
  encodePixels?(
    pixels: Pixels,
    encoding: Pick<Encoding, "quality" | "lossless" | "left">,
  ): Promise<Uint8Array>;
}

/** Segments of a JPEG, chunks of the other formats. */
export interface Parts {
  /** Where the first begins. */
  first: number;
  /** Where the next one begins behind one; undefined behind the last that has to be read. */
  next(file: DataView, at: number): number | undefined;
}

/** What the runtime's own codec of a format needs beside it. */
interface NativeCodec {
  /** What a file's header says; undefined where it is none. */
  facts(bytes: Uint8Array): Facts | undefined;
  /** How the segments or chunks follow each other that are walked through for that. */
  parts: Parts;
  /** The file without its colour profile, which the runtime would keep; not where pixels lie between. */
  withoutProfile?(bytes: Uint8Array): Uint8Array;
  /** Writes an image that has been decoded. */
  write(
    image: RuntimeImage,
    encoding: Pick<Encoding, "quality" | "lossless" | "progressive">,
  ): Promise<Uint8Array>;
}

/** How an original is read. */
export interface Reading extends Drawing {
  shrink: number;
  /** The first page, from 0. */
  page: number;
  /** How many pages, one below the other; -1 is all that are left. */
  frames?: number;
  /** Whether the pixels are read once, from top to bottom. */
  streams: boolean;
}

/** How a finished image is written. */
interface Encoding {
  /** 1 to 100. */
  quality: number;
  lossless: boolean;
  progressive: boolean;
  /** What of the original's description goes along. */
  keep: "all" | "icc" | "none";
  /** Dots per inch; absent leaves it to the format. */
  density?: number;
  /** Several frames, one below the other. */
  animated: boolean;
  /** Whether a palette is enough. */
  palette?: true;
  /** Milliseconds until the rendition has to be there. */
  left: number;
}

/** What every loader of libvips is told. */
export function loadOptions({ streams }: Reading) {
  return { access: streams ? "sequential" : "random", fail_on: "truncated" } as const;
}
