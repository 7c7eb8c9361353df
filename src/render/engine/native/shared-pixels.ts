import { bytesOf, type Held } from "./stored-png.ts";

/** What the last rendition was before it was encoded. */
interface SharedPixels {
  /** The pixels that go by a name; those of another are let go. */
  find(name: string): Held | undefined;
  /** Keeps pixels for the next rendition, unless there are too many. */
  keep(name: string, image: Held): void;
}

/** A page offers an image in several formats: what differs in its encoding alone is resized once. */
export function createSharedPixels(maxBytes: number): SharedPixels {
  let kept: { name: string; image: Held } | undefined;
  return {
    find(name) {
      if (kept?.name !== name) kept = undefined;
      return kept?.image;
    },
    keep(name, image) {
      if (bytesOf(image) <= maxBytes) kept = { name, image };
    },
  };
}
