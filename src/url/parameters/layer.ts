import { anchors } from "./focus.ts";
import { type FieldsOf, type Parameter, row } from "./parameter.ts";
import type { SubtitleStyle } from "./subtitle-style.ts";
import type { TextStyle } from "./text-style.ts";
import { amount, flag, number, position, word } from "./value-types.ts";

/** Seconds of a layer of a video; a day is the most. */
const seconds = amount(number(0, 86_400));

const modes = ["multiply", "screen", "overlay", "cutter", "cutout", "displace", "under"] as const;
const overflows = ["inside", "cut", "grow"] as const;

/** Where a layer lies on its base and how it is laid there. */
export const placement = {
  lm: row(
    "mode",
    word(...modes),
    ["multiply", "over"],
    "`multiply`, `screen`, `overlay`, `cutter` (keeps the base inside the layer), `cutout` (outside it), `displace`, `under` (behind the base)",
  ),
  lx: row(
    "x",
    amount(position),
    ["N10", "left"],
    "Distance from the base's left edge, or with `N` from its right edge",
  ),
  ly: row(
    "y",
    amount(position),
    ["N10", "top"],
    "Distance from the base's top edge, or with `N` from its bottom edge",
  ),
  lxc: row(
    "xCenter",
    amount(position),
    ["bw_div_2", "c"],
    "Horizontal position of the layer's centre, instead of `lx`",
  ),
  lyc: row(
    "yCenter",
    amount(position),
    ["50", "c"],
    "Vertical position of the layer's centre, instead of `ly`",
  ),
  lap: row(
    "anchor",
    word(...anchors),
    ["bottom_right", "north"],
    "Anchor point, of both the base and the layer, from which distances are measured; `top_left` by default",
  ),
  lfo: row(
    "focus",
    word(...anchors),
    ["bottom_right", "north"],
    "Side or corner of the base, if no position is given; `center` by default",
  ),
  lov: row(
    "overflow",
    word(...overflows),
    ["grow", "hide"],
    "A layer that extends beyond the base is moved `inside`, the default, `cut` off, or makes the base's canvas `grow`. With the last two, `N` is a plain minus in `lx` and `ly`",
  ),
  ltl: row(
    "tiled",
    flag,
    ["true", "yes"],
    "Repeats the layer over the whole base, from the top left if it has no position",
  ),
} as const satisfies Record<string, Parameter>;

/** When a layer of a video is to be seen; an image has it always. */
export const layerTimes = {
  lso: row("start", seconds, ["2.5", "soon"], "Second of a video at which the layer appears"),
  leo: row("end", seconds, ["bdu_div_2", "late"], "Second of a video at which the layer goes"),
  ldu: row(
    "duration",
    seconds,
    ["4", "long"],
    "Seconds for which the layer is on a video, if no end is given",
  ),
} as const satisfies Record<string, Parameter>;

export type LayerTimes = FieldsOf<typeof layerTimes>;
export type Placement = FieldsOf<typeof placement> & LayerTimes;

/** Something laid over an image; `Steps` are what happens to it before. */
export type LayerOf<Steps> =
  | {
      kind: "image";
      /** Path of the original within the URL endpoint. */
      input: string;
      placement: Placement;
      steps: Steps;
    }
  /** A block of one colour or a gradient: ImageKit's `ik_canvas`. */
  | { kind: "canvas"; alpha?: number; placement: Placement; steps: Steps }
  | { kind: "text"; text: string; style: TextStyle; placement: Placement }
  /** A video on a video. */
  | { kind: "video"; input: string; placement: Placement; steps: Steps }
  /** A file of texts on a video, each with its time. */
  | { kind: "subtitles"; input: string; style: SubtitleStyle; placement: Placement };

/** What ImageKit calls the input of a block without an image. */
export const canvasInput = "ik_canvas";
