import { colour, number, type Read, side, whole, worked } from "../imgix/values.ts";
import type { Anchor } from "../parameters/focus.ts";
import { type Rewritten, readQuery } from "../rewriter.ts";
import type { PlainStep } from "../transformation.ts";

/**
 * Reads the query of an Akamai Image Manager URL: `imwidth`, `imheight`, `imdensity`, and the
 * transformations of `im` that have one meaning without a policy. Never throws. Pure.
 * Source: ImageKit's documentation of its rewriter, Akamai's of IMQuery.
 */
export function rewriteAkamai(query: string): Rewritten {
  const [ignored, unsupported]: [string[], string[]] = [[], []];
  const approximate: string[] = [];
  const first: PlainStep = {};
  const steps: PlainStep[] = [];
  for (const { name, value, token } of readQuery(query)) {
    if (name === "im") {
      for (const operation of split(value, ";")) {
        const made = readOperation(operation);
        if (made === "unknown") unsupported.push(`im=${operation}`);
        else if (made === undefined) ignored.push(`im=${operation}`);
        else steps.push(made);
      }
      continue;
    }
    if (elsewhere.includes(name)) unsupported.push(token);
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!field) continue;
    const made = field.read(value);
    if (made === undefined) ignored.push(token);
    else Object.assign(first, { [field.name]: made });
  }
  // A density alone enlarges nothing.
  const sized = first.width !== undefined || first.height !== undefined;
  if (!sized) delete first.pixelRatio;
  const taken = [...steps, ...(sized ? [first] : [])];
  return {
    transformation: taken.length > 0 ? taken : undefined,
    ignored: [...ignored, ...unsupported],
    unsupported,
    approximate,
  };
}

const fields: Record<string, { name: keyof PlainStep; read: Read<number> }> = {
  imwidth: { name: "width", read: whole(1, 65_535) },
  imheight: { name: "height", read: whole(1, 65_535) },
  imdensity: { name: "pixelRatio", read: number(0.1, 5) },
};

/** What only the policies of an account can answer. */
const elsewhere = ["impolicy", "imformat", "imbypass"];

/** Whether a parameter of a query is one of Akamai Image Manager's. */
export function isAkamaiParameter(name: string): boolean {
  return name === "im" || Object.hasOwn(fields, name) || elsewhere.includes(name);
}

/** What stands in one transformation of `im`: `Resize=(300,200)`, `Crop,size=(300,200),gravity=North`. */
interface Operation {
  /** Behind the name's own `=`. */
  own?: string;
  options: Record<string, string>;
}

function readOperation(text: string): PlainStep | undefined | "unknown" {
  const [head = "", ...rest] = split(text, ",");
  const at = head.indexOf("=");
  const name = at < 0 ? head : head.slice(0, at);
  const make = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!make) return "unknown";
  const pairs = rest.map((piece) => [
    piece.slice(0, piece.indexOf("=") >>> 0),
    piece.slice(piece.indexOf("=") + 1),
  ]);
  return make({
    ...(at < 0 ? {} : { own: head.slice(at + 1) }),
    options: Object.fromEntries(pairs),
  });
}

/** Splits where no bracket is open. */
function split(text: string, separator: string): string[] {
  const pieces = [""];
  let depth = 0;
  for (const letter of text) {
    depth += letter === "(" ? 1 : letter === ")" ? -1 : 0;
    if (letter === separator && depth <= 0) pieces.push("");
    else pieces.push(`${pieces.pop()}${letter}`);
  }
  return pieces.filter((piece) => piece !== "");
}

/** `(300,200)` as numbers, one of them or all. */
function tuple(text: string | undefined, read: Read<number>): (number | undefined)[] {
  return (text ?? "")
    .replace(/^\(|\)$/g, "")
    .split(",")
    .map((piece) => read(piece));
}

function sizeIn({ own, options }: Operation): { width?: number; height?: number } | undefined {
  const [first, second] = tuple(own ?? options.size, side);
  const given = [
    ["width", first ?? (options.width === undefined ? undefined : side(options.width))],
    ["height", second ?? (options.height === undefined ? undefined : side(options.height))],
  ].filter(([, value]) => value !== undefined);
  return given.length > 0 ? Object.fromEntries(given) : undefined;
}

/** Whole ones, and at least one. */
function pixels(length: number): number {
  return Math.max(1, Math.round(length));
}

const gravities: Record<string, Anchor> = {
  North: "top",
  South: "bottom",
  East: "right",
  West: "left",
  Center: "center",
  NorthEast: "top_right",
  NorthWest: "top_left",
  SouthEast: "bottom_right",
  SouthWest: "bottom_left",
};

const operations: Record<string, (operation: Operation) => PlainStep | undefined> = {
  Resize(operation) {
    const size = sizeIn(operation);
    if (!size) return undefined;
    const { aspect = "fit", type = "normal" } = operation.options;
    const both = size.width !== undefined && size.height !== undefined;
    if (aspect === "ignore") return { ...size, crop: "force" };
    if (aspect === "fill") return { ...size, crop: both ? "at_least" : "at_max_enlarge" };
    const crop = {
      normal: "at_max_enlarge",
      downsize: "at_max",
      upsize: "at_max_no_shrink",
    } as const;
    return Object.hasOwn(crop, type)
      ? { ...size, crop: crop[type as keyof typeof crop] }
      : undefined;
  },
  Crop(operation) {
    const [x, y, width, height] = tuple(operation.options.rect, number(0, 65_535));
    if (x !== undefined && y !== undefined && width && height) {
      const whole = { x: Math.round(x), y: Math.round(y) };
      const size = { width: pixels(width), height: pixels(height) };
      return { cropMode: "extract_within", ...whole, ...size };
    }
    const size = sizeIn(operation);
    const { gravity = "Center" } = operation.options;
    const focus = Object.hasOwn(gravities, gravity) ? gravities[gravity] : undefined;
    return size && focus && { cropMode: "extract_within", ...size, focus };
  },
  AspectCrop({ own, options }) {
    const [across, down] = tuple(own, number(0.01, 10_000));
    const width = across ?? number(0.01, 10_000)(options.width ?? "");
    const height = down ?? number(0.01, 10_000)(options.height ?? "");
    if (!width || !height) return undefined;
    const part = (text = "0.5") => number(0, 1)(text) ?? 0.5;
    return {
      cropMode: "extract_within",
      width: worked("ch", "mul", width / height),
      height: worked("cw", "div", width / height),
      focus: "xy_center",
      xCenter: worked("cw", "mul", part(options.xPosition)),
      yCenter: worked("ch", "mul", part(options.yPosition)),
    };
  },
  Rotate({ own, options }) {
    const degrees = number(-360, 360)(own ?? options.degrees ?? "");
    return degrees === undefined ? undefined : { rotation: degrees };
  },
  Mirror({ own, options }) {
    const on = (name: string) => options[name] !== undefined && options[name] !== "false";
    const flips = [own === "horizontal" || on("horizontal"), own === "vertical" || on("vertical")];
    if (flips.every((flip) => !flip)) return undefined;
    return { flip: flips.every((flip) => flip) ? "h_v" : flips[0] ? "h" : "v" };
  },
  Grayscale: () => ({ grayscale: true }),
  Blur({ own, options }) {
    // Twice the standard deviation is what `bl` means.
    const sigma = number(0.5, 50)(own ?? options.sigma ?? "2");
    return sigma === undefined ? undefined : { blur: sigma * 2 };
  },
  BackgroundColor({ own, options }) {
    const painted = colour(own ?? options.color ?? "");
    return painted && { background: { kind: "colour", colour: painted } };
  },
  Opacity({ own, options }) {
    const part = number(0, 1)(own ?? options.opacity ?? "");
    return part === undefined ? undefined : { opacity: part * 100 };
  },
};
