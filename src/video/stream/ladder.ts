import { Failure } from "../../failure.ts";
import { lastOf } from "../../render/plan/output.ts";
import type { Size } from "../../render/plan/size.ts";
import type { Rung } from "../../url/parameters/video.ts";
import { type PlainStep, plainSteps, type Transformation } from "../../url/transformation.ts";

/**
 * The box that each rung of a stream fits into, and the most bits of video a second that it has.
 * Source: ImageKit, adaptive bitrate streaming.
 */
const boxes: Record<Rung, Size & { bitRate: number }> = {
  240: { width: 426, height: 240, bitRate: 200_000 },
  360: { width: 640, height: 360, bitRate: 400_000 },
  480: { width: 854, height: 480, bitRate: 800_000 },
  720: { width: 1280, height: 720, bitRate: 3_300_000 },
  1080: { width: 1920, height: 1080, bitRate: 5_500_000 },
  1440: { width: 2560, height: 1440, bitRate: 12_000_000 },
  2160: { width: 3840, height: 2160, bitRate: 18_000_000 },
};

/** What is made where a URL names no heights. */
const usualLadder: readonly Rung[] = [240, 360, 480, 720, 1080];

/** What the stream itself decides. Source: ImageKit, which refuses these. */
const decided: readonly (readonly [name: keyof PlainStep, key: string])[] = [
  ["width", "w"],
  ["height", "h"],
  ["aspectRatio", "ar"],
  ["format", "f"],
  ["container", "f"],
  ["quality", "q"],
  ["videoCodec", "vc"],
  ["audioCodec", "ac"],
  ["bitRate", "br"],
];

/** The rungs that a URL asks for, the smallest first. */
export function ladderOf(transformation: Transformation): readonly Rung[] {
  return lastOf(plainSteps(transformation), "ladder") ?? usualLadder;
}

/** EINVAL for what a URL in our own form may not say of a stream. */
export function checkLadder(transformation: Transformation): void {
  const steps = plainSteps(transformation);
  for (const [name, key] of decided) {
    if (!steps.some((step) => step[name] !== undefined)) continue;
    throw new Failure("EINVAL", `\`${key}\` does not go with a stream: \`sr\` names its sizes`);
  }
}

/**
 * The transformation that makes a rung: never larger than what it would be without.
 * @param fills whether it is as large as the rung's box, whatever that does to its aspect ratio
 */
export function inRung(transformation: Transformation, rung: Rung, fills = false): Transformation {
  const { width, height } = boxes[rung];
  const crop = fills ? "force" : "at_max";
  return [...withoutCodecs(transformation), { width, height, crop }];
}

/**
 * Whether a size is that of the box but for what is lost to whole and even numbers: 16:9 is 853.3
 * pixels wide in 480 lines, for which the table has 854. Not for a video that is smaller itself.
 */
export function nearlyFills(size: Size, rung: Rung, original: Size): boolean {
  const box = boxes[rung];
  const isNear = (side: "width" | "height") =>
    box[side] - size[side] <= 2 && original[side] >= box[side];
  return isNear("width") && isNear("height");
}

/** Another service's URL may name what its own streams are made of: ours are what they are. */
export function withoutCodecs(transformation: Transformation): Transformation {
  return transformation.map((step) => {
    if ("if" in step) return step;
    const { container, videoCodec, audioCodec, ...rest } = step;
    return audioCodec === "none" ? { ...rest, audioCodec } : rest;
  });
}

export function bitRateOf(rung: Rung): number {
  return boxes[rung].bitRate;
}

/** Those that differ: a rung that is as large as a smaller one is that one, at more bits. */
export function distinct<R extends { size: Size }>(all: readonly R[]): R[] {
  return all.filter(({ size }, i) => {
    const before = all[i - 1]?.size;
    return before?.width !== size.width || before.height !== size.height;
  });
}
