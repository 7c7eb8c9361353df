import type { Face } from "./faces/face.ts";
import type { Header } from "./header.ts";
import type { FoundObject } from "./objects/found-object.ts";
import type { Colour, ImagePlan, TextSource } from "./operations.ts";
import type { PeopleMask } from "./people/people-mask.ts";
import type { Box, Size } from "./size.ts";

/** What only the pixels can tell, and a plan needs before it can be finished. */
export type Measurement =
  /**
   * What is left when edges of one colour are cut away; `threshold` from 1 to 99. The colour is that
   * of the top left pixel where none is said.
   */
  | { of: "trim"; image: ImagePlan; threshold: number; edge?: Colour }
  /** How large a text is drawn. */
  | { of: "text"; text: TextSource }
  /** The faces of an image, told in pixels of an image of this size. */
  | { of: "faces"; image: ImagePlan; size: Size }
  /** The objects that a focus can name, told in pixels of an image of this size. */
  | { of: "objects"; image: ImagePlan; size: Size }
  /** Where the people of an image are, whose faces are told in pixels of an image of this size. */
  | { of: "people"; image: ImagePlan; size: Size; faces: readonly Face[] }
  /** How alike an image stays as a JPEG of each of several qualities. */
  | { of: "likeness"; image: ImagePlan }
  /** What another page of a file than the first is like, from 0: each may have its own size. */
  | { of: "page"; input: string; page: number }
  /** Which pages of a file have these names, from 0; null where none has one. */
  | { of: "named pages"; input: string; names: readonly string[] };

export type FindingOf<Q extends Measurement> = Q extends { of: "trim" }
  ? Box
  : Q extends { of: "text" }
    ? Size
    : Q extends { of: "faces" }
      ? Face[]
      : Q extends { of: "objects" }
        ? FoundObject[]
        : Q extends { of: "people" }
          ? // None where there is nobody, and one for all.
            PeopleMask[]
          : Q extends { of: "likeness" }
            ? number[]
            : Q extends { of: "named pages" }
              ? (number | null)[]
              : Header;

/** What a renderer has measured. */
export type Finding = FindingOf<Measurement>;

/** Asks a renderer, in the order of planning. */
export type Measure = <M extends Measurement>(measurement: M) => FindingOf<M>;
