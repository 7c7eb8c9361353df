import { type ObjectChoice, objectChoice } from "../../../url/parameters/object-focus.ts";
import { placesCut } from "../found/places-cut.ts";
import { type FileSource, findIn, type PlannedImage } from "../found/search.ts";
import type { Measure } from "../measurement.ts";
import type { Source } from "../operations.ts";
import type { ExactFields } from "../resolve-expressions.ts";
import type { FoundObject } from "./found-object.ts";
import type { ObjectSearch } from "./object-search.ts";

/** What tells where objects are. */
interface Search {
  objectsOf: ObjectSearch;
  measure: Measure;
}

/** A step, and the objects that its focus is on; where there is none, the focus that holds then. */
interface AimedStep {
  step: ExactFields;
  objects: readonly FoundObject[];
}

/** Looks for objects only where a cut is placed by them. */
export function aimAtObjects(
  step: ExactFields,
  source: Source,
  image: PlannedImage,
  search: Search,
): AimedStep {
  const choice = objectChoice(step.focus);
  if (!choice) return { step, objects: [] };
  const isSought = source.kind === "file" && placesCut(step, image.size);
  const objects = isSought ? chosen(objectsIn(source, image, search), choice) : [];
  if (objects.length > 0) return { step, objects };
  return { step: { ...step, focus: choice.otherwise }, objects };
}

function objectsIn(
  source: FileSource,
  planned: PlannedImage,
  { objectsOf, measure }: Search,
): readonly FoundObject[] {
  return findIn(source, planned, objectsOf, (image, size) =>
    measure({ of: "objects", image, size }),
  );
}

/** Those that have one of the names; the subject is the one whose size and certainty weigh most. */
function chosen(objects: readonly FoundObject[], { names }: ObjectChoice): readonly FoundObject[] {
  if (names !== "subject") return objects.filter(({ name }) => names.includes(name));
  const weight = ({ width, height, confidence }: FoundObject) =>
    Math.sqrt(width * height) * confidence;
  return [...objects].sort((a, b) => weight(b) - weight(a)).slice(0, 1);
}
