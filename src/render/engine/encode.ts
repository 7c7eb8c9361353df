import { readFile } from "node:fs/promises";
import avifFactory from "@jsquash/avif/codec/enc/avif_enc.js";
import avifWasm from "@jsquash/avif/codec/enc/avif_enc.wasm" with { type: "file" };
import { defaultOptions as avifDefaults } from "@jsquash/avif/meta.js";
import webpFactory from "@jsquash/webp/codec/enc/webp_enc_simd.js";
import webpWasm from "@jsquash/webp/codec/enc/webp_enc_simd.wasm" with { type: "file" };
import { defaultOptions as webpDefaults } from "@jsquash/webp/meta.js";
import { Failure } from "../../failure.ts";
import type { Output } from "../plan/output.ts";
import type { Image } from "./engine.ts";
import { watchInstance } from "./memory.ts";

/**
 * AVIF speed 6 of libaom takes less time *and* fewer bytes at equal SSIM than the native default;
 * 7 and up, like libvips' low efforts, look cheap only until bytes are compared at equal quality.
 */
const avifSpeed = 6;
/** WebP method 4 is libwebp's default and gives the bytes that native servers give. */
const webpMethod = 4;

/** JPEG XL effort 3 of 9: what comes above takes several times as long for a few per cent. */
const jxlEffort = 3;

/** Encodes the finished picture; the bytes belong to the caller. */
export async function encode(image: Image, output: Output): Promise<Uint8Array> {
  const { format, quality, lossless, keepProfile, keepMetadata, density } = output;
  const keep = keepMetadata ? "all" : keepProfile ? "icc" : "none";
  // libvips counts in pixels per millimetre.
  const dense = image.copy(density === undefined ? {} : resolution(density / 25.4));
  // The picture is upright by now: whoever reads the tag must not turn it again.
  if (keepMetadata) dense.setInt("orientation", 1);
  try {
    switch (format) {
      case "jpeg":
        return withDensity(
          opaque(dense, (flat) =>
            flat.jpegsaveBuffer({
              Q: quality,
              optimize_coding: true,
              interlace: output.progressive,
              keep,
            }),
          ),
          density,
        );
      case "png":
        return dense.pngsaveBuffer({ compression: 6, keep });
      case "gif":
        return dense.gifsaveBuffer({ keep });
      case "webp":
        // The smaller encoder carries no profile, no metadata and no frames.
        if (keep !== "none" || output.animated)
          return dense.webpsaveBuffer({ Q: quality, lossless, keep });
        return await encodeWebp(dense, quality, lossless);
      case "avif":
        if (keep !== "none") return dense.heifsaveBuffer({ Q: quality, compression: "av1", keep });
        return await encodeAvif(dense, quality);
      case "jxl":
        return dense.jxlsaveBuffer({ Q: quality, effort: jxlEffort, lossless, keep });
      default:
        throw new Error(`There is no encoder for ${format satisfies never}`);
    }
  } finally {
    dense.delete();
  }
}

/** libvips leaves the JFIF header out together with metadata; a density needs one. */
function withDensity(jpeg: Uint8Array, density: number | undefined): Uint8Array {
  if (density === undefined || jpeg[3] === 0xe0) return jpeg;
  const dots = Math.round(density);
  const header = [0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 2, 1];
  const sides = [dots >> 8, dots & 255, dots >> 8, dots & 255, 0, 0];
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([...header, ...sides]), jpeg.subarray(2)]);
}

function resolution(perMillimetre: number) {
  return { xres: perMillimetre, yres: perMillimetre };
}

function encodeWebp(image: Image, quality: number, lossless: boolean): Promise<Uint8Array> {
  const options = { ...webpDefaults, quality, method: webpMethod, lossless: lossless ? 1 : 0 };
  const pixels = rgba(image);
  return webp((codec) => codec.encode(pixels, image.width, image.height, options));
}

function encodeAvif(image: Image, quality: number): Promise<Uint8Array> {
  const options = { ...avifDefaults, quality, speed: avifSpeed };
  const pixels = rgba(image);
  return avif((codec) => codec.encode(pixels, image.width, image.height, options));
}

/** JPEG knows no transparency; what shines through is white, as a page mostly is. */
function opaque<T>(image: Image, use: (flat: Image) => T): T {
  if (!image.hasAlpha()) return use(image);
  const flat = image.flatten({ background: [255, 255, 255] });
  try {
    return use(flat);
  } finally {
    flat.delete();
  }
}

/** Eight-bit red, green, blue and alpha: all that the WebAssembly encoders take. */
function rgba(image: Image): Uint8Array<ArrayBuffer> {
  const colour = image.bands < 3 ? image.colourspace("srgb") : image;
  const full = colour.hasAlpha() ? colour : colour.addalpha();
  try {
    return full.writeToMemory() as Uint8Array<ArrayBuffer>;
  } finally {
    if (full !== colour) full.delete();
    if (colour !== image) colour.delete();
  }
}

const webp = lazily(async () => webpFactory(await overrides(webpWasm)));
const avif = lazily(async () => avifFactory(await overrides(avifWasm)));

/**
 * Makes an encoder when it is first needed. One that fails has run out of memory, the pixels being
 * there already: that is an ELIMIT failure, and the next picture gets an encoder of its own.
 */
function lazily<C>(make: () => Promise<C>) {
  let made: Promise<C> | undefined;
  return async (use: (codec: C) => Uint8Array | null): Promise<Uint8Array> => {
    made ??= make();
    const codec = await made;
    let cause: unknown;
    try {
      const bytes = use(codec);
      if (bytes !== null) return bytes;
    } catch (error) {
      cause = error;
    }
    made = undefined;
    throw new Failure("ELIMIT", "The picture is too large for this format", { cause });
  };
}

/** An encoder's WebAssembly is read from the embedded file instead of the place it guesses. */
async function overrides(path: string) {
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
