import { Failure } from "../../../failure.ts";
import type { Size } from "../../plan/size.ts";

/** ELIMIT for a video whose frames have too many pixels. */
export function checkFrame({ width, height }: Size, maxPixels: number): void {
  if (width * height <= maxPixels) return;
  const message = `The video has ${width}x${height} pixels: at most ${maxPixels} are transformed`;
  throw new Failure("ELIMIT", message);
}
