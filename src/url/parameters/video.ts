import type { Amount } from "./expression.ts";
import { describeValues, type Kind, notation, type ValueOf } from "./kind.ts";
import { type Parameter, row } from "./parameter.ts";
import { amount, integer, number, word } from "./value-types.ts";

/** A moment of a video: seconds, a part of its length, or whichever shows best what it is about. */
export type Moment = Amount | { percent: number } | "auto";

/** Seconds that a time may have: a day. */
const longestSeconds = 86_400;

const seconds = amount(number(0, longestSeconds));

const moment: Kind<Moment> = {
  values: notation(`${describeValues(seconds.values)}, a part of the length such as 50p, or auto`),
  parse(text) {
    if (text === "auto") return text;
    const [, digits] = /^(\d+(?:\.\d+)?)p$/.exec(text) ?? [];
    if (digits === undefined) return seconds.parse(text);
    const percent = Number(digits);
    return percent <= 100 ? { percent } : undefined;
  },
  print(value) {
    if (value === "auto") return value;
    if (typeof value === "object" && "percent" in value) return `${value.percent}p`;
    return seconds.print(value);
  },
};

/** Heights that a stream may be made in. Source: ImageKit, adaptive bitrate streaming. */
export const rungs = [240, 360, 480, 720, 1080, 1440, 2160] as const;
export type Rung = (typeof rungs)[number];

const ladder: Kind<Rung[]> = {
  values: notation(`heights such as 240_360_720, each one of ${rungs.join(", ")}`),
  parse(text) {
    const words = text.split("_");
    const known = rungs.map(String);
    if (!words.every((word) => known.includes(word))) return undefined;
    return rungs.filter((rung) => words.includes(String(rung)));
  },
  print: (heights) => heights.join("_"),
};

/**
 * Parameters that only videos have, in the order of the canonical spelling, behind all others.
 * Source of the rules: ImageKit's documentation of video transformations; `br` and `fps` are ours.
 */
export const videoParameters = {
  f: row("container", word("mp4", "webm"), ["mp4", "mkv"], "Video format"),
  so: row("start", moment, ["5", "soon"], "Start, or the moment of a still, in seconds"),
  eo: row("end", moment, ["10.5", "late"], "End in seconds"),
  du: row("duration", moment, ["4", "long"], "Length in seconds; `eo` is then ignored"),
  vc: row(
    "videoCodec",
    word("h264", "vp9", "av1", "none"),
    ["vp9", "h266"],
    "Video codec; `none` keeps only the sound",
  ),
  ac: row("audioCodec", word("aac", "opus", "none"), ["none", "mp3"], "Audio codec; `none` mutes"),
  sr: row("ladder", ladder, ["240_720", "100"], "Heights of a stream, joined by `_`"),
  br: row("bitRate", integer(1000, 100_000_000), ["800000", "0"], "Most bits of video a second"),
  fps: row("frameRate", number(1, 60), ["15", "0"], "Frames a second"),
} as const satisfies Record<string, Parameter>;

export type VideoFields = {
  [K in keyof typeof videoParameters as (typeof videoParameters)[K]["name"]]?: ValueOf<
    (typeof videoParameters)[K]["kind"]
  >;
};

/**
 * The parameter with this key, or undefined. `f` is one of images, too: only the names of video
 * formats are read here.
 */
export function videoParameterOf(key: string, value: string): Parameter | undefined {
  if (!Object.hasOwn(videoParameters, key)) return undefined;
  const parameter: Parameter = videoParameters[key as keyof typeof videoParameters];
  return key === "f" && parameter.kind.parse(value) === undefined ? undefined : parameter;
}

const names = Object.entries(videoParameters).map(([key, { name }]) => [name, key] as const);

/** The key of a parameter that is for videos only and that a step has; undefined where it has none. */
export function videoKeyIn(fields: VideoFields): string | undefined {
  return names.find(([name]) => fields[name] !== undefined)?.[1];
}
