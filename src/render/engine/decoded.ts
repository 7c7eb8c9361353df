import type { Image } from "./engine.ts";

/** Decoded originals that stay in memory, since pages ask for a picture in several widths. */
interface DecodedCache {
  /** A copy of what is kept, or what `decode` gives, kept from then on. The caller deletes it. */
  get(key: string, decode: () => Promise<Image>): Promise<Image>;
}

/** One that is larger than this part of the whole is not kept: it would push out all others. */
const largestPart = 1 / 4;

/** @param maxBytes bound of the pixels of all of them; the least recently used go first */
export function createDecodedCache(maxBytes: number): DecodedCache {
  // A Map gives its keys in the order in which they were set: the oldest first.
  const kept = new Map<string, { image: Image; bytes: number }>();
  let total = 0;

  function drop(key: string): void {
    const entry = kept.get(key);
    if (!entry) return;
    kept.delete(key);
    entry.image.delete();
    total -= entry.bytes;
  }

  return {
    async get(key, decode) {
      const entry = kept.get(key);
      if (entry) {
        kept.delete(key);
        kept.set(key, entry);
        return entry.image.copy();
      }
      const streamed = await decode();
      const bytes = bytesOf(streamed);
      if (bytes > maxBytes * largestPart) return streamed;
      const image = streamed.copyMemory();
      streamed.delete();
      kept.set(key, { image, bytes });
      total += bytes;
      for (const oldest of kept.keys()) {
        if (total <= maxBytes) break;
        drop(oldest);
      }
      return image.copy();
    },
  };
}

function bytesOf({ width, height, bands, format }: Image): number {
  const size = format === "uchar" || format === "char" ? 1 : format === "float" ? 4 : 2;
  return width * height * bands * size;
}
