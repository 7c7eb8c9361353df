import { Failure } from "../../../failure.ts";
import { closeUp } from "../faces/close-up.ts";
import { closesIn } from "../found/closes-in.ts";
import type { ExactFields } from "../resolve-expressions.ts";
import { type Box, isSameSize, type Size } from "../size.ts";
import { type Placement, placeCut, placeInside, placementOf } from "./anchor.ts";
import { extract, extractWithin } from "./geometry-cut.ts";
import type { Layout } from "./layout.ts";
import { byRatio, bySides, maxSide, wantedSize } from "./target-size.ts";

/**
 * Plans size and crop of one step. Pure.
 * @param current the image as the step finds it, upright
 * @param faces those that the step's focus is on
 * Source: ImageKit's documentation of `w`, `h`, `ar`, `c`, `cm`, `fo`, `x`, `y`, `xc`, `yc`, `dpr`;
 * Cloudinary's of `c`, `g`, `x`, `y` for what ImageKit lacks.
 */
export function layOut(step: ExactFields, current: Size, faces: readonly Box[] = []): Layout {
  const { cut, resize, crop, pad } = arrange(step, current, faces);
  checkSides(pad ?? crop ?? resize ?? cut ?? current, current);
  return {
    ...(cut ? { cut } : {}),
    ...(resize && !isSameSize(resize, cut ?? current) ? { resize } : {}),
    ...(crop ? { crop } : {}),
    ...(pad ? { pad } : {}),
  };
}

/** A side that follows from the ratio may be longer than any that can be asked for. */
function checkSides({ width, height }: Size, current: Size): void {
  const longest = Math.max(width, height);
  if (longest <= maxSide || (width === current.width && height === current.height)) return;
  const message = `The image would be too large: a side has at most ${maxSide} pixels, ${longest} follow from the ratio`;
  throw new Failure("ELIMIT", message);
}

function arrange(step: ExactFields, current: Size, faces: readonly Box[]): Layout {
  if (faces.length > 0 && closesIn(step)) return closeUp(step, current, faces);
  const wanted = wantedSize(step);
  if (wanted.width === undefined && wanted.height === undefined) return byRatioAlone(step, current);
  const placement = placementOf(step, wanted.density, faces);
  const box = byRatio(wanted, current);
  switch (step.cropMode) {
    case "extract":
      return { crop: extract(step, bySides(wanted, current), current, placement) };
    case "extract_within": {
      const crop = extractWithin(step, box, current, placement);
      return isSameSize(crop, current) ? {} : { crop };
    }
    case "pad_extract":
    case "pad_extract_no_shrink":
      return padExtract(step, bySides(wanted, current), current, placement);
  }

  const mode = step.cropMode ?? step.crop ?? "maintain_ratio";
  const most = shrinkOnly.includes(mode) ? 1 : Number.POSITIVE_INFINITY;
  const least = mode === "at_max_no_shrink" ? 1 : 0;
  if (wanted.width === undefined || wanted.height === undefined) {
    // With one side there is nothing to cut or to pad: every mode keeps the ratio.
    const kept = box.width > current.width * most || box.width < current.width * least;
    return kept ? {} : { resize: box };
  }
  const fit = fitScale(box, current);
  const cover = coverScale(box, current);
  switch (mode) {
    case "force":
      return { resize: box };
    case "at_max":
    case "at_max_enlarge":
    case "at_max_no_shrink":
      return { resize: scaled(current, Math.max(least, Math.min(most, fit)), box) };
    case "at_least":
      return { resize: scaled(current, cover, box) };
    case "pad_resize":
    case "pad_resize_no_enlarge":
      return frame(scaled(current, Math.min(fit, most), box), box, current, placement);
    case "pad_fill":
      return frame(scaled(current, Math.min(cover, fit / leastKept), box), box, current, placement);
    case "cut_no_enlarge": {
      const resize = scaled(current, Math.min(cover, most), box);
      return frame(resize, common(box, resize), current, placement);
    }
    default: {
      // Where it would be enlarged beyond the limit, the box shrinks instead.
      const shrunk = cover > most ? most / cover : 1;
      const cut = {
        width: Math.max(1, Math.round(box.width * shrunk)),
        height: Math.max(1, Math.round(box.height * shrunk)),
      };
      const grown = scaled(current, Math.min(cover, most), cut);
      const resize = {
        width: Math.max(grown.width, cut.width),
        height: Math.max(grown.height, cut.height),
      };
      return frame(resize, cut, current, placement);
    }
  }
}

/** What lies inside the image has a ratio of its own, even where no side is asked for. */
function byRatioAlone(step: ExactFields, current: Size): Layout {
  const { aspectRatio: ratio, cropMode } = step;
  if (cropMode !== "extract_within" || ratio === undefined) return {};
  const cut = {
    width: Math.max(1, Math.round(Math.min(current.width, current.height * ratio))),
    height: Math.max(1, Math.round(Math.min(current.height, current.width / ratio))),
  };
  const crop = extractWithin(step, cut, current, placementOf(step, 1));
  return isSameSize(crop, current) ? {} : { crop };
}

/** Modes that never make an image larger. */
const shrinkOnly = [
  ...["at_max", "maintain_ratio_no_enlarge", "cut_no_enlarge", "pad_resize_no_enlarge"],
];

/** How much of a side `pad_fill` keeps at least: what the box lacks beyond that is padded. */
const leastKept = 0.5;

/** The size that results from a layout. */
export function sizeAfter(layout: Layout, current: Size): Size {
  const { width, height } = layout.pad ?? layout.crop ?? layout.resize ?? layout.cut ?? current;
  return { width, height };
}

/** Resizes, cuts away what stands out of the box, and pads what the box has more. */
function frame(resize: Size, box: Size, current: Size, placement: Placement): Layout {
  const cut = common(resize, box);
  const scale = { width: resize.width / current.width, height: resize.height / current.height };
  return {
    resize,
    ...(isSameSize(cut, resize)
      ? {}
      : { crop: { ...placeCut(cut, resize, placement, scale), ...cut } }),
    ...(isSameSize(cut, box) ? {} : { pad: { ...onGround(cut, box, placement), ...box } }),
  };
}

/** Cuts where the image is larger (unless it must not shrink) and pads where it is smaller. */
function padExtract(step: ExactFields, box: Size, current: Size, placement: Placement): Layout {
  const cut = step.cropMode === "pad_extract_no_shrink" ? current : common(box, current);
  const backdrop = {
    width: Math.max(box.width, cut.width),
    height: Math.max(box.height, cut.height),
  };
  return {
    ...(isSameSize(cut, current) ? {} : { crop: extract(step, cut, current, placement) }),
    ...(isSameSize(backdrop, cut)
      ? {}
      : { pad: { ...onGround(cut, backdrop, placement), ...backdrop } }),
  };
}

/** Faces are looked for in the image, not beside it. */
function onGround(image: Size, ground: Size, { faces: _, ...placement }: Placement) {
  return placeInside(image, ground, placement);
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

/** The sides that two rectangles have in common. */
function common(a: Size, b: Size): Size {
  return { width: Math.min(a.width, b.width), height: Math.min(a.height, b.height) };
}
