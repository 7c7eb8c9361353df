import { type FaceChoice, faceChoice } from "./face-focus.ts";
import { type ObjectChoice, objectChoice } from "./object-focus.ts";

/** What a focus looks for in the image and places a cut around; undefined for every other focus. */
export function soughtFocus(focus: string | undefined): FaceChoice | ObjectChoice | undefined {
  return faceChoice(focus) ?? objectChoice(focus);
}
