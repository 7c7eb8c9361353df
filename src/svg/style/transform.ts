import { type SvgSize, toPixels } from "../length.ts";

/** a, b, c, d, e and f, as SVG's `matrix()` has them. */
type Matrix = readonly [number, number, number, number, number, number];

/** Where percentages of a transform count from, and what they are percentages of. */
export interface ReferenceBox extends SvgSize {
  x: number;
  y: number;
}

const degreesIn: Record<string, number> = { deg: 1, turn: 360, rad: 180 / Math.PI, grad: 0.9 };

/**
 * What the CSS properties `translate`, `rotate`, `scale` and `transform` do together, as an
 * attribute says it; undefined where a part needs a third dimension or a reader of expressions.
 */
export function plainTransform(
  values: { translate?: string; rotate?: string; scale?: string; transform?: string },
  box: SvgSize,
): string | undefined {
  const { translate, rotate, scale, transform } = values;
  const parts = [
    isGiven(translate) ? `translate(${translate.trim().replace(/\s+/g, ",")})` : "",
    isGiven(rotate) ? `rotate(${rotate.trim().replace(/^z\s+/, "")})` : "",
    isGiven(scale) ? `scale(${scale.trim().replace(/\s+/g, ",")})` : "",
    isGiven(transform) ? transform : "",
  ];
  const text = parts.join(" ");
  let whole: Matrix = [1, 0, 0, 1, 0, 0];
  for (const [, name = "", list = ""] of text.matchAll(oneFunction)) {
    const one = matrixOf(name.toLowerCase(), list.split(","), box);
    if (!one?.every(Number.isFinite)) return undefined;
    whole = product(whole, one);
  }
  // What was not read as a function is none.
  if (text.replace(oneFunction, "").trim() !== "") return undefined;
  return `matrix(${whole.map((value) => Number(value.toFixed(6))).join(" ")})`;
}

const oneFunction = /([a-z][a-z\d]*)\(([^()]*)\)/gi;

function isGiven(value: string | undefined): value is string {
  return value !== undefined && value.trim().toLowerCase() !== "none";
}

/** The attribute that turns and stretches about a point instead of the corner. */
export function aboutOrigin(transform: string, origin: string, box: ReferenceBox): string {
  const [x, y] = originOf(origin, box);
  if (x === 0 && y === 0) return transform;
  return `translate(${x} ${y}) ${transform} translate(${-x} ${-y})`;
}

function matrixOf(name: string, list: readonly string[], box: SvgSize): Matrix | undefined {
  const number = (i: number, otherwise = Number.NaN) => {
    const text = list[i]?.trim();
    if (text === undefined || text === "") return otherwise;
    return text.endsWith("%") ? Number(text.slice(0, -1)) / 100 : Number(text);
  };
  const length = (i: number, whole: number, otherwise = Number.NaN) => {
    const text = list[i]?.trim();
    return text ? (toPixels(text, whole) ?? Number.NaN) : otherwise;
  };
  const angle = (i: number, otherwise = Number.NaN) => {
    const text = list[i]?.trim();
    if (!text) return otherwise;
    const [, digits = text, unit = "deg"] = /^(.*?)(deg|turn|rad|grad)$/i.exec(text) ?? [];
    return (Number(digits) * (degreesIn[unit.toLowerCase()] ?? 1) * Math.PI) / 180;
  };
  const { width, height } = box;
  switch (name) {
    case "translate":
    case "translate3d":
      return [1, 0, 0, 1, length(0, width), length(1, height, 0)];
    case "translatex":
      return [1, 0, 0, 1, length(0, width), 0];
    case "translatey":
      return [1, 0, 0, 1, 0, length(0, height)];
    case "translatez":
      return [1, 0, 0, 1, 0, 0];
    case "scale":
    case "scale3d":
      return [number(0), 0, 0, number(1, number(0)), 0, 0];
    case "scalex":
      return [number(0), 0, 0, 1, 0, 0];
    case "scaley":
      return [1, 0, 0, number(0), 0, 0];
    case "scalez":
      return [1, 0, 0, 1, 0, 0];
    case "rotate":
    case "rotatez": {
      // SVG's own form has a centre.
      if (list.length === 3) return aboutCentre(angle(0), number(1), number(2));
      return turn(angle(0));
    }
    // Without a perspective, what is turned out of the plane is only narrower.
    case "rotatex":
      return [1, 0, 0, Math.cos(angle(0)), 0, 0];
    case "rotatey":
      return [Math.cos(angle(0)), 0, 0, 1, 0, 0];
    case "skew":
      return [1, Math.tan(angle(1, 0)), Math.tan(angle(0)), 1, 0, 0];
    case "skewx":
      return [1, 0, Math.tan(angle(0)), 1, 0, 0];
    case "skewy":
      return [1, Math.tan(angle(0)), 0, 1, 0, 0];
    case "matrix":
      return [number(0), number(1), number(2), number(3), number(4), number(5)];
    case "matrix3d":
      return [number(0), number(1), number(4), number(5), number(12), number(13)];
    default:
      return undefined;
  }
}

function turn(angle: number): Matrix {
  return [Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle), 0, 0];
}

function aboutCentre(angle: number, x: number, y: number): Matrix {
  return product(product([1, 0, 0, 1, x, y], turn(angle)), [1, 0, 0, 1, -x, -y]);
}

function product(left: Matrix, right: Matrix): Matrix {
  const [a, b, c, d, e, f] = left;
  const [p, q, r, s, t, u] = right;
  return [
    a * p + c * q,
    b * p + d * q,
    a * r + c * s,
    b * r + d * s,
    a * t + c * u + e,
    b * t + d * u + f,
  ];
}

const sides: Record<string, number> = { left: 0, top: 0, center: 0.5, right: 1, bottom: 1 };

/** The point of `transform-origin`: two of keywords, lengths and percentages, the second may lack. */
function originOf(text: string, box: ReferenceBox): [number, number] {
  const words = text.trim().toLowerCase().split(/\s+/);
  // `top left` and `bottom` are said the other way round.
  const isVertical = (word: string | undefined) => word === "top" || word === "bottom";
  const isHorizontal = (word: string | undefined) => word === "left" || word === "right";
  const [first = "0", second = "center"] = words;
  const [x, y] = isVertical(first) || isHorizontal(words[1]) ? [second, first] : [first, second];
  const at = (word: string, start: number, length: number) => {
    const share = sides[word];
    return start + (share === undefined ? (toPixels(word, length) ?? 0) : share * length);
  };
  return [at(x, box.x, box.width), at(y, box.y, box.height)];
}
