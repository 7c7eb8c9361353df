import { faceChoice } from "../../../url/parameters/face-focus.ts";
import type { Measure } from "../measurement.ts";
import type { Operation, Source } from "../operations.ts";
import type { ExactFields } from "../resolve-expressions.ts";
import type { Size } from "../size.ts";
import { type Face, type FoundFaces, wholeFaceOf } from "./face.ts";
import { followFaces, isForeseen } from "./follow.ts";
import type { FaceSearch } from "./original-faces.ts";
import { placesCut } from "./places-cut.ts";

/** What tells where faces are. */
interface Search {
  facesOf: FaceSearch;
  measure: Measure;
}

/** An image on its way through a plan. */
interface Way {
  size: Size;
  operations: Operation[];
}

const none: FoundFaces = { focused: [], all: [] };

/** The faces that a step has to know: asked for only where something is placed by them. */
export function facesFor(
  step: ExactFields,
  source: Source,
  state: Way,
  search: Search,
): FoundFaces {
  const hides = step.blurRegion?.fo === "face" || step.pixelateRegion?.fo === "face";
  const isOnFaces = step.focus === "auto" || faceChoice(step.focus) !== undefined;
  const cuts = isOnFaces && placesCut(step, state.size);
  if (source.kind !== "file" || !(hides || cuts)) return none;
  const all = facesIn(source, state, search);
  if (!cuts) return { focused: [], all };
  const { faces, whole } = faceChoice(step.focus) ?? {};
  const focused = faces === "largest" ? all.slice(0, 1) : all;
  return { focused: whole ? focused.map((face) => wholeFaceOf(face, state.size)) : focused, all };
}

/** The focus that holds where there is no face. */
export function withFocus(step: ExactFields, { focused }: FoundFaces): ExactFields {
  const choice = faceChoice(step.focus);
  return choice && focused.length === 0 ? { ...step, focus: choice.otherwise } : step;
}

/** Found once in the original and followed to where they lie now, if that can be told. */
function facesIn(
  source: Source & { kind: "file" },
  { operations, size }: Way,
  { facesOf, measure }: Search,
): readonly Face[] {
  if (isForeseen(operations)) {
    const original = facesOf(source);
    const [first, ...rest] = operations;
    const moves = first?.do === "orient" ? rest : operations;
    return bySize(followFaces(original.faces, original.size, moves));
  }
  const { moving: _, ...still } = source;
  return measure({ of: "faces", image: { source: still, operations }, size });
}

function bySize(faces: readonly Face[]): Face[] {
  return [...faces].sort((a, b) => b.width * b.height - a.width * a.height);
}
