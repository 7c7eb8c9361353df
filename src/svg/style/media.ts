import { type SvgSize, toPixels } from "../length.ts";

/**
 * Whether what a style sheet says under a condition counts, where the drawing is an image of its own
 * size on a screen in light colours. Of `@supports`, everything is taken for supported.
 */
export function appliesTo(kind: "media" | "supports", condition: string, size: SvgSize): boolean {
  const text = condition.trim().toLowerCase();
  if (kind === "supports") return !/^not\b/.test(text);
  return text === "" || text.split(",").some((query) => queryApplies(query.trim(), size));
}

function queryApplies(query: string, size: SvgSize): boolean {
  const negated = /^not\s+/.exec(query);
  const positive = query.replace(/^(?:not|only)\s+/, "");
  const applies = positive
    .split(/\s+and\s+/)
    .every((part) => part.split(/\s+or\s+/).some((one) => featureApplies(one.trim(), size)));
  return negated ? !applies : applies;
}

const comparisons: Record<string, (a: number, b: number) => boolean> = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "=": (a, b) => a === b,
};

function featureApplies(feature: string, { width, height }: SvgSize): boolean {
  if (feature === "all" || feature === "screen") return true;
  const inner = /^\(\s*([^()]*?)\s*\)$/.exec(feature)?.[1];
  if (inner === undefined) return false;
  const sides: Record<string, number> = { width, height };
  const [, limit, side = "", length] =
    /^(?:(min|max)-)?(width|height)\s*:\s*(.+)$/.exec(inner) ?? [];
  if (length !== undefined) {
    const compare = comparisons[limit === "min" ? ">=" : limit === "max" ? "<=" : "="];
    return compare?.(sides[side] ?? 0, toPixels(length, undefined) ?? Number.NaN) ?? false;
  }
  const [, ranged = "", operator = "", bound] =
    /^(width|height)\s*([<>]=?|=)\s*(.+)$/.exec(inner) ?? [];
  if (bound !== undefined) {
    const against = toPixels(bound, undefined) ?? Number.NaN;
    return comparisons[operator]?.(sides[ranged] ?? 0, against) ?? false;
  }
  const plain = inner.replace(/\s+/g, "");
  if (plain === "orientation:portrait") return height >= width;
  if (plain === "orientation:landscape") return width > height;
  return ["prefers-color-scheme:light", "prefers-reduced-motion:no-preference", "color"].includes(
    plain,
  );
}
