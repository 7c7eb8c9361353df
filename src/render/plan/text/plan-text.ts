import type { TextStyle } from "../../../url/parameters/text-style.ts";
import { colourOf } from "../../engine/colour.ts";
import type { Context, PlannedLayer } from "../context.ts";
import { black, type Operation, type TextSource, transparent } from "../operations.ts";
import { roundOperations } from "../outline.ts";
import { atLeast, variablesOf } from "../resolve-expressions.ts";
import type { Size } from "../size.ts";
import { rotatedSize } from "../step.ts";

/** A text with all that is said of its letters. */
export function textSource(
  text: string,
  style: TextStyle,
  base: Size,
  context: Context,
): TextSource {
  const known = variablesOf({ original: base, current: base, base });
  // Text has no size of its own before it is set: only the base's may be named.
  const { bw = 0, bh = 0, bar = 0 } = known;
  const amount = (key: string, value: TextStyle["width"], least = 1) =>
    value === undefined ? undefined : atLeast(least, key, value, { bw, bh, bar });
  const sides = (style.padding ?? [0]).map((side) => Math.round(amount("pa", side, 0) ?? 0));
  const [top = 0, right = top, bottom = top, left = right] = sides;
  const width = amount("w", style.width);
  const lineHeight = amount("lh", style.lineHeight);
  const height = amount("mh", style.height);
  const { weight } = style;
  const bold = weight === undefined ? style.typography?.includes("b") === true : weight >= boldFrom;
  const italic = style.typography?.includes("i") ?? false;
  const decorations = (["underline", "strikethrough"] as const).filter((each) =>
    style.typography?.includes(each),
  );
  const { letterSpacing, clip } = style;
  const cut = { bold, italic, ...(weight && { weight }) };
  return {
    text,
    fontSize: amount("fs", style.fontSize) ?? 14,
    ...(style.font === undefined ? {} : context.font(style.font, cut)),
    ...context.standIns(text, cut),
    bold,
    italic,
    ...(decorations.length === 0 ? {} : { decorations }),
    colour: style.colour ? colourOf(style.colour) : black,
    align: style.align ?? "center",
    ...(width === undefined ? {} : { width: Math.max(1, Math.round(width) - left - right) }),
    ...(lineHeight === undefined ? {} : { lineHeight }),
    ...(letterSpacing === undefined ? {} : { letterSpacing }),
    ...(height === undefined ? {} : { height: Math.max(1, height - top - bottom) }),
    ...(clip === undefined ? {} : { clip }),
    padding: [top, right, bottom, left],
    background: style.background ? colourOf(style.background) : transparent,
  };
}

/** Of a family that has regular and bold, bold is nearer from this weight on. */
const boldFrom = 550;

/** A text, set as its style says; only the renderer knows how large it gets. */
export function planText(
  text: string,
  style: TextStyle,
  base: Size,
  context: Context,
): PlannedLayer {
  const plain = textSource(text, style, base, context);
  const spec = style.fit ? fitted(plain, context) : plain;
  let size: Size = context.measure({ of: "text", text: spec });
  context.check("The text", size);
  const operations: Operation[] = [];
  if (style.radius) operations.push(...roundOperations(style.radius, size, undefined));
  const degrees = ((style.rotation ?? 0) + 360) % 360;
  if (degrees !== 0) {
    size = rotatedSize(size, degrees);
    operations.push({ do: "rotate", degrees, backdrop: transparent, ...size });
  }
  if (style.flip) {
    const vertical = style.flip.includes("v");
    operations.push({ do: "flip", horizontal: style.flip.includes("h"), vertical });
  }
  if (style.alpha !== undefined) operations.push({ do: "opacity", percent: style.alpha * 10 });
  const { width: w, height: h } = size;
  return {
    image: { source: { kind: "text", text: spec }, operations },
    size: { width: w, height: h },
  };
}

/** The same at the font size at which its longest line is as wide as it may be. */
function fitted({ width, ...spec }: TextSource, { measure }: Pick<Context, "measure">): TextSource {
  if (width === undefined) return spec;
  const unbroken = { ...spec, padding: [0, 0, 0, 0] as const };
  const natural = measure({ of: "text", text: unbroken }).width;
  // What is drawn is whole pixels wide: rounded down, it never gets wider than that.
  const scaled = Math.floor(100 * spec.fontSize * (width / natural)) / 100;
  return { ...spec, fontSize: Math.min(largestFont, Math.max(1, scaled)), width };
}

/** In pixels, as `fs` has it. */
const largestFont = 2000;
