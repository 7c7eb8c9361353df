import { orderForDecoding } from "../decoding.ts";
import { type Header, uprightSize } from "../header.ts";
import type { FindingOf, ImagePlan, Measurement, Source } from "../operations.ts";
import type { Size } from "../size.ts";
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
export const searchedSide = 1024;

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
    const faces = measure({ of: "faces", image: searchedImage(source, header, size), size });
    known.set(source.input, { faces, size });
    return { faces, size };
  };
}

/** The image that is looked at: upright and small. */
function searchedImage(
  { moving: _, ...source }: FileSource,
  header: Header,
  size: Size,
): ImagePlan {
  const { orientation } = header;
  const upright = orientation === 1 ? [] : [{ do: "orient" as const, orientation }];
  const scale = searchedSide / Math.max(size.width, size.height);
  if (scale >= 1) return { source, operations: upright };
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  const resize = { do: "resize" as const, width: side(size.width), height: side(size.height) };
  return orderForDecoding({ source, operations: [...upright, resize] }, header);
}

/** Which file's faces are measured; undefined where it is something else, or not its first page. */
export function inputOfFaces(measurement: Measurement): string | undefined {
  if (measurement.of !== "faces") return undefined;
  const { source, operations } = measurement.image;
  const isPlain = operations.every(({ do: does }) => does === "resize" || does === "orient");
  return isPlain && source.kind === "file" && source.page === 0 ? source.input : undefined;
}
