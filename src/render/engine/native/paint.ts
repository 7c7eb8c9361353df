import type { Facts } from "../../plan/facts.ts";
import type { Operation } from "../../plan/operations.ts";
import type { Size } from "../../plan/size.ts";
import { decoded, resized } from "./codec.ts";
import {
  cropped,
  flattened,
  mirroring,
  oriented,
  type Pixels,
  padded,
  quarterTurn,
} from "./pixels.ts";

/** How a file is decoded, and which operations that leaves. */
interface Beginning {
  /** What the decoder makes of it. */
  size?: Size;
  rest: Operation[];
}

/**
 * Pixels up to which an image is resized as libvips does it: a JPEG shrunk by a power of two alone,
 * since what comes out of the decoder at nearly the wanted size is less sharp, and anything else
 * averaged first. Larger ones are resized by the decoder, JPEG by eighths, in half the time.
 */
const finePixels = 750_000;

/**
 * What the decoder does itself of the first operations. Pure.
 * @param shrink the plan's factor, which leaves something for the resize to do
 */
export function beginningOf(operations: Operation[], shrink: number, facts: Facts): Beginning {
  const { width, height } = facts;
  const [first] = operations;
  // What can be seen through has to be weighed by its alpha first.
  const isReduced = first?.do === "resize" && first.width <= width && first.height <= height;
  if (!isReduced || facts.alpha) return { rest: operations };
  if ((width * height) / shrink ** 2 > finePixels) {
    const size = { width: first.width, height: first.height };
    return { size, rest: operations.slice(1) };
  }
  const { size, cut } = shrinkage({ width, height }, shrink);
  return { ...(size ? { size } : {}), rest: [...cut, ...operations] };
}

/**
 * How the decoder shrinks by a power of two. It rounds up; what is no whole pixel at the right and
 * below is cut away, as libvips does it.
 */
function shrinkage({ width, height }: Size, shrink: number): { size?: Size; cut: Operation[] } {
  if (shrink === 1) return { cut: [] };
  const size = { width: Math.ceil(width / shrink), height: Math.ceil(height / shrink) };
  const whole = { width: Math.floor(width / shrink), height: Math.floor(height / shrink) };
  const isWhole = width % shrink === 0 && height % shrink === 0;
  return { size, cut: isWhole ? [] : [{ do: "crop", left: 0, top: 0, ...whole }] };
}

/** The decoded pixels with which libvips goes on: as it would have decoded them itself. */
export function startingPixels(bytes: Uint8Array, shrink: number, facts: Facts): Promise<Pixels> {
  const { size, cut } = shrinkage(facts, shrink);
  return paintNatively(bytes, { ...(size ? { size } : {}), rest: cut });
}

/** Decodes a file and does to it what takes no more than moving pixels. */
export async function paintNatively(bytes: Uint8Array, { size, rest }: Beginning): Promise<Pixels> {
  let image = await decoded(bytes, size);
  for (const operation of rest) image = await performed(image, operation);
  return image;
}

async function performed(image: Pixels, operation: Operation): Promise<Pixels> {
  switch (operation.do) {
    case "resize":
      return resized(image, operation);
    case "crop":
      return cropped(image, operation);
    case "orient":
      return oriented(image, operation.orientation);
    case "flip":
      return oriented(image, mirroring(operation));
    case "rotate":
      return oriented(image, quarterTurn(operation.degrees));
    case "pad":
      if (operation.backdrop.kind === "colour") {
        return padded(image, operation, operation.backdrop.colour);
      }
      break;
    case "backdrop":
      if (operation.backdrop.kind === "colour") return flattened(image, operation.backdrop.colour);
      break;
  }
  throw new Error(`The native engine has no ${operation.do}`);
}
