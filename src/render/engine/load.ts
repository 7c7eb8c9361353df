import { readFile } from "node:fs/promises";
import { Failure } from "../../failure.ts";
import { type Decodable, isDecodable, sniff } from "../plan/header.ts";
import type { Engine, Image } from "./engine.ts";

/** Reads a file and tells its format; EFORMAT when it is none that can be decoded. */
export async function openPicture(file: string): Promise<{ bytes: Buffer; format: Decodable }> {
  const bytes = await readFile(file).catch((cause) => {
    throw new Failure("EINTERNAL", "The original is gone from the cache", { cause });
  });
  const format = sniff(bytes);
  if (isDecodable(format)) return { bytes, format };
  throw new Failure("EFORMAT", undecodable(format));
}

/** What is told to who wants such a file transformed. */
export function undecodable(format: string | undefined): string {
  return format === undefined
    ? "Cannot decode the image: the file is of no known picture format"
    : `Cannot decode the image: ${format} is not supported`;
}

/** How an original is read. */
export interface Reading {
  shrink: number;
  /** The first page, from 0. */
  page: number;
  /** How many pages, one below the other; -1 is all that are left. */
  frames?: number;
  /** Whether the pixels are read once, from top to bottom. */
  streams: boolean;
}

/** Opens an original with the decoder of its format and no other; a cut-off one is an error. */
export function load(
  vips: Engine,
  bytes: Uint8Array,
  format: Decodable,
  { shrink, page, streams, frames = 1 }: Reading,
): Image {
  const options = { access: streams ? "sequential" : "random", fail_on: "truncated" } as const;
  switch (format) {
    case "jpeg":
      return vips.Image.jpegloadBuffer(bytes, { ...options, shrink });
    case "png":
      return vips.Image.pngloadBuffer(bytes, options);
    case "webp":
      return vips.Image.webploadBuffer(bytes, { ...options, page, n: frames });
    case "gif":
      return vips.Image.gifloadBuffer(bytes, { ...options, page, n: frames });
    case "avif":
      return vips.Image.heifloadBuffer(bytes, { ...options, page });
    case "jxl":
      return vips.Image.jxlloadBuffer(bytes, options);
    case "svg":
      throw new Error("A drawing is rasterised, not loaded");
    case "tiff":
      return vips.Image.tiffloadBuffer(bytes, { ...options, page });
  }
}

/** Eight bits of sRGB or grey, whatever came. */
export function normalise(image: Image, convert: boolean): Image {
  // What is mixed from inks cannot be drawn on in red, green and blue: its profile is used up here.
  const inks = image.interpretation === "cmyk";
  if (!convert && !inks) return image.colourspace(image.bands < 3 ? "b-w" : "srgb");
  return image.iccTransform("srgb", {
    embedded: true,
    ...(inks ? { input_profile: "cmyk" } : {}),
    intent: "relative",
    black_point_compensation: true,
    depth: 8,
  });
}
