import { parameters } from "./parameters/parameters.ts";
import type { PlainStep } from "./transformation.ts";

const doneEffects = ["e-grayscale", "e-sharpen"];

/** A parameter that is done to images only, and the field that it is read into. */
export interface UndoneParameter {
  key: string;
  name: keyof PlainStep;
}

/** The parameters of tones and effects for which there is no filter of videos, in their table's order. */
export const undoneOnVideos: readonly UndoneParameter[] = Object.entries(parameters)
  .filter(([key]) => key === "cr" || key === "o" || key.startsWith("e-"))
  .filter(([key]) => !doneEffects.includes(key))
  .map(([key, { name }]) => ({ key, name: name as keyof PlainStep }));
