import type { UrlColour } from "../../url/parameters/colour.ts";
import type { Colour } from "../plan/operations.ts";

/** A colour of a URL, whose opacity counts in hundredths, as the renderer takes it. */
export function colourOf({ opacity, ...rest }: UrlColour): Colour {
  return { ...rest, alpha: opacity / 100 };
}
