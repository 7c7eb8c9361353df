import { canvasInput, type Placement, type TextStyle } from "../parameters/layer.ts";
import type { Anchor } from "../parameters/parameters.ts";
import type { Layer, PlainStep } from "../transformation.ts";
import type { ImgixValues } from "./parameters.ts";
import { lengthOf, worked } from "./values.ts";

/** Whether an origin of the endpoint may fetch a URL. */
export type MayFetch = (url: string) => boolean;

/** The watermark and the text, in the order in which they are laid. */
export function layersOf(values: ImgixValues, mayFetch: MayFetch): Layer[] {
  return [markOf(values, mayFetch), textOf(values)].flatMap((layer) => layer ?? []);
}

type Alignment = NonNullable<ImgixValues["mark-align"]>;

/** At a side or a corner, `pad` pixels from the edge. */
function aligned(align: Alignment, pad: number): Placement {
  const side = <W extends Alignment[number]>(first: W, second: W) =>
    align.includes(first) ? first : align.includes(second) ? second : undefined;
  const down = side("top", "bottom");
  const across = side("left", "right");
  const anchor = [down, across].filter((word) => word !== undefined).join("_") || "center";
  const inwards = (word: string | undefined, far: string) =>
    word === undefined || pad === 0 ? 0 : word === far ? -pad : pad;
  return { anchor: anchor as Anchor, x: inwards(across, "right"), y: inwards(down, "bottom") };
}

/** Positions of their own win over the alignment, each on its axis. */
function placed(
  align: Alignment,
  pad: number,
  x: Placement["x"] | undefined,
  y: Placement["y"] | undefined,
): Placement {
  if (x === undefined && y === undefined) return aligned(align, pad);
  return { x: x ?? pad, y: y ?? pad };
}

/** Where neither is said. */
const corner: Alignment = ["bottom", "right"];

function textOf(values: ImgixValues): Layer | undefined {
  const { txt, dpr = 1, "txt-align": align = corner, "txt-pad": pad = 10 } = values;
  if (txt === undefined) return undefined;
  const { "txt-color": colour, "txt-font": font = "", "txt-width": width } = values;
  const { "txt-size": size = 12, "txt-x": x, "txt-y": y } = values;
  const dense = (value: number) => Math.round(value * dpr);
  const typography = [/bold/i.test(font) ? "b" : "", /italic/i.test(font) ? "i" : ""];
  const both = typography.filter((letter) => letter !== "").join("_");
  const style: TextStyle = {
    fontSize: Math.min(2000, Math.max(1, dense(size))),
    align: align.includes("left") ? "left" : align.includes("right") ? "right" : "center",
    ...(both === "" ? {} : { typography: both as "b" | "i" | "b_i" }),
    ...(colour ? { colour } : {}),
    ...(width === undefined ? {} : { width: Math.min(16_383, Math.max(1, dense(width))) }),
  };
  const at = (value: number | undefined) => (value === undefined ? undefined : dense(value));
  return {
    kind: "text",
    text: txt.slice(0, 2000),
    style,
    placement: placed(align, dense(pad), at(x), at(y)),
  };
}

const fits: Record<NonNullable<ImgixValues["mark-fit"]>, PlainStep> = {
  clip: { crop: "at_max_enlarge" },
  max: { crop: "at_max" },
  crop: {},
  scale: { crop: "force" },
  fill: { cropMode: "pad_resize" },
};

/** The path of a watermark within the endpoint, or its URL; undefined where none may be fetched. */
export function markPath(
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

function markOf(values: ImgixValues, mayFetch: MayFetch): Layer | undefined {
  const input = markPath(values, mayFetch);
  if (input === undefined) return undefined;
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
  return {
    kind: "image",
    input,
    placement: tile === undefined ? placement : { tiled: true },
    steps: [step],
  };
}
