import { Failure } from "../failure.ts";
import type { Step, Transformation } from "../url/parameters.ts";
import { type Box, type Layout, layOut, type Size, sizeAfter } from "./geometry.ts";
import { type Header, uprightSize } from "./header.ts";
import { chooseOutput, type Output, type OutputFormat } from "./output.ts";

/** One thing the renderer does to the picture, in exact numbers. */
export type Operation =
  | ({ do: "resize" } & Size)
  | ({ do: "crop" } & Box)
  | ({ do: "pad" } & Box)
  | { do: "orient"; orientation: number }
  | { do: "blur"; sigma: number }
  | ({ do: "rotate"; degrees: number } & Size)
  | { do: "flip"; horizontal: boolean; vertical: boolean };

/** All that a renderer needs to know: JSON, no choice left open. */
export interface Plan {
  /** The decoder delivers a picture smaller by this factor; only JPEG can. */
  shrink: 1 | 2 | 4 | 8;
  /** Whether colours are converted to sRGB. */
  convert: boolean;
  operations: Operation[];
  output: Output;
  /** Size of the rendition. */
  size: Size;
}

/** Bounds that are checked before a byte is decoded. */
export interface Limits {
  /** Pixels of the original, and of every picture on the way. */
  pixels: number;
}

/** What the client can show, as far as the plan is concerned. */
export interface Client {
  accepted: readonly OutputFormat[];
  /** The format that the path asks for, as `f` would say it; `f` wins. */
  convertTo?: string | undefined;
}

/**
 * Decides everything about a rendition. Pure.
 * Throws ELIMIT when a picture would be too large, EINVAL when a cut leaves it, ENOTSUP for what
 * cannot be made.
 */
export function makePlan(
  transformation: Transformation,
  header: Header,
  client: Client,
  limits: Limits,
): Plan {
  const original = uprightSize(header);
  checkPixels("The original", original, limits);

  const operations: Operation[] = [];
  let size = original;
  let alpha = header.alpha;
  for (const step of transformation) {
    const layout = layOut(step, size, original);
    const laidOut = sizeAfter(layout, size);
    if (layout.resize) checkPixels("The resized picture", layout.resize, limits);
    const effects = effectsOf(step, laidOut);
    const rotated = effects.find((operation) => operation.do === "rotate");
    operations.push(...layoutOperations(layout), ...effects);
    size = rotated ? { width: rotated.width, height: rotated.height } : laidOut;
    alpha ||= rotated !== undefined && rotated.degrees % 90 !== 0;
    checkPixels("The picture", size, limits);
  }

  const { shrink, ordered } = orderForDecoding(operations, header);
  const output = chooseOutput(transformation, header, alpha, size, client);
  return { shrink, convert: header.convert, operations: ordered, output, size };
}

function layoutOperations({ resize, crop, pad }: Layout): Operation[] {
  const operations: Operation[] = [];
  if (resize) operations.push({ do: "resize", ...resize });
  if (crop) operations.push({ do: "crop", ...crop });
  if (pad) operations.push({ do: "pad", ...pad });
  return operations;
}

function effectsOf(step: Step, size: Size): Operation[] {
  const operations: Operation[] = [];
  if (step.blur !== undefined) operations.push({ do: "blur", sigma: step.blur / 2 });
  const degrees = typeof step.rotation === "number" ? (step.rotation + 360) % 360 : 0;
  if (degrees !== 0) operations.push({ do: "rotate", degrees, ...rotatedSize(size, degrees) });
  if (step.flip) {
    const horizontal = step.flip.includes("h");
    operations.push({ do: "flip", horizontal, vertical: step.flip.includes("v") });
  }
  return operations;
}

/** The upright rectangle around a turned one. */
function rotatedSize({ width, height }: Size, degrees: number): Size {
  if (degrees % 180 === 0) return { width, height };
  if (degrees % 90 === 0) return { width: height, height: width };
  const angle = (degrees * Math.PI) / 180;
  const [sin, cos] = [Math.abs(Math.sin(angle)), Math.abs(Math.cos(angle))];
  return {
    width: Math.ceil(width * cos + height * sin - 1e-6),
    height: Math.ceil(width * sin + height * cos - 1e-6),
  };
}

/**
 * Turning a large picture upright is dear, so a resize that comes first is done on the stored
 * picture, and a JPEG is decoded at the smallest size that still covers it.
 */
function orderForDecoding(
  operations: Operation[],
  header: Header,
): { shrink: Plan["shrink"]; ordered: Operation[] } {
  const [first, ...rest] = operations;
  const upright = header.orientation === 1;
  const orient: Operation[] = upright ? [] : [{ do: "orient", orientation: header.orientation }];
  if (first?.do !== "resize") return { shrink: 1, ordered: [...orient, ...operations] };

  const turned = header.orientation >= 5;
  const stored = turned ? { width: first.height, height: first.width } : first;
  const resize: Operation = { do: "resize", width: stored.width, height: stored.height };
  const factor = header.format === "jpeg" ? shrinkFor(header, stored) : 1;
  return { shrink: factor, ordered: [resize, ...orient, ...rest] };
}

/** The largest of JPEG's shrink factors that leaves at least the wanted size. */
function shrinkFor(stored: Size, wanted: Size): Plan["shrink"] {
  const leavesEnough = (factor: number) =>
    Math.ceil(stored.width / factor) >= wanted.width &&
    Math.ceil(stored.height / factor) >= wanted.height;
  return ([8, 4, 2] as const).find(leavesEnough) ?? 1;
}

function checkPixels(what: string, { width, height }: Size, { pixels }: Limits): void {
  if (width * height <= pixels) return;
  const millions = (n: number) => `${Math.round(n / 1e5) / 10} megapixels`;
  throw new Failure(
    "ELIMIT",
    `${what} has ${width}x${height} pixels: at most ${millions(pixels)} are allowed`,
  );
}
