import { type Header, uprightSize } from "../header.ts";
import type { FindingOf, Measurement, Source } from "../operations.ts";
import type { Size } from "../size.ts";
import { smallImage } from "../small-image.ts";
import type { Face } from "./face.ts";

type FileSource = Source & { kind: "file" };

/** The faces of an original, in pixels of the upright image. */
interface OriginalFaces {
  faces: readonly Face[];
  size: Size;
}

export type FaceSearch = (source: FileSource) => OriginalFaces;

export type Measure = <M extends Measurement>(measurement: M) => FindingOf<M>;

/** Longest side of the image that faces are looked for in: more shows the detector nothing more. */
export const searchedSide = 640;

/** Asks for the faces of each original at most once. */
export function createFaceSearch(
  headerOf: (input: string) => Header | undefined,
  measure: Measure,
): FaceSearch {
  const known = new Map<string, OriginalFaces>();
  return function facesOf(source) {
    const header = headerOf(source.input);
    if (!header) return { faces: [], size: source.raster ?? { width: 1, height: 1 } };
    const found = known.get(source.input);
    if (found) return found;
    const size = uprightSize(header);
    const faces = measure({
      of: "faces",
      image: smallImage(source, header, size, searchedSide),
      size,
    });
    known.set(source.input, { faces, size });
    return { faces, size };
  };
}
