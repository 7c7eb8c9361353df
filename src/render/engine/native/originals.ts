import type { DecodableFormat } from "../../../formats.ts";
import { createLru } from "../../../lru.ts";
import type { Facts } from "../../plan/facts.ts";
import { openImage } from "../load.ts";
import { readFacts } from "./read-facts.ts";
import { bytesOf, type Held } from "./stored-png.ts";

/** An original whose header the runtime's codecs understand. */
export interface Original {
  file: string;
  format: DecodableFormat;
  facts: Facts;
  /** Whether it was asked for before, so that it may be asked for again. */
  isKnown: boolean;
  /** Its pixels as a decoder gave them, where they are kept. */
  pixels?: Held;
  /** The same averaged to fewer, each of another size. */
  averaged: readonly Held[];
  read(): Promise<Uint8Array>;
}

interface Originals {
  /** A cached file, whose path stands for one content for ever; undefined where libvips judges it. */
  open(file: string): Promise<Original | undefined>;
  /** The same without taking it for one that may be asked for again. */
  peek(file: string): Promise<Original | undefined>;
  /** Keeps an original's pixels for the next that is made of it, unless there are too many. */
  keep(original: Original, pixels: Held): void;
  /** Keeps what they were averaged to beside them, while there is room. */
  keepAveraged(original: Original, averaged: Held): void;
}

/** What is kept, also of an original without pixels. */
type Kept = Pick<Original, "file" | "format" | "facts" | "pixels" | "averaged"> & {
  usedAt: number;
};

interface Options {
  /** Bound of the pixels of all of them; the least recently used go first. */
  maxBytes: number;
  /** What nothing was made of for so long is let go: a page asks for its images at once. */
  keepMilliseconds: number;
  /** Milliseconds on a clock that only goes forward. */
  now?: () => number;
}

/** Pixels of one that take more than this part of the bound would push out all others. */
const largestPart = 1 / 2;

/** How often what is kept is looked through before one would be let go. */
const sweepsPerLife = 4;

/** What is known of an original without its pixels and profile. */
const headBytes = 1024;

/** Originals that stay decoded, since pages ask for an image in several widths. */
export function createOriginals(options: Options): Originals {
  const { maxBytes, keepMilliseconds, now = () => performance.now() } = options;
  const kept = createLru<Kept>(maxBytes, {
    weigh: ({ pixels, averaged, facts }) => {
      const all = pixels ? [pixels, ...averaged] : averaged;
      const pixelBytes = all.reduce((sum, each) => sum + bytesOf(each), 0);
      return headBytes + (facts.profile?.length ?? 0) + pixelBytes;
    },
  });
  let sweep: NodeJS.Timeout | undefined;

  function letGo(): void {
    for (const { file, usedAt } of kept.values()) {
      if (now() - usedAt >= keepMilliseconds) kept.delete(file);
    }
    if (kept.size > 0) return;
    clearInterval(sweep);
    sweep = undefined;
  }

  function set(entry: Omit<Kept, "usedAt">): void {
    kept.set(entry.file, { ...entry, usedAt: now() });
    sweep ??= setInterval(letGo, keepMilliseconds / sweepsPerLife).unref();
  }

  async function peek(file: string): Promise<Original | undefined> {
    const known = kept.get(file);
    if (known) {
      known.usedAt = now();
      return { isKnown: true, read: async () => (await openImage(file)).bytes, ...known };
    }
    const { bytes, format } = await openImage(file);
    const facts = await readFacts(bytes, format);
    if (!facts) return undefined;
    return { file, format, facts, averaged: [], isKnown: false, read: async () => bytes };
  }

  return {
    peek,
    async open(file) {
      const original = await peek(file);
      if (original && !original.isKnown) {
        set({ file, format: original.format, facts: original.facts, averaged: [] });
      }
      return original;
    },
    keep({ file, format, facts }, pixels) {
      if (bytesOf(pixels) > maxBytes * largestPart) return;
      set({ file, format, facts, pixels, averaged: kept.peek(file)?.averaged ?? [] });
    },
    keepAveraged({ file }, pixels) {
      const entry = kept.peek(file);
      if (entry) set({ ...entry, averaged: [...entry.averaged, pixels] });
    },
  };
}
