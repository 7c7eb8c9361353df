/**
 * A sanitised SVG whose CSS is written as the rasteriser reads it: it knows neither variables, nor
 * colours as CSS writes them now, nor geometry and transforms in a `style` attribute.
 */
export function withPlainCss(text: string): string {
  if (!/var\(|style="|rgba?\(|hsla?\(/.test(text)) return text;
  const variables = variablesOf(text);
  const resolved = withoutVariables(text, variables).replace(modernColour, plainColour);
  return resolved.replace(/<([a-zA-Z]+)((?: [^<>]*?)?) style="([^"]*)"/g, movedOut);
}

/** Custom properties by their names; the last declaration counts, wherever it is. */
function variablesOf(text: string): Map<string, string> {
  const variables = new Map<string, string>();
  for (const [, name = "", value = ""] of text.matchAll(/(--[-\w]+)\s*:\s*([^;{}"<>]+)/g)) {
    variables.set(name, value.trim());
  }
  return variables;
}

/** References to references are followed so far, and circles no further. */
const mostReferences = 8;

/** A use of a variable that has none in its fallback. */
const innermost = /var\(\s*(--[-\w]+)\s*(?:,((?:[^()]|\([^()]*\))*))?\)/g;

function withoutVariables(text: string, variables: Map<string, string>): string {
  let resolved = text;
  for (let i = 0; i < mostReferences && resolved.includes("var("); i += 1) {
    // What has no value is as if it had not been said: text's colour, not black.
    resolved = resolved.replace(innermost, (_, name: string, fallback?: string) => {
      return variables.get(name) ?? fallback?.trim() ?? "inherit";
    });
  }
  return resolved;
}

const modernColour =
  /\b(rgba?|hsla?)\(\s*([^(),]+?)\s+([^(),\s]+)\s+([^(),\s/]+)\s*(?:\/\s*([^(),\s]+)\s*)?\)/gi;

/** With commas, and alpha as a number. */
function plainColour(_: string, name: string, ...parts: (string | undefined)[]): string {
  const [first = "0", second = "0", third = "0", alpha] = parts;
  const kind = name.slice(0, 3).toLowerCase();
  const values = [first, second, third].map((value) => (value === "none" ? "0" : value));
  if (alpha === undefined) return `${kind}(${values.join(", ")})`;
  const share = alpha.endsWith("%") ? Number.parseFloat(alpha) / 100 : alpha;
  return `${kind}a(${values.join(", ")}, ${share})`;
}

/** Properties that are attributes for the rasteriser. */
const geometry = new Set(["x", "y", "cx", "cy", "r", "rx", "ry", "width", "height", "transform"]);

function movedOut(_: string, element: string, before: string, style: string): string {
  let attributes = before;
  const kept: string[] = [];
  for (const declaration of style.split(";")) {
    const colon = declaration.indexOf(":");
    const name = declaration.slice(0, colon).trim().toLowerCase();
    if (colon < 0 || !geometry.has(name)) {
      kept.push(declaration);
      continue;
    }
    const value = declaration
      .slice(colon + 1)
      .replace(/!\s*important/i, "")
      .trim();
    attributes = attributes.replace(new RegExp(` ${name}="[^"]*"`), "");
    attributes += ` ${name}="${name === "transform" ? svgTransform(value) : value.replace(/px$/, "")}"`;
  }
  return `<${element}${attributes} style="${kept.join(";")}"`;
}

const degreesIn: Record<string, number> = { deg: 1, turn: 360, rad: 180 / Math.PI, grad: 0.9 };

/** CSS writes units and translateX; SVG's attribute has neither. */
function svgTransform(value: string): string {
  return value
    .replace(/(-?[\d.]+)(deg|turn|rad|grad)/g, (_, n: string, unit: string) =>
      String(Number(n) * (degreesIn[unit] ?? 1)),
    )
    .replace(/(-?[\d.]+)px/g, "$1")
    .replace(/(translate|scale)X\(([^)]*)\)/gi, (_, name: string, n: string) =>
      name === "translate" ? `translate(${n},0)` : `scale(${n},1)`,
    )
    .replace(/(translate|scale)Y\(([^)]*)\)/gi, (_, name: string, n: string) =>
      name === "translate" ? `translate(0,${n})` : `scale(1,${n})`,
    );
}
