/** What a file's header says, as far as it decides who decodes it. Sizes are those of the stored image. */
export interface Facts {
  width: number;
  height: number;
  /** EXIF orientation, 1 to 8. */
  orientation: number;
  alpha: boolean;
  /** Whether its colours are a palette's. */
  palette: boolean;
  /** Of each sample. */
  bits: number;
  /** Whether colours are red, green and blue or a grey, and not inks. */
  additive: boolean;
  /** Images in the file: frames of an animation. */
  frames: number;
  /** Dots per inch, 72 where the file says nothing. */
  density: number;
  /** Whether there is an ICC profile. */
  hasProfile: boolean;
  /** The ICC profile, where it lies in the file uncompressed. */
  profile?: Uint8Array;
  /** Whether the file tells its colours otherwise than by a profile: gamma, primaries, code points. */
  otherColour: boolean;
  /** Whether the file ends where its format says that it ends. */
  complete: boolean;
}
