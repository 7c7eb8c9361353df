import { type SvgSize, toPixels } from "../length.ts";
import { withPlainSums } from "./calc.ts";
import type { StyledNode } from "./node.ts";
import { aboutOrigin, plainTransform, type ReferenceBox } from "./transform.ts";

/** Properties that are attributes for the rasteriser, and the elements that they belong to. */
const geometry: Record<string, string> = {
  x: "svg rect image use",
  y: "svg rect image use",
  width: "svg rect image use",
  height: "svg rect image use",
  cx: "circle ellipse",
  cy: "circle ellipse",
  r: "circle",
  rx: "rect ellipse",
  ry: "rect ellipse",
  d: "path",
};

/** Properties that are worked out together. */
const transforms = ["translate", "rotate", "scale", "transform"] as const;

/** What browsers draw and the rasteriser does not, by the name of the property. */
const beyond: [property: RegExp, value: RegExp, name: string][] = [
  [/^clip-path$/, /^(?:circle|ellipse|inset|polygon|path|rect|xywh)\(/, "clip-path: shape"],
  [/^vector-effect$/, /non-scaling/, "vector-effect"],
  [/^(?:-webkit-)?mask(?:-image)?$/, /gradient\(/, "mask: gradient"],
  [/^offset-path$/, /\(/, "offset-path"],
  [/^animation(?:-name)?$/, /[^;]/, "animation"],
];

/**
 * Moves what places an element out of its declarations into its attributes, and takes out what the
 * rasteriser would read otherwise.
 * @param box of the nearest viewport
 */
export function placeElement(
  node: StyledNode,
  values: Map<string, string>,
  box: SvgSize,
  undrawn: (what: string) => void,
): void {
  for (const [name, value] of [...values, ...node.attributes]) {
    for (const [property, pattern, what] of beyond) {
      if (property.test(name) && pattern.test(value)) undrawn(what);
    }
  }
  for (const [name, value] of values) {
    const elements = geometry[name];
    if (elements === undefined) continue;
    values.delete(name);
    if (elements.split(" ").includes(node.local)) setGeometry(node, name, value, box);
  }
  const kind = node.local === "mask" ? values.get("mask-type") : undefined;
  if (kind !== undefined) node.attributes.set("mask-type", kind);
  transform(node, values, box, undrawn);
}

function setGeometry({ attributes }: StyledNode, name: string, value: string, box: SvgSize): void {
  if (name === "d") {
    const [, path] = /^path\(\s*["'](.*)["']\s*\)$/s.exec(value) ?? [];
    if (path !== undefined) attributes.set("d", path);
    return;
  }
  if (value === "auto") {
    attributes.delete(name);
    return;
  }
  const side = /^(?:y|height|cy|ry)$/.test(name) ? box.height : box.width;
  const plain = value.includes("(") ? withPlainSums(value, side) : value;
  const pixels = plain.endsWith("%") ? undefined : toPixels(plain, undefined);
  if (pixels !== undefined) attributes.set(name, String(pixels));
  else if (/^-?[\d.]+%$/.test(value)) attributes.set(name, value);
}

function transform(
  node: StyledNode,
  values: Map<string, string>,
  box: SvgSize,
  undrawn: (what: string) => void,
): void {
  const { attributes, local } = node;
  const attribute = local.endsWith("Gradient")
    ? "gradientTransform"
    : local === "pattern"
      ? "patternTransform"
      : "transform";
  const take = (name: string) => {
    const value = values.get(name) ?? attributes.get(name);
    values.delete(name);
    if (name.startsWith("transform-")) attributes.delete(name);
    return value;
  };
  const origin = take("transform-origin");
  const around = take("transform-box");
  if (transforms.some((name) => values.has(name))) {
    const wanted = Object.fromEntries(transforms.map((name) => [name, values.get(name)]));
    // A property of its own goes before the transform, which may be the attribute.
    const plain = plainTransform(wanted, box);
    for (const name of transforms) values.delete(name);
    if (plain === undefined) undrawn("transform in space");
    else if (wanted.transform === undefined && attributes.has(attribute)) {
      attributes.set(attribute, `${plain} ${attributes.get(attribute)}`);
    } else attributes.set(attribute, plain);
  }
  const done = attributes.get(attribute);
  if (origin === undefined || done === undefined) return;
  const own =
    around === "fill-box" || around === "content-box" ? boxOf(node) : { ...box, x: 0, y: 0 };
  if (own) attributes.set(attribute, aboutOrigin(done, origin, own));
  else undrawn("transform-box of a path");
}

/** The box of a shape that has sides; undefined for others. */
function boxOf({ local, attributes }: StyledNode): ReferenceBox | undefined {
  const number = (name: string) => Number.parseFloat(attributes.get(name) ?? "0") || 0;
  switch (local) {
    case "rect":
    case "image":
    case "use":
      return { x: number("x"), y: number("y"), width: number("width"), height: number("height") };
    case "circle":
    case "ellipse": {
      const x = number(local === "circle" ? "r" : "rx");
      const y = number(local === "circle" ? "r" : "ry");
      return { x: number("cx") - x, y: number("cy") - y, width: 2 * x, height: 2 * y };
    }
    case "line":
      return around([number("x1"), number("y1"), number("x2"), number("y2")]);
    case "polygon":
    case "polyline":
      return around(
        (attributes.get("points") ?? "")
          .trim()
          .split(/[\s,]+/)
          .map(Number),
      );
    default:
      return undefined;
  }
}

/** The box around points that are given as x, y, x, y. */
function around(places: readonly number[]): ReferenceBox | undefined {
  if (!places.every(Number.isFinite) || places.length < 2) return undefined;
  const xs = places.filter((_, i) => i % 2 === 0);
  const ys = places.filter((_, i) => i % 2 === 1);
  const least = (list: number[]) => list.reduce((a, b) => Math.min(a, b));
  const most = (list: number[]) => list.reduce((a, b) => Math.max(a, b));
  const [x, y] = [least(xs), least(ys)];
  return { x, y, width: most(xs) - x, height: most(ys) - y };
}
