import type { FormatRow } from "../../formats/row.ts";
import { formats } from "../../formats.ts";
import type { Facts } from "./facts.ts";
import type { Operation } from "./operations.ts";
import type { Plan } from "./plan.ts";
import type { Size } from "./size.ts";

/** Which engine does what: `native` is the runtime's own codecs, `wasm` is libvips. */
interface Route {
  decode: Engine;
  /** All operations of the plan; the native engine does no more than move and resize pixels. */
  operations: Engine;
  encode: Engine;
}

type Engine = "native" | "wasm";

/**
 * Chooses the engines of a plan. Pure. The runtime's codecs get what they make rightly: eight bits of
 * sRGB or grey that one whole file holds. Profiles, inks, sixteen bits, frames, metadata that is
 * kept and files that are cut stay with libvips, as does every operation
 * that is more than moving pixels or making an image smaller. Decoding and shrinking by a power of
 * two gives the same pixels in both engines, resizing does not quite: what libvips goes on with, it
 * resizes itself, so that no threshold falls otherwise.
 * @param facts what the original's header says; undefined for a format that only libvips reads
 */
export function chooseRoute({ image, output }: Plan, facts: Facts | undefined): Route {
  const keeps = output.keepProfile || output.keepMetadata || output.animated;
  const encode = isEncodedNatively(output) ? "native" : "wasm";
  if (keeps || !facts || !isDecodedNatively(image.source, facts)) {
    return { decode: "wasm", operations: "wasm", encode };
  }
  const moves = encode === "native" && areNative(image.operations, facts);
  return { decode: "native", operations: moves ? "native" : "wasm", encode };
}

/** Whether libvips has something to do in a plan, whatever the original's header says. Pure. */
export function needsVips({ image, output }: Plan): boolean {
  return !isEncodedNatively(output) || !image.operations.every((each) => isNative(each, true));
}

function isDecodedNatively(source: Plan["image"]["source"], facts: Facts): boolean {
  if (source.kind !== "file" || source.convert || source.page !== 0) return false;
  const { additive, bits, frames, otherColour, complete } = facts;
  return additive && bits <= 8 && frames === 1 && !otherColour && complete;
}

/** Whether the runtime's codecs write an output as it is wanted. Pure. */
export function isEncodedNatively(output: Plan["output"]): boolean {
  const { isRuntimes, runtimesUpTo = 100 }: FormatRow = formats[output.format];
  return isRuntimes === true && output.quality <= runtimesUpTo && isPixelsAlone(output);
}

/** Whether nothing but pixels is needed to write an output as it is wanted. Pure. */
export function needsPixelsOnly(output: Plan["output"]): boolean {
  const { isPixelsOnly }: FormatRow = formats[output.format];
  return isPixelsOnly === true && isPixelsAlone(output);
}

/** Whether a file holds one image, without a palette and with nothing beside it. */
function isPixelsAlone(output: Plan["output"]): boolean {
  const { keepProfile, keepMetadata, density, animated, palette } = output;
  return !keepProfile && !keepMetadata && density === undefined && !animated && !palette;
}

/** Whether the native engine does all of the operations. */
function areNative(operations: readonly Operation[], { width, height, alpha }: Facts): boolean {
  let size = { width, height };
  return operations.every((operation) => {
    if (operation.do === "resize" && enlarges(size, operation)) return false;
    size = sizeAfter(size, operation);
    return isNative(operation, alpha);
  });
}

/** libvips places an enlarged image half a pixel further than the runtime's codecs do. */
function enlarges(size: Size, wanted: Size): boolean {
  return wanted.width > size.width || wanted.height > size.height;
}

function sizeAfter(size: Size, operation: Operation): Size {
  if (operation.do === "orient") {
    const lies = operation.orientation >= 5;
    return lies ? { width: size.height, height: size.width } : size;
  }
  return "width" in operation && "height" in operation ? operation : size;
}

function isNative(operation: Operation, alpha: boolean): boolean {
  switch (operation.do) {
    case "resize":
    case "crop":
    case "orient":
    case "flip":
      return true;
    case "rotate":
      return operation.degrees % 90 === 0;
    case "pad":
      // Where both can be seen through they have to be composited.
      return (
        operation.backdrop.kind === "colour" && (!alpha || operation.backdrop.colour.alpha === 0)
      );
    case "backdrop":
      return operation.backdrop.kind === "colour" && operation.backdrop.colour.alpha === 1;
    default:
      return false;
  }
}
