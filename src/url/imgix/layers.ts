import { canvasInput, type Placement } from "../parameters/layer.ts";
import type { Layer, PlainStep } from "../transformation.ts";
import { corner, placed } from "./align.ts";
import type { ImgixValues } from "./parameters.ts";
import { textImage, textOf } from "./text.ts";
import { lengthOf, worked } from "./values.ts";

/** Whether an origin of the endpoint may fetch a URL. */
export type MayFetch = (url: string) => boolean;

/** The watermark and the text, in the order in which they are laid. */
export function layersOf(values: ImgixValues, mayFetch: MayFetch, readText: ReadText): Layer[] {
  return [markOf(values, mayFetch, readText), textOf(values)].flatMap((layer) => layer ?? []);
}

const fits: Record<NonNullable<ImgixValues["mark-fit"]>, PlainStep> = {
  clip: { crop: "at_max_enlarge" },
  max: { crop: "at_max" },
  crop: {},
  scale: { crop: "force" },
  fill: { cropMode: "pad_resize" },
};

/** The path of a watermark within the endpoint, or its URL; undefined where none may be fetched. */
function markPath(
  { mark, "mark-base": base = "" }: ImgixValues,
  mayFetch: MayFetch,
): string | undefined {
  if (mark === undefined) return undefined;
  const joined = base === "" ? mark : `${base.replace(/\/+$/, "")}/${mark.replace(/^\/+/, "")}`;
  return inputOf(joined, mayFetch);
}

/** The path of an image within the endpoint, or a URL that one of its origins fetches. */
export function inputOf(text: string, mayFetch: MayFetch): string | undefined {
  const path = text.replace(/^\/(?!\/)/, "").toWellFormed();
  const elsewhere = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(path);
  // In a URL of ours these two would mean something else.
  const ours = path.includes("@@") || path === canvasInput;
  const fetched = /^https?:\/\/./i.test(path) && mayFetch(path);
  return (elsewhere && !fetched) || ours || path === "" ? undefined : path;
}

/** The query of a text that is the watermark, whichever of imgix' hosts it is drawn on. */
function markedText({ mark = "" }: ImgixValues): string | undefined {
  return /^(?:https?:\/\/[\w.-]+\.imgix\.net)?\/?~text\?(.+)$/is.exec(mark)?.[1];
}

/**
 * What a watermark shows: an image, or a text on its ground. Undefined for what may not be fetched.
 */
export function markContent(values: ImgixValues, mayFetch: MayFetch, readText: ReadText) {
  const text = markedText(values);
  const ground = text === undefined ? undefined : textImage(readText(text));
  if (ground) return { kind: "canvas" as const, ground };
  const input = markPath(values, mayFetch);
  return input === undefined ? undefined : { kind: "image" as const, input };
}

/** Reads the query of a text. */
type ReadText = (query: string) => ImgixValues;

function markOf(values: ImgixValues, mayFetch: MayFetch, readText: ReadText): Layer | undefined {
  const content = markContent(values, mayFetch, readText);
  if (content === undefined) return undefined;
  const { dpr = 1, "mark-align": align = corner, "mark-pad": pad = 5, "mark-rot": turn } = values;
  const { "mark-w": w, "mark-h": h, "mark-scale": scale, "mark-alpha": alpha } = values;
  const { "mark-fit": fit = "clip", "mark-x": x, "mark-y": y, "mark-tile": tile } = values;
  // An image in a layer is trimmed unless it says otherwise.
  const step: PlainStep = { trim: false };
  if (w !== undefined) step.width = lengthOf(w, "bw", dpr);
  else if (scale !== undefined) step.width = worked("bw", "mul", scale / 100);
  if (h !== undefined) step.height = lengthOf(h, "bh", dpr);
  if (w !== undefined && h !== undefined) Object.assign(step, fits[fit]);
  if (alpha !== undefined && alpha < 100) step.opacity = alpha;
  const degrees = (((360 - (turn ?? 0)) % 360) + 360) % 360;
  if (degrees !== 0) step.rotation = Number(degrees.toFixed(6));
  const at = (value: number | undefined, whole: "bw" | "bh") =>
    value === undefined ? undefined : lengthOf(value, whole, dpr);
  const placement = placed(align, Math.round(pad * dpr), at(x, "bw"), at(y, "bh"));
  const where: Placement = tile === undefined ? placement : { tiled: true };
  if (content.kind === "image") {
    return { kind: "image", input: content.input, placement: where, steps: [step] };
  }
  const { trim: _, ...sized } = step;
  const steps = Object.keys(sized).length > 0 ? [content.ground, sized] : [content.ground];
  return { kind: "canvas", placement: where, steps };
}
