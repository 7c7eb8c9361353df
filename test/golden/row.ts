/** What the header of a rendition says, as sharp names it. */
export interface HeaderOf {
  format?: "jpeg" | "png" | "webp" | "avif" | "gif";
  isProgressive?: boolean;
  /** Dots per inch. */
  density?: number;
  hasAlpha?: boolean;
  /** Frames of an animation. */
  pages?: number;
  hasExif?: boolean;
  hasIcc?: boolean;
  /** EXIF orientation. */
  orientation?: number;
}

/** A case that wants more than its original and its transformation. */
export interface More {
  /** See `distance` in perceptual.ts; `standard` where it is not said. */
  tolerance?: number;
  /** Headers of the request. */
  headers?: Record<string, string>;
  /** What the file itself has to say. */
  says?: HeaderOf;
}

export type Row = [original: string, transformation: string, more?: More];
