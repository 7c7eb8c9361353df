/** A runtime's own image codecs: of an image's bytes they make one that can be changed. */
export type ImageCodecs = new (
  bytes: Uint8Array,
  options: { autoOrient: boolean; maxPixels: number },
) => RuntimeImage;

/** An image that is decoded, changed and encoded when its bytes are awaited. */
export interface RuntimeImage {
  resize(width: number, height: number, options?: { filter: "lanczos3" | "cubic" | "box" }): this;
  jpeg(options: { quality: number; progressive: boolean }): this;
  png(options: { compressionLevel: number }): this;
  webp(options: { quality: number } | { lossless: true }): this;
  bytes(): Promise<Uint8Array>;
}
