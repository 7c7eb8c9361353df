import { Failure } from "../failure.ts";
import { type Anchor, anchors } from "../url/parameters.ts";
import type { ExactFields } from "./exact.ts";
import type { Box, Size } from "./size.ts";

/**
 * How a picture of one size becomes one of another: resized first, then cut, then placed on a
 * larger ground. What is absent does not happen.
 */
export interface Layout {
  resize?: Size;
  crop?: Box;
  /** The size of the ground and where the picture's top left corner lies on it. */
  pad?: Box;
}

/** A side longer than this is an ELIMIT failure. */
export const maxSide = 65_535;

/**
 * Plans size and crop of one step. Pure.
 * @param current the picture as the step finds it, upright
 * Source: ImageKit's documentation of `w`, `h`, `ar`, `c`, `cm`, `fo`, `x`, `y`, `xc`, `yc`, `dpr`.
 */
export function layOut(step: ExactFields, current: Size): Layout {
  const layout = arrange(step, current);
  return layout.resize && same(layout.resize, current) ? omitResize(layout) : layout;
}

function omitResize({ resize: _, ...rest }: Layout): Layout {
  return rest;
}

function arrange(step: ExactFields, current: Size): Layout {
  const { width, height } = wantedSize(step);
  if (width === undefined && height === undefined) return {};
  const anchor = anchorOf(step);
  if (step.cropMode === "extract") {
    return { crop: extract(step, sides(width, height, current), current) };
  }
  if (step.cropMode === "pad_extract" || step.cropMode === "pad_extract_no_shrink") {
    return padExtract(step, sides(width, height, current), current);
  }

  const box = fill(width, height, current);
  const mode = step.cropMode ?? step.crop ?? "maintain_ratio";
  const maxScale = shrinkOnly.includes(mode) ? 1 : Number.POSITIVE_INFINITY;
  if (width === undefined || height === undefined) {
    // With one side there is nothing to cut or to pad: every mode keeps the ratio.
    return box.width > current.width * maxScale ? {} : { resize: box };
  }
  switch (mode) {
    case "force":
      return { resize: box };
    case "at_max":
    case "at_max_enlarge":
      return { resize: scaled(current, Math.min(maxScale, fitScale(box, current)), box) };
    case "at_least":
      return { resize: scaled(current, coverScale(box, current), box) };
    case "pad_resize":
    case "pad_resize_no_enlarge":
      return padResize(box, current, anchor, maxScale);
    default:
      return cover(box, current, anchor, maxScale);
  }
}

/** Modes that never make a picture larger. */
const shrinkOnly = ["at_max", "maintain_ratio_no_enlarge", "pad_resize_no_enlarge"];

/** The size that results from a layout. */
export function sizeAfter(layout: Layout, current: Size): Size {
  const { width, height } = layout.pad ?? layout.crop ?? layout.resize ?? current;
  return { width, height };
}

interface Wanted {
  width?: number | undefined;
  height?: number | undefined;
}

/** `w`, `h`, `ar` and `dpr` as whole pixels; a side that was not asked for stays undefined. */
function wantedSize(step: ExactFields): Wanted {
  let { width, height } = step;
  if (step.aspectRatio !== undefined) {
    const ratio = step.aspectRatio;
    if (width !== undefined && height === undefined) height = width / ratio;
    else if (height !== undefined && width === undefined) width = height * ratio;
  }
  const wanted = { width, height };
  const dense = multiplied(wanted, step.pixelRatio ?? 1);
  const fits = [dense.width, dense.height].every((n) => n === undefined || (n >= 1 && n <= 5000));
  return checked(fits ? dense : wanted);
}

function multiplied({ width, height }: Wanted, factor: number): Wanted {
  return {
    width: width === undefined ? undefined : width * factor,
    height: height === undefined ? undefined : height * factor,
  };
}

function checked({ width, height }: Wanted): Wanted {
  return { width: wholeSide("w", width), height: wholeSide("h", height) };
}

function wholeSide(parameter: string, length: number | undefined): number | undefined {
  if (length === undefined) return undefined;
  const side = Math.max(1, Math.round(length));
  if (side <= maxSide) return side;
  throw new Failure(
    "ELIMIT",
    `\`${parameter}\` is too large: a side has at most ${maxSide} pixels, asked for ${side}`,
  );
}

/** The box with a missing side worked out from the picture's ratio. */
function fill(width: number | undefined, height: number | undefined, current: Size): Size {
  return {
    width: width ?? Math.max(1, Math.round(((height ?? 1) * current.width) / current.height)),
    height: height ?? Math.max(1, Math.round(((width ?? 1) * current.height) / current.width)),
  };
}

/** The box with a missing side taken from the picture: for modes that do not resize. */
function sides(width: number | undefined, height: number | undefined, current: Size): Size {
  return { width: width ?? current.width, height: height ?? current.height };
}

function fitScale(box: Size, current: Size): number {
  return Math.min(box.width / current.width, box.height / current.height);
}

function coverScale(box: Size, current: Size): number {
  return Math.max(box.width / current.width, box.height / current.height);
}

/** The side that decided the scale is exact; the other is rounded, and never vanishes. */
function scaled(current: Size, scale: number, box: Size): Size {
  const side = (length: number, wanted: number) =>
    Math.abs(length * scale - wanted) < 1e-6 ? wanted : Math.max(1, Math.round(length * scale));
  return {
    width: side(current.width, box.width),
    height: side(current.height, box.height),
  };
}

/** Resizes to cover the box and cuts what stands out; with a limit on enlarging, a smaller box. */
function cover(box: Size, current: Size, anchor: Anchor, maxScale: number): Layout {
  const needed = coverScale(box, current);
  const shrunk = needed > maxScale ? maxScale / needed : 1;
  const cut = {
    width: Math.max(1, Math.round(box.width * shrunk)),
    height: Math.max(1, Math.round(box.height * shrunk)),
  };
  const grown = scaled(current, Math.min(needed, maxScale), cut);
  const resize = {
    width: Math.max(grown.width, cut.width),
    height: Math.max(grown.height, cut.height),
  };
  const crop = { ...place(cut, resize, anchor), ...cut };
  return same(cut, resize) ? { resize } : { resize, crop };
}

function padResize(box: Size, current: Size, anchor: Anchor, maxScale: number): Layout {
  const resize = scaled(current, Math.min(fitScale(box, current), maxScale), box);
  return same(box, resize)
    ? { resize }
    : { resize, pad: { ...place(resize, box, anchor), ...box } };
}

/** Cuts without resizing; a cut that leaves the picture is an EINVAL failure, as ImageKit's is. */
function extract(step: ExactFields, cut: Size, current: Size): Box {
  const anchored = place(cut, current, anchorOf(step));
  const left = cutEdge(step.x, step.xCenter, cut.width, anchored.left);
  const top = cutEdge(step.y, step.yCenter, cut.height, anchored.top);
  const inside =
    left >= 0 &&
    top >= 0 &&
    left + cut.width <= current.width &&
    top + cut.height <= current.height;
  if (inside) return { left, top, ...cut };
  throw new Failure(
    "EINVAL",
    `\`cm-extract\` leaves the picture: ${cut.width}x${cut.height} at ${left},${top} does not lie ` +
      `inside ${current.width}x${current.height}`,
  );
}

function cutEdge(
  edge: number | undefined,
  center: number | undefined,
  length: number,
  anchored: number,
): number {
  if (edge !== undefined) return edge;
  return center === undefined ? anchored : Math.round(center - length / 2);
}

/** Cuts where the picture is larger (unless it must not shrink) and pads where it is smaller. */
function padExtract(step: ExactFields, box: Size, current: Size): Layout {
  const keep = step.cropMode === "pad_extract_no_shrink";
  const cut = {
    width: keep ? current.width : Math.min(box.width, current.width),
    height: keep ? current.height : Math.min(box.height, current.height),
  };
  const ground = {
    width: Math.max(box.width, cut.width),
    height: Math.max(box.height, cut.height),
  };
  return {
    ...(same(cut, current) ? {} : { crop: extract(step, cut, current) }),
    ...(same(ground, cut) ? {} : { pad: { ...place(cut, ground, anchorOf(step)), ...ground } }),
  };
}

/** What is looked for in the picture itself is planned as if it were in the middle. */
function anchorOf({ focus }: ExactFields): Anchor {
  return anchors.find((anchor) => anchor === focus) ?? "center";
}

/** Where the smaller rectangle lies in the larger one. */
function place(inner: Size, outer: Size, anchor: Anchor): { left: number; top: number } {
  const along = (free: number, start: boolean, end: boolean) =>
    start ? 0 : end ? free : Math.floor(free / 2);
  return {
    left: along(outer.width - inner.width, anchor.includes("left"), anchor.includes("right")),
    top: along(outer.height - inner.height, anchor.includes("top"), anchor.includes("bottom")),
  };
}

function same(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}
