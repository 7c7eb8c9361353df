import { svgLimits } from "./sanitise.ts";
import { svgExtent } from "./size.ts";
import { withPlainSums } from "./style/calc.ts";
import { type Cascade, createCascade, type Variables, withoutVariables } from "./style/cascade.ts";
import { withPlainColours } from "./style/colour.ts";
import { readNodes, type StyledNode, sheetsWithin, writtenNodes } from "./style/node.ts";
import { placeElement } from "./style/place.ts";
import { drawViewportStyle, takeViewportStyle } from "./style/viewport.ts";
import { over } from "./xml.ts";

/** Whether there is anything that only a browser's CSS reads. */
const hasCss =
  /<style|style="|var\(|transform-origin="|(?:rgba?|hsla?|hwb|lab|lch|color|light-dark|calc)\(|rebeccapurple|<svg[^>]* (?:opacity|filter|mask)="/i;

/**
 * A sanitised SVG whose CSS is written as the rasteriser reads it: every rule, variable and colour is
 * worked out, geometry and transforms become attributes, all else a `style` attribute.
 * @param undrawn is told what of the CSS cannot be drawn
 * @throws Failure ELIMIT where the style sheets take too long
 */
export function withPlainCss(text: string, undrawn: (what: string) => void = () => {}): string {
  if (!hasCss.test(text)) return text;
  const root = readNodes(text);
  const viewport = svgExtent(text);
  const cascade = createCascade(sheetsWithin(root), viewport, undrawn);
  applyStyles(root, cascade, { inherited: variablesOfUses(root), box: viewport, undrawn });
  const written = writtenNodes(root);
  if (written.length > mostGrowth * svgLimits.maxBytes) {
    throw over("characters when its style sheets are followed", mostGrowth * svgLimits.maxBytes);
  }
  return written;
}

/** What attributes hold that the rasteriser does not read. */
const isWorkedOut = /\(|rebeccapurple/i;

/** A style sheet repeats what it says at every element. */
const mostGrowth = 4;

interface StyleContext {
  inherited: Variables;
  /** Of the nearest viewport: what percentages are shares of. */
  box: { width: number; height: number };
  undrawn: (what: string) => void;
}

function applyStyles(node: StyledNode, cascade: Cascade, around: StyleContext): void {
  const { values, own } = cascade.declared(node, around.inherited);
  const { attributes } = node;
  for (const [name, value] of attributes) {
    if (name === "style" || !isWorkedOut.test(value)) continue;
    // A value without its variable is as if it had not been said: text's colour, not black.
    const resolved = withoutVariables(value, own);
    if (resolved === undefined) attributes.delete(name);
    else attributes.set(name, withPlainColours(withPlainSums(resolved)));
  }
  const viewport = node.local === "svg" ? takeViewportStyle(node, values) : undefined;
  placeElement(node, values, around.box, around.undrawn);
  const style = [...values].map(([name, value]) => `${name}:${value}`).join(";");
  if (style === "") attributes.delete("style");
  else attributes.set("style", style);
  const box = node.local === "svg" && node.parent ? viewBoxOf(node, around.box) : around.box;
  for (const child of node.children)
    applyStyles(child, cascade, { ...around, inherited: own, box });
  if (viewport) drawViewportStyle(node, viewport);
}

function viewBoxOf({ attributes }: StyledNode, outer: StyleContext["box"]): StyleContext["box"] {
  const [, , width, height] = (attributes.get("viewBox") ?? "")
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  return width && height ? { width, height } : outer;
}

/**
 * Variables that are set where something is used hold within it. The copy that is drawn has no place
 * of its own here, so the last use decides for all.
 */
function variablesOfUses(root: StyledNode): Variables {
  const variables = new Map<string, string>();
  const visit = (node: StyledNode) => {
    if (node.local === "use") {
      const style = node.attributes.get("style") ?? "";
      for (const [, name = "", value = ""] of style.matchAll(/(--[-\w]+)\s*:\s*([^;]+)/g)) {
        variables.set(name, value.trim());
      }
    }
    for (const child of node.children) visit(child);
  };
  visit(root);
  return variables;
}
