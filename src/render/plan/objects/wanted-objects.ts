import { type ObjectChoice, objectChoice } from "../../../url/parameters/object-focus.ts";
import { followFaces, isForeseen } from "../faces/follow.ts";
import { placesCut } from "../faces/places-cut.ts";
import type { Measure } from "../measurement.ts";
import type { Operation, Source } from "../operations.ts";
import type { ExactFields } from "../resolve-expressions.ts";
import type { Size } from "../size.ts";
import type { FoundObject } from "./found-object.ts";
import type { ObjectSearch } from "./object-search.ts";

/** What tells where objects are. */
interface Search {
  objectsOf: ObjectSearch;
  measure: Measure;
}

/** An image on its way through a plan. */
interface Way {
  size: Size;
  operations: Operation[];
}

/** A step, and the objects that its focus is on; where there is none, the focus that holds then. */
interface Aimed {
  step: ExactFields;
  objects: readonly FoundObject[];
}

/** Looks for objects only where a cut is placed by them. */
export function aimAtObjects(step: ExactFields, source: Source, way: Way, search: Search): Aimed {
  const choice = objectChoice(step.focus);
  if (!choice) return { step, objects: [] };
  const isSought = source.kind === "file" && placesCut(step, way.size);
  const objects = isSought ? chosen(objectsIn(source, way, search), choice) : [];
  if (objects.length > 0) return { step, objects };
  return { step: { ...step, focus: choice.otherwise }, objects };
}

/** Found once in the original and followed to where they lie now, if that can be told. */
function objectsIn(
  source: Source & { kind: "file" },
  { operations, size }: Way,
  { objectsOf, measure }: Search,
): readonly FoundObject[] {
  if (isForeseen(operations)) {
    const original = objectsOf(source);
    const [first, ...rest] = operations;
    return followFaces(original.objects, original.size, first?.do === "orient" ? rest : operations);
  }
  const { moving: _, ...still } = source;
  return measure({ of: "objects", image: { source: still, operations }, size });
}

/** Those that have one of the names; the subject is the one whose size and certainty weigh most. */
function chosen(objects: readonly FoundObject[], { names }: ObjectChoice): readonly FoundObject[] {
  if (names !== "subject") return objects.filter(({ name }) => names.includes(name));
  const weight = ({ width, height, confidence }: FoundObject) =>
    Math.sqrt(width * height) * confidence;
  return [...objects].sort((a, b) => weight(b) - weight(a)).slice(0, 1);
}
