import { bytesOf, type Held } from "./stored-png.ts";

/** What the last rendition was before it was encoded. */
interface SharedPixels {
  /** The pixels of a key; those of another are let go. */
  find(key: string): Held | undefined;
  /** Keeps pixels for the next rendition, unless there are too many. */
  keep(key: string, image: Held): void;
}

/** A page offers an image in several formats: what differs in its encoding alone is resized once. */
export function createSharedPixels(maxBytes: number): SharedPixels {
  let kept: { key: string; image: Held } | undefined;
  return {
    find(key) {
      if (kept?.key !== key) kept = undefined;
      return kept?.image;
    },
    keep(key, image) {
      if (bytesOf(image) <= maxBytes) kept = { key, image };
    },
  };
}
