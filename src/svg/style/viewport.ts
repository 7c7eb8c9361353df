import type { StyledNode } from "./node.ts";

/** What the shorthand of a background holds beside its colour. */
const notColours =
  /^(?:none|(?:no-)?repeat(?:-[xy])?|space|round|center|left|right|top|bottom|fixed|local|scroll|cover|contain|auto|(?:border|padding|content)-box|\/|[-+]?[\d.]+(?:%|[a-z]+)?|(?:url|image-set|[a-z-]*gradient)\(.*|inherit|initial|unset|revert|transparent)$/i;

/** Words, and functions with what is within their brackets. */
const words = /[^\s,()]+\([^()]*\)|[^\s,()]+/g;

/** What the rasteriser applies twice where an `svg` element has it. */
const doubled = ["opacity", "filter", "mask"] as const;

/** What is drawn of an `svg` element by elements within it. */
interface ViewportStyle {
  effects: Map<string, string>;
  /** Colour of the ground, which only the outermost has. */
  ground: string | undefined;
}

/** Takes them out of the declarations and attributes of an `svg` element. */
export function takeViewportStyle(
  { attributes, parent }: StyledNode,
  values: Map<string, string>,
): ViewportStyle {
  const ground = values.get("background-color") ?? values.get("background") ?? "";
  const colours = (ground.match(words) ?? []).filter((word) => !notColours.test(word));
  const effects = new Map<string, string>();
  for (const name of doubled) {
    const value = values.get(name) ?? attributes.get(name);
    if (value !== undefined) effects.set(name, value);
    values.delete(name);
    attributes.delete(name);
  }
  return { effects, ground: !parent && colours.length === 1 ? colours[0] : undefined };
}

export function drawViewportStyle(node: StyledNode, { effects, ground }: ViewportStyle): void {
  if (effects.size > 0) {
    const group = element(node, "g", effects);
    group.content = node.content;
    group.children = node.children;
    node.content = [group];
    node.children = [group];
  }
  if (ground === undefined) return;
  // Effects leave the ground as it is: browsers paint it on the canvas.
  const painted = groundOf(node, ground);
  node.content.unshift(painted);
  node.children.unshift(painted);
}

/** As large as any view of it: the root's shape may be another than that of its view box. */
function groundOf(root: StyledNode, fill: string): StyledNode {
  const numbers = (root.attributes.get("viewBox") ?? "")
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const [x = 0, y = 0, width = 0, height = 0] = numbers.every(Number.isFinite) ? numbers : [];
  if (width <= 0 || height <= 0) {
    return element(root, "rect", [
      ["width", "100%"],
      ["height", "100%"],
      ["fill", fill],
    ]);
  }
  const around = 100 * Math.max(width, height);
  return element(root, "rect", [
    ["x", String(x - around)],
    ["y", String(y - around)],
    ["width", String(width + 2 * around)],
    ["height", String(height + 2 * around)],
    ["fill", fill],
  ]);
}

function element(
  parent: StyledNode,
  local: string,
  attributes: Iterable<[string, string]>,
): StyledNode {
  const named = new Map(attributes);
  return { local, attributes: named, parent, content: [], children: [], place: 0 };
}
