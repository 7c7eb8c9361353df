import type { UrlColour } from "../parameters/colour.ts";
import type { Placement } from "../parameters/layer.ts";
import type { Layer, PlainStep } from "../transformation.ts";
import { anchorOf, placedByAxis } from "./align.ts";
import { inputOf, type MayFetch } from "./layers.ts";
import type { ImgixValues } from "./parameters.ts";
import { colour, lengthOf, worked } from "./values.ts";

/** imgix' modes that are ours. */
const modes = {
  normal: undefined,
  multiply: "multiply",
  screen: "screen",
  overlay: "overlay",
} as const satisfies Record<string, Placement["mode"]>;

/** What is laid over the whole image: a colour, or an image of the endpoint's origins. */
export function blendOf(values: ImgixValues, mayFetch: MayFetch): Layer | undefined {
  const { blend, "blend-color": said, "blend-mode": named = "overlay" } = values;
  if (!isMode(named)) return undefined;
  const mode = modes[named];
  const painted = said ?? (blend === undefined ? undefined : colour(blend));
  if (painted) return colourLayer(painted, mode, values);
  // A bare word is neither a colour nor a file: imgix passes over it, too.
  const input = blend?.match(/[./]/) ? inputOf(blend, mayFetch) : undefined;
  return input === undefined ? undefined : imageLayer(input, mode, values);
}

/** Whether a mode is one that we have. */
export function isMode(mode: string): mode is keyof typeof modes {
  return Object.hasOwn(modes, mode);
}

function colourLayer(painted: UrlColour, mode: Placement["mode"], values: ImgixValues): Layer {
  const { "blend-alpha": alpha = 100 } = values;
  const opacity = Math.round((painted.opacity * alpha) / 100);
  const { width, height } = sidesOf(values);
  return {
    kind: "canvas",
    placement: { x: 0, y: 0, ...(mode ? { mode } : {}) },
    steps: [{ width, height, background: { kind: "colour", colour: { ...painted, opacity } } }],
  };
}

const fits: Record<NonNullable<ImgixValues["blend-fit"]>, PlainStep> = {
  clip: { crop: "at_max_enlarge" },
  max: { crop: "at_max" },
  crop: {},
  scale: { crop: "force" },
};

function imageLayer(input: string, mode: Placement["mode"], values: ImgixValues): Layer {
  const { "blend-alpha": alpha = 100, "blend-size": size, "blend-fit": fit = "clip" } = values;
  const { "blend-crop": kept = [] } = values;
  // An image in a layer is trimmed unless it says otherwise.
  const step: PlainStep = { trim: false };
  const { width, height } = sidesOf(values);
  if (size === "inherit") Object.assign(step, { width, height });
  else if (values["blend-w"] !== undefined || values["blend-h"] !== undefined) {
    if (values["blend-w"] !== undefined) step.width = width;
    if (values["blend-h"] !== undefined) step.height = height;
    if (step.width !== undefined && step.height !== undefined) Object.assign(step, fits[fit]);
    if (fit === "crop" && kept.length > 0) step.focus = anchorOf(kept);
  }
  if (alpha < 100) step.opacity = alpha;
  return {
    kind: "image",
    input,
    placement: { ...placementOf(values), overflow: "cut", ...(mode ? { mode } : {}) },
    steps: [step],
  };
}

/** Sides of what is laid: the base's own unless others are said, of which up to 1 is a share. */
function sidesOf({ "blend-w": w = 1, "blend-h": h = 1, dpr = 1 }: ImgixValues) {
  const side = (value: number, whole: "bw" | "bh") =>
    value === 1 ? worked(whole, "mul", 1) : lengthOf(value, whole, dpr);
  return { width: side(w, "bw"), height: side(h, "bh") };
}

/**
 * In the middle, unless something else is said; of two coordinates one that is not said is 0. Source:
 * imgix, Blend Align, Blend X Position.
 */
function placementOf(values: ImgixValues): Placement {
  const { "blend-x": x, "blend-y": y, "blend-align": align, "blend-pad": pad = 0 } = values;
  const { dpr = 1 } = values;
  const unsaid = align === undefined && (x ?? y) !== undefined ? 0 : undefined;
  const at = (value: number | undefined, whole: "bw" | "bh") =>
    value === undefined ? undefined : lengthOf(value, whole, dpr);
  const [across, down] = [at(x ?? unsaid, "bw"), at(y ?? unsaid, "bh")];
  return placedByAxis(align ?? [], Math.round(pad * dpr), across, down);
}
