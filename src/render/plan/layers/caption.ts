import {
  type Captions,
  type ImagePlan,
  type Operation,
  type TextSource,
  transparent,
} from "../operations.ts";
import { variablesOf } from "../resolve-expressions.ts";
import type { Size } from "../size.ts";
import { placeLayer } from "./place.ts";

/** Of the height of a video: what is left below subtitles that say nothing of their place. */
const marginShare = 1 / 20;
/** Softness of a shadow, in pixels. */
const shadowSigma = 0.5;

/**
 * One text of subtitles as an image of the video's size. Pure.
 * @param drawn how large the text gets
 */
export function captionImage(
  text: TextSource,
  drawn: Size,
  { placement, outline, shadow, background }: Captions,
  base: Size,
): ImagePlan {
  const operations: Operation[] = [];
  let { width, height } = drawn;
  if (outline.pixels > 0) {
    const { pixels: room, colour } = outline;
    width += 2 * room;
    height += 2 * room;
    operations.push({
      do: "outline",
      mode: "outer",
      thickness: room,
      sigma: 0,
      colour,
      room,
      width,
      height,
    });
  }
  if (shadow && shadow.pixels > 0) {
    const { pixels, colour } = shadow;
    width += 2 * pixels;
    height += 2 * pixels;
    operations.push({
      do: "castShadow",
      sigma: shadowSigma,
      strength: 100,
      colour,
      x: pixels,
      y: pixels,
      left: pixels,
      top: pixels,
      width,
      height,
    });
  }
  if (background) {
    operations.push({ do: "backdrop", backdrop: { kind: "colour", colour: background } });
  }
  const size = { width, height };
  const known = variablesOf({ original: size, current: size, base });
  const { x, y, xCenter, yCenter, focus } = placement;
  const isPlaced = [x, y, xCenter, yCenter, focus].some((said) => said !== undefined);
  const place = isPlaced
    ? placeLayer(placement, size, base, known)
    : {
        left: Math.round((base.width - width) / 2),
        top: Math.max(0, base.height - height - Math.round(base.height * marginShare)),
      };
  const image = { source: { kind: "text", text } as const, operations };
  return {
    source: { kind: "canvas", ...base, colour: transparent },
    operations: [{ do: "layer", image, ...place, mode: "over", x: 0, y: 0 }],
  };
}
