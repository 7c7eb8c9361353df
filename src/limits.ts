/**
 * What a request may cost. Whatever is over is an ELIMIT failure that names the limit and its
 * value; each is a flag of `serve`.
 */
export interface Limits {
  /** Bytes of an original that is transformed. */
  sourceBytes: number;
  /** Bytes of an original that is passed through. */
  fileBytes: number;
  /** Pixels of an original, of those in layers too; checked before one of them is decoded. */
  sourcePixels: number;
  /** Pixels of a rendition, and of every image on the way to it. */
  outputPixels: number;
  /** Frames of an animation that stays one. */
  frames: number;
  /** Steps in one transformation, those of layers and branches included. */
  steps: number;
  /** Layers in one transformation, those in layers included. */
  layers: number;
  /** Characters of path and query together. */
  urlLength: number;
  /** Bytes of a video that something is made of, and of a video that is made. */
  videoBytes: number;
  /** Seconds of a video that is made. */
  videoSeconds: number;
  /** Pixels of a frame of a video that is made. */
  videoPixels: number;
}

/**
 * No client's photo is refused and no client's bomb goes off; ImageKit's numbers, where it has some. Of
 * what is written it allows 100 megapixels, which take a renderer most of a minute: 64 hold the
 * photo of the largest full-frame sensor (61) in its own size.
 */
export const defaultLimits: Limits = {
  sourceBytes: 40 * 1024 * 1024,
  fileBytes: 300 * 1024 * 1024,
  sourcePixels: 100e6,
  outputPixels: 64e6,
  frames: 300,
  steps: 20,
  layers: 20,
  urlLength: 8192,
  videoBytes: 300 * 1024 * 1024,
  videoSeconds: 3600,
  // 4096x2160.
  videoPixels: 8_847_360,
};
