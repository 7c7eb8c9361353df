import { formats } from "../../../formats.ts";
import type { Output } from "../../plan/output.ts";
import type { Codec } from "../codec.ts";
import type { Image } from "../engine.ts";
import { correctMetadata } from "../kept-metadata.ts";

/** Encodes the finished image; the bytes belong to the caller. */
export async function encode(image: Image, output: Output): Promise<Uint8Array> {
  const { format, keepProfile, keepMetadata, density } = output;
  const { codec }: { codec: Codec } = await formats[format].codec();
  if (!codec.encode) throw new Error(`There is no encoder for ${format}`);
  // libvips counts in pixels per millimetre.
  const dense = image.copy(density === undefined ? {} : resolution(density / 25.4));
  if (keepMetadata) correctMetadata(dense);
  try {
    const keep = keepMetadata ? "all" : keepProfile ? "icc" : "none";
    return await codec.encode(dense, { ...output, keep });
  } finally {
    dense.delete();
  }
}

function resolution(perMillimetre: number) {
  return { xres: perMillimetre, yres: perMillimetre };
}
