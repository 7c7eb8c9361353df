import type { Amount, Expression } from "../../parameters/expression.ts";
import type { TextStyle } from "../../parameters/text-style.ts";
import type { Layer, PlainStep, Step, Transformation } from "../../transformation.ts";

/**
 * Multiplies by `dpr`, wherever it stood: widths and heights in pixels, and from the first step that
 * has one on whatever else has a length: offsets, corners, borders, blurs, shadows, layers and
 * their texts, so that the image looks the same on a denser screen. What is cut out before it is
 * scaled stays the same part of the image, and multiples stay what they are.
 * A ratio that only the client knows multiplies sizes alone.
 */
export function densify(transformation: Transformation, ratio: number | "auto"): Transformation {
  if (ratio === 1) return transformation;
  const onlyCut = !hasSize(transformation);
  return densifyChain(transformation, ratio, { sized: false, onlyCut });
}

/** Whether a step scales to a size in pixels. */
function hasSize(transformation: Transformation): boolean {
  return transformation.some((step) =>
    "if" in step
      ? hasSize(step.met) || hasSize(step.unmet ?? [])
      : isSized(step) && step.cropMode !== "extract_within",
  );
}

function isSized({ width, height }: PlainStep): boolean {
  return [width, height].some((side) => side !== undefined && isPixels(side));
}

interface Progress {
  /** Whether a size in pixels has been met. */
  sized: boolean;
  /** Whether no step scales: then the cut is what is denser. */
  onlyCut: boolean;
}

function densifyChain(
  steps: Transformation,
  ratio: number | "auto",
  progress: Progress,
): Transformation {
  return steps.map((step): Step => {
    if (!("if" in step)) return densifyStep(step, ratio, progress);
    const [met, unmet] = [{ ...progress }, { ...progress }];
    const made = { ...step, met: densifyChain(step.met, ratio, met) };
    if (step.unmet) made.unmet = densifyChain(step.unmet, ratio, unmet);
    progress.sized = met.sized || unmet.sized;
    return made;
  });
}

function densifyStep(step: PlainStep, ratio: number | "auto", progress: Progress): PlainStep {
  const scaled = isSized(step) && (step.cropMode !== "extract_within" || progress.onlyCut);
  progress.sized ||= scaled;
  const dense: PlainStep = scaled ? { ...step, pixelRatio: ratio } : { ...step };
  if (ratio === "auto" || !progress.sized) return dense;
  if (scaled) {
    // The step multiplies both sides: one that is a multiple of the image's is divided before.
    if (step.width !== undefined) dense.width = divided(step.width, ratio);
    if (step.height !== undefined) dense.height = divided(step.height, ratio);
  }
  const by = (length: number) => Number((length * ratio).toFixed(6));
  const whole = (length: number) => Math.round(length * ratio) + 0;
  if (scaled && progress.onlyCut) {
    if (typeof step.x === "number") dense.x = whole(step.x);
    if (typeof step.y === "number") dense.y = whole(step.y);
  }
  if (step.blur !== undefined) dense.blur = Math.min(100, Math.max(1, by(step.blur)));
  if (Array.isArray(step.radius)) {
    dense.radius = step.radius.map((r) => Math.min(65_535, whole(r))) as [number];
  }
  if (typeof step.border?.width === "number") {
    dense.border = { ...step.border, width: Math.min(10_000, by(step.border.width)) };
  }
  if (step.castShadow) dense.castShadow = densifyShadow(step.castShadow, whole);
  if (step.outline) {
    dense.outline = {
      ...step.outline,
      wi: Math.min(100, Math.max(1, whole(step.outline.wi ?? 5))),
    };
  }
  if (step.layers) dense.layers = step.layers.map((layer) => densifyLayer(layer, ratio));
  return dense;
}

function densifyShadow(
  { x = 10, y = 10, bl = 10, ...rest }: NonNullable<PlainStep["castShadow"]>,
  whole: (length: number) => number,
) {
  const within = (length: number) => Math.max(-2000, Math.min(2000, whole(length)));
  return { ...rest, x: within(x), y: within(y), bl: Math.min(100, whole(bl)) };
}

function densifyLayer(layer: Layer, ratio: number): Layer {
  const placed = { ...layer.placement };
  for (const key of ["x", "y", "xCenter", "yCenter"] as const) {
    const value = placed[key];
    if (typeof value === "number") placed[key] = Math.round(value * ratio);
  }
  if (layer.kind === "text") {
    return { ...layer, placement: placed, style: densifyStyle(layer.style, ratio) };
  }
  if (layer.kind === "subtitles") {
    const { fontSize } = layer.style;
    const font = fontSize === undefined ? {} : densifyStyle({ fontSize }, ratio);
    return { ...layer, placement: placed, style: { ...layer.style, ...font } };
  }
  return { ...layer, placement: placed, steps: densify(layer.steps, ratio) };
}

function densifyStyle(style: TextStyle, ratio: number): TextStyle {
  const dense = { ...style };
  const by = (key: "fontSize" | "width" | "lineHeight", most: number) => {
    const value = style[key];
    if (typeof value !== "number") return;
    dense[key] = Math.min(most, Math.max(1, Number((value * ratio).toFixed(6))));
  };
  by("fontSize", 2000);
  by("width", 16_383);
  by("lineHeight", 4000);
  if (style.padding) {
    dense.padding = style.padding.map((side) =>
      typeof side === "number" ? Math.min(10_000, Math.round(side * ratio)) : side,
    );
  }
  return dense;
}

const lengths = ["cw", "ch", "iw", "ih", "bw", "bh"];

/** Whether a side is a number of pixels, and no multiple of an image's. */
function isPixels(side: Amount | "auto"): boolean {
  if (typeof side === "number" || side === "auto") return true;
  return !side.operands.some((operand) => lengths.includes(operand as string));
}

function divided<S extends Amount | "auto">(side: S, ratio: number): S | Expression {
  if (isPixels(side)) return side;
  const { operands, operators } = side as Expression;
  // A sum would have to be divided piece by piece.
  const simple = operators.every((operator) => operator === "mul" || operator === "div");
  return simple ? { operands: [...operands, ratio], operators: [...operators, "div"] } : side;
}
