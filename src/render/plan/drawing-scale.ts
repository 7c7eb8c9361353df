import type { ImagePlan, Operation, Source } from "./operations.ts";
import type { Box, Size } from "./size.ts";

/** Pixels that a drawing is rasterised in at most when more than its resize is done to it. */
const mostPixels = 16e6;

/** Pixels that tell where a drawing's margin ends. */
const measuredPixels = 4e6;

type FileSource = Extract<Source, { kind: "file" }>;

/**
 * A drawing has no pixels of its own, so what is done before its first resize decides how sharp it
 * can be: it is rasterised at the size that the resize asks for, and what comes before is done at
 * that scale. Left as it is where an operation has no scale.
 */
export function rasterAtFinalSize({ source, operations }: ImagePlan): ImagePlan {
  const at = operations.findIndex((operation) => operation.do === "resize");
  const resize = operations[at];
  if (source.kind !== "file" || !source.raster || resize?.do !== "resize") {
    return { source, operations };
  }
  const { width, height } = resize;
  const rest = operations.slice(at + 1);
  if (at === 0) return { source: { ...source, raster: { width, height } }, operations: rest };
  const before = operations.slice(0, at);
  const resized = before.reduce(sizeAfter, source.raster);
  const wanted = Math.max(width / resized.width, height / resized.height);
  const scaled = atScale(source, before, scaleWithin(wanted, source.raster, mostPixels));
  if (!scaled) return { source, operations };
  return { source: scaled.source, operations: [...scaled.operations, resize, ...rest] };
}

/** The image in which a drawing's margin is looked for, and how much smaller it is. */
export function measurable(image: ImagePlan): { image: ImagePlan; scale: number } {
  const { source, operations } = image;
  const same = { image, scale: 1 };
  if (source.kind !== "file" || !source.raster) return same;
  const scale = scaleWithin(1, source.raster, measuredPixels);
  const scaled = scale < 1 ? atScale(source, operations, scale) : undefined;
  return scaled ? { image: scaled, scale } : same;
}

/** A box that was found at a scale, in pixels of the whole; it holds all that it held. */
export function unscaled({ left, top, width, height }: Box, scale: number, whole: Size): Box {
  const start = (place: number) => Math.floor(place / scale);
  const end = (place: number, most: number) => Math.min(most, Math.ceil(place / scale));
  return {
    left: start(left),
    top: start(top),
    width: end(left + width, whole.width) - start(left),
    height: end(top + height, whole.height) - start(top),
  };
}

function scaleWithin(wanted: number, { width, height }: Size, pixels: number): number {
  return Math.min(wanted, Math.sqrt(Math.max(pixels, 1) / (width * height)));
}

function atScale(
  source: FileSource,
  operations: readonly Operation[],
  scale: number,
): ImagePlan | undefined {
  const natural = source.raster ?? { width: 1, height: 1 };
  const raster = scaledSize(natural, scale);
  const scaled: Operation[] = [];
  let size = raster;
  for (const operation of operations) {
    const next = scaledOperation(operation, scale, size);
    if (!next) return undefined;
    scaled.push(next);
    size = sizeAfter(size, next);
  }
  return { source: { ...source, raster }, operations: scaled };
}

/** The operation on an image that is larger by a factor; undefined where that is not the same. */
function scaledOperation(operation: Operation, scale: number, size: Size): Operation | undefined {
  switch (operation.do) {
    case "crop":
      return { do: "crop", ...scaledBox(operation, scale, size) };
    case "smartCrop":
      return { do: "smartCrop", ...scaledBox({ ...operation, left: 0, top: 0 }, scale, size) };
    case "pad": {
      const backdrop = scaledSize(operation, scale);
      const { kind } = operation.backdrop;
      if (kind === "blurred") return undefined;
      const left = Math.min(Math.round(operation.left * scale), backdrop.width - size.width);
      const top = Math.min(Math.round(operation.top * scale), backdrop.height - size.height);
      if (left < 0 || top < 0) return undefined;
      return { ...operation, ...backdrop, left, top };
    }
    case "border":
      return { ...operation, width: Math.max(1, Math.round(operation.width * scale)) };
    case "round": {
      const [first, second, third, fourth] = operation.radii;
      const radii = [first * scale, second * scale, third * scale, fourth * scale] as const;
      return { do: "round", radii };
    }
    case "blur": {
      const { sigma, region } = operation;
      const box = region ? { region: scaledBox(region, scale, size) } : {};
      return { do: "blur", sigma: sigma * scale, ...box };
    }
    case "cutOut": {
      const { left, top, width, height } = operation.place;
      const place = {
        left: left * scale,
        top: top * scale,
        width: width * scale,
        height: height * scale,
      };
      return { ...operation, place };
    }
    case "gradient":
      return { ...operation, length: operation.length * scale };
    case "rotate":
      return operation.degrees % 90 === 0
        ? { ...operation, ...(operation.degrees % 180 === 0 ? size : turned(size)) }
        : undefined;
    case "backdrop":
      return operation.backdrop.kind === "blurred" ? undefined : operation;
    default:
      return scaleless.has(operation.do) ? operation : undefined;
  }
}

/** What is done to each pixel alone, or to the whole whatever its size. */
const scaleless: ReadonlySet<Operation["do"]> = new Set([
  ...(["orient", "flip", "grayscale", "contrast", "curve", "level", "mix", "lighten"] as const),
  ...(["vibrance", "hue", "tint", "vignette", "colourKey", "threshold", "colorize"] as const),
  ...(["replace", "oval", "opacity"] as const),
]);

function sizeAfter(size: Size, operation: Operation): Size {
  if (operation.do === "orient") return operation.orientation >= 5 ? turned(size) : size;
  if (operation.do === "layer" || !("height" in operation)) return size;
  return { width: operation.width, height: operation.height };
}

function turned({ width, height }: Size): Size {
  return { width: height, height: width };
}

function scaledSize({ width, height }: Size, scale: number): Size {
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

function scaledBox(box: Box, scale: number, within: Size): Box {
  const left = Math.min(Math.round(box.left * scale), within.width - 1);
  const top = Math.min(Math.round(box.top * scale), within.height - 1);
  return {
    left,
    top,
    width: Math.max(1, Math.min(Math.round(box.width * scale), within.width - left)),
    height: Math.max(1, Math.min(Math.round(box.height * scale), within.height - top)),
  };
}
