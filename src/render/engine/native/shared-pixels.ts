import { createLru } from "../../../lru.ts";
import { bytesOf, type Held } from "./stored-png.ts";

/** What the last rendition was before it was encoded. */
interface SharedPixels {
  /** The pixels of a key, which are made of a file; those of another key are let go. */
  find(file: string, key: string): Held | undefined;
  /** Whether what is made of a file has been asked for twice with nothing but its encoding different. */
  isOfTwins(file: string): boolean;
  /** Keeps pixels for the next rendition, unless there are too many. */
  keep(key: string, image: Held): void;
}

/** Files that are known for it, since a page offers all sizes in the same formats. */
const rememberedFiles = 32;

/** A page offers an image in several formats: what differs in its encoding alone is resized once. */
export function createSharedPixels(maxBytes: number): SharedPixels {
  let kept: { key: string; image: Held } | undefined;
  let last: string | undefined;
  const ofTwins = createLru<true>(rememberedFiles);
  return {
    find(file, key) {
      if (last === key) ofTwins.set(file, true);
      last = key;
      if (kept?.key !== key) kept = undefined;
      return kept?.image;
    },
    isOfTwins: (file) => ofTwins.get(file) ?? false,
    keep(key, image) {
      if (bytesOf(image) <= maxBytes) kept = { key, image };
    },
  };
}
