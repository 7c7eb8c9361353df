import { Failure } from "../../../failure.ts";
import { formats } from "../../../formats.ts";
import type { Output } from "../../plan/output.ts";
import type { Codec } from "../codec.ts";
import type { Image } from "../engine.ts";
import { correctMetadata } from "../kept-metadata.ts";

/** An encoder has failed, the pixels being there: that says nothing about the original. */
export class EncodingError extends Error {}

/**
 * Encodes the finished image; the bytes belong to the caller.
 * @param left milliseconds until it has to be done
 */
export async function encode(
  image: Image,
  output: Output,
  left = Number.POSITIVE_INFINITY,
): Promise<Uint8Array> {
  const { format, keepProfile, keepMetadata, density } = output;
  const { codec }: { codec: Codec } = await formats[format].codec();
  if (!codec.encode) throw new Error(`There is no encoder for ${format}`);
  // libvips counts in pixels per millimetre.
  const dense = image.copy(density === undefined ? {} : resolution(density / 25.4));
  if (keepMetadata) correctMetadata(dense);
  try {
    const keep = keepMetadata ? "all" : keepProfile ? "icc" : "none";
    return await codec.encode(dense, { ...output, keep, left });
  } catch (error) {
    if (error instanceof Failure) throw error;
    // A decoder that has not been read to the end yet fails here as well.
    if (!canBeRead(image)) throw error;
    throw new EncodingError(`The ${format} encoder failed`, { cause: error });
  } finally {
    dense.delete();
  }
}

function canBeRead(image: Image): boolean {
  try {
    image.copyMemory().delete();
    return true;
  } catch {
    return false;
  }
}

function resolution(perMillimetre: number) {
  return { xres: perMillimetre, yres: perMillimetre };
}
