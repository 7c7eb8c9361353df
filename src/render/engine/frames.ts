import type { Backdrop, Colour, Operation, OperationOf } from "../plan/operations.ts";
import type { Engine, Image } from "./engine.ts";
import { cornerColour } from "./operations/colour/colour-key.ts";
import { mainColours } from "./operations/colour/main-colours.ts";
import { perform } from "./operations.ts";

/** Frames one below the other. */
export function joinFrames(vips: Engine, frames: readonly Image[]): Image {
  return vips.Image.arrayjoin([...frames], { across: 1 });
}

/**
 * Does one operation to all frames of an animation. What it decides from pixels is decided once:
 * where each frame had its own curve, colour or cut, what stands still would flicker or jump.
 * The caller deletes the new frames, and keeps the old ones.
 */
export function performOnFrames(
  vips: Engine,
  frames: readonly Image[],
  operation: Operation,
): Image[] {
  if (operation.do === "smartCrop") return smartCropAll(frames, operation);
  if (operation.do === "colourKey" && !operation.colour) {
    return frames.map((frame) => perform(vips, frame, { ...operation, colour: cornerOf(frames) }));
  }
  if (looksAtTones(operation)) return performOnStrip(vips, frames, operation);
  const decided = withGround(vips, frames, operation);
  return frames.map((frame) => perform(vips, frame, decided));
}

/** Whether how often tones or colours occur decides what becomes of each. */
function looksAtTones(operation: Operation): boolean {
  if (operation.do === "replace") return operation.from === undefined;
  return operation.do === "contrast" || operation.do === "level" || operation.do === "tint";
}

function performOnStrip(vips: Engine, frames: readonly Image[], operation: Operation): Image[] {
  using strip = joinFrames(vips, frames);
  using done = perform(vips, strip, operation);
  using finished = done.copyMemory();
  const height = finished.height / frames.length;
  return frames.map((_, i) => finished.crop(0, i * height, finished.width, height));
}

/** One cut for all: in the middle between the outermost that single frames would have. */
function smartCropAll(
  frames: readonly Image[],
  { width, height }: OperationOf<"smartCrop">,
): Image[] {
  const places = frames.map((frame) => {
    using cut = frame.smartcrop(width, height, { interesting: "attention" });
    return { left: -cut.xoffset, top: -cut.yoffset };
  });
  const middle = (lengths: number[]) =>
    Math.round((Math.min(...lengths) + Math.max(...lengths)) / 2);
  const left = middle(places.map((place) => place.left));
  const top = middle(places.map((place) => place.top));
  return frames.map((frame) => frame.crop(left, top, width, height));
}

function cornerOf([first]: readonly Image[]): Colour {
  if (!first) throw new Error("An animation has frames");
  using colour = first.bands < 3 ? first.colourspace("srgb") : first.copy();
  using bands = colour.hasAlpha() ? colour.extractBand(0, { n: 3 }) : colour.copy();
  const [red = 0, green = 0, blue = 0] = cornerColour(bands);
  return { red, green, blue, alpha: 1 };
}

/** The operation with the main colours of all frames in it, where its backdrop has such. */
function withGround(vips: Engine, frames: readonly Image[], operation: Operation): Operation {
  if (operation.do !== "pad" && operation.do !== "backdrop") return operation;
  const backdrop = backdropOf(vips, frames, operation.backdrop);
  return backdrop === operation.backdrop ? operation : { ...operation, backdrop };
}

function backdropOf(vips: Engine, frames: readonly Image[], backdrop: Backdrop): Backdrop {
  if (backdrop.kind !== "dominant" && backdrop.kind !== "gradient_dominant") return backdrop;
  using strip = joinFrames(vips, frames);
  if (backdrop.kind === "gradient_dominant") {
    return { ...backdrop, found: mainColours(strip, backdrop.colours, backdrop.among) };
  }
  const [colour] = mainColours(strip, 1, backdrop.among);
  return colour ? { kind: "colour", colour } : backdrop;
}
