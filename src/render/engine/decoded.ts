import { createLru } from "../../lru.ts";
import type { Image } from "./engine.ts";

/** Decoded originals that stay in libvips' memory, since pages ask for an image in several widths. */
interface DecodedCache {
  /** A copy of the first that is kept under one of the keys. The caller deletes it. */
  find(keys: readonly string[]): Image | undefined;
  /** Keeps an image, which is read now and taken over, and gives back a copy. The caller deletes it. */
  keep(key: string, image: Image): Image;
}

/** One that is larger than this part of the whole is not kept: it would push out all others. */
const largestPart = 1 / 4;

/** @param maxBytes bound of the pixels of all of them; the least recently used go first */
export function createDecodedCache(maxBytes: number): DecodedCache {
  const kept = createLru<Image>(maxBytes, {
    weigh: bytesOf,
    onDrop: (image) => image.delete(),
  });
  return {
    find(keys) {
      const key = keys.find((each) => kept.peek(each));
      return key === undefined ? undefined : kept.get(key)?.copy();
    },
    keep(key, streamed) {
      if (bytesOf(streamed) > maxBytes * largestPart) return streamed;
      const image = streamed.copyMemory();
      streamed.delete();
      kept.set(key, image);
      return image.copy();
    },
  };
}

function bytesOf({ width, height, bands, format }: Image): number {
  const size = format === "uchar" || format === "char" ? 1 : format === "float" ? 4 : 2;
  return width * height * bands * size;
}
