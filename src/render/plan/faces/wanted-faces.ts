import { faceChoice } from "../../../url/parameters/face-focus.ts";
import { placesCut } from "../found/places-cut.ts";
import { type FileSource, findIn, type PlannedImage } from "../found/search.ts";
import type { Measure } from "../measurement.ts";
import type { Source } from "../operations.ts";
import type { ExactFields } from "../resolve-expressions.ts";
import { type Face, type FoundFaces, wholeFaceOf } from "./face.ts";
import type { FaceSearch } from "./face-search.ts";

/** What tells where faces are. */
interface Search {
  facesOf: FaceSearch;
  measure: Measure;
}

const none: FoundFaces = { focused: [], all: [] };

/** The faces that a step has to know: asked for only where something is placed by them. */
export function facesFor(
  step: ExactFields,
  source: Source,
  image: PlannedImage,
  search: Search,
): FoundFaces {
  const hides = step.blurRegion?.fo === "face" || step.pixelateRegion?.fo === "face";
  const isOnFaces = step.focus === "auto" || faceChoice(step.focus) !== undefined;
  const cuts = isOnFaces && placesCut(step, image.size);
  if (source.kind !== "file" || !(hides || cuts)) return none;
  const all = facesIn(source, image, search);
  if (!cuts) return { focused: [], all };
  const { faces, whole } = faceChoice(step.focus) ?? {};
  const focused = faces === "largest" ? all.slice(0, 1) : all;
  return { focused: whole ? focused.map((face) => wholeFaceOf(face, image.size)) : focused, all };
}

/** The focus that holds where there is no face. */
export function withFocus(step: ExactFields, { focused }: FoundFaces): ExactFields {
  const choice = faceChoice(step.focus);
  return choice && focused.length === 0 ? { ...step, focus: choice.otherwise } : step;
}

/** The largest first, also where following has changed which that is. */
function facesIn(
  source: FileSource,
  planned: PlannedImage,
  { facesOf, measure }: Search,
): readonly Face[] {
  const faces = findIn(source, planned, facesOf, (image, size) =>
    measure({ of: "faces", image, size }),
  );
  return [...faces].sort((a, b) => b.width * b.height - a.width * a.height);
}
