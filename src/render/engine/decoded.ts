import { createLru } from "../../lru.ts";
import type { Image } from "./engine.ts";

/** Decoded originals that stay in memory, since pages ask for an image in several widths. */
interface DecodedCache {
  /** A copy of what is kept, or what `decode` gives, kept from then on. The caller deletes it. */
  get(key: string, decode: () => Promise<Image>): Promise<Image>;
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
    async get(key, decode) {
      const known = kept.get(key);
      if (known) return known.copy();
      const streamed = await decode();
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
