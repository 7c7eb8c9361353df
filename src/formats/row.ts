import type { Codec } from "../render/engine/codec.ts";

/** All that is to be known of a file format outside its codec. */
export interface FormatRow {
  /** As people write it. */
  title: string;
  /** What it is called in `f`, the canonical name first; none where `f` does not know it. */
  urlNames: readonly string[];
  /** Extensions of its files without the dot, lower case, the usual one first. */
  extensions: readonly string[];
  mediaType: string;
  /** Recognises a file by its first 64 bytes, one character a byte, or all that there are. */
  sniff(start: string, bytes: Uint8Array): boolean;
  /** Whether the runtime's own codecs read it, on every system alike. */
  isRuntimes?: true;
  /** Up to which quality they write it as libvips does; absent for every quality. */
  runtimesUpTo?: number;
  /** Whether its encoder takes pixels without libvips, where nothing but pixels goes along. */
  isPixelsOnly?: true;
  /** Whether an original of this format can be transformed. */
  decodes: boolean;
  /** Whether renditions are written in it. */
  encodes: boolean;
  /** What decodes and encodes it; a drawing is rasterised instead. */
  codec?: () => Promise<{ codec: Codec }>;
  alpha: boolean;
  /** Whether its pages are frames of an animation. */
  animates: boolean;
  /** Whether it is usually written with loss. */
  lossy: boolean;
  /** Whether few colours may take fewer bytes in it without loss than with. */
  triesLossless?: true;
  /** Whether every client shows it. */
  isShownByAll?: true;
  /** Whether it is worse and slower than others where there are only flat areas. */
  isForPhotographs?: true;
  /** What is missing from every rendition: of such files only an embedded preview is read. */
  undrawn?: string;
  /** A drawing, which has no pixels before it is rasterised. */
  vector: boolean;
  /** The longest side in pixels that is written: some widely used decoder reads none beyond. */
  longestSide: number;
  /** Factors by which its decoder can shrink while it decodes, largest first. */
  shrinks: readonly (2 | 4 | 8)[];
  /** Place in the choice among what a client's `Accept` names, 1 being the best; absent for none. */
  preference?: number;
  /** Whether `Accept` may choose it on an endpoint that says nothing about it. */
  isNegotiatedByDefault?: true;
  /** ImageKit's rule: written only of originals that are in this format already. */
  isOnlyKept?: true;
}
