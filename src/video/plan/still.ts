import { Failure } from "../../failure.ts";
import { checkFrame } from "../../render/engine/film/check-frame.ts";
import type { VideoFacts } from "../../render/engine/film/film.ts";
import { cuts, partOf, secondsOf, toMilliseconds } from "../../render/plan/moment.ts";
import type { PlainStep } from "../../url/transformation.ts";
import type { MediaFacts } from "./facts.ts";
import { type Input, inputArguments, quietArguments } from "./input.ts";

/** One frame, in exact numbers. */
export interface StillPlan {
  stream: number;
  /** Seconds from the start. */
  at: number;
  /** Whether the best of the key frames that follow is taken. */
  search: boolean;
  /** Seconds at which those end that may be taken; the end of the file where it is left out. */
  end?: number;
  /** Second at which the file begins, where FFmpeg need not look into it first. */
  directStart?: number;
  width: number;
  height: number;
}

/**
 * Each uses this many of the machine's processors at most: a second one would save a client little, and
 * frames are decoded ahead for it that are never shown.
 */
export const stillThreads = 1;
/** Seconds in which a frame is looked for. */
const searchedSeconds = 60;

/** Decides which frame is taken. Pure. EFORMAT where there is none, ELIMIT where it is too large. */
export function planStill(
  facts: MediaFacts,
  steps: readonly PlainStep[],
  { sourcePixels }: { sourcePixels: number },
): StillPlan {
  const video = videoOf(facts);
  checkFrame(video, sourcePixels);
  const { stream, width, height } = video;
  if (video.isCover) return { stream, at: 0, search: false, width, height };
  const time = frameTime(steps, facts, video);
  const { directStart } = facts;
  const direct = directStart === undefined || time.search ? {} : { directStart };
  return { stream, width, height, ...time, ...direct };
}

/** The video of a file that has one. */
function videoOf({ video }: MediaFacts): VideoFacts {
  if (video) return video;
  throw new Failure("EFORMAT", "The file holds sound and no image");
}

/**
 * The moment that the last cut names, of what those before it leave; behind the end of that it is the
 * last frame.
 */
function frameTime(
  steps: readonly PlainStep[],
  { seconds }: MediaFacts,
  video: VideoFacts,
): Pick<StillPlan, "at" | "search" | "end"> {
  const timed = { ...video, seconds };
  const last = steps.findLastIndex(cuts);
  const part = partOf(steps.slice(0, Math.max(0, last)), timed);
  const start = steps[last]?.start ?? 0;
  const at = part.start + (secondsOf("so", start, part, timed) ?? 0);
  const end = part.start + part.seconds;
  const isWhole = seconds === 0 || end >= seconds;
  const lastFrame = (isWhole && seconds > 0 ? seconds : end) - 1.5 / video.frameRate;
  return {
    at: toMilliseconds(Math.max(0, Math.min(at, lastFrame))),
    search: start === "auto",
    ...(isWhole ? {} : { end: toMilliseconds(end) }),
  };
}

/** Which frame is taken: the first at the plan's moment or later, or where there is none the last of the file. */
export type TakenFrame = "first" | "last";

/**
 * Writes one frame, upright and with square pixels, as a JPEG that loses next to nothing: it is
 * written and read much faster than a PNG, and decoded smaller where a small image is asked for.
 * @param processorSeconds after which it ends by itself, should its server be gone
 */
export function stillCommand(
  plan: StillPlan,
  input: Input,
  output: string,
  processorSeconds: number,
  taken: TakenFrame = "first",
): string[] {
  const { stream, at, search, directStart, end = Number.POSITIVE_INFINITY, width, height } = plan;
  const filters = [
    ...(search ? ["thumbnail=n=30"] : []),
    `scale=${width}:${height}`,
    // The colours that FFmpeg shows; JPEG has one matrix for them, and the whole range.
    ...["format=rgb24", "scale=out_color_matrix=bt601:out_range=full", "format=yuvj444p"],
    "setsar=1",
  ];
  return [
    ...[...quietArguments, "-nostdin", "-threads", String(stillThreads)],
    ...["-timelimit", String(processorSeconds)],
    // Behind a cut there may be no key frame, and all frames are looked at.
    ...(search && at === 0 ? ["-skip_frame", "nokey"] : []),
    ...(search ? ["-t", String(Math.min(searchedSeconds, end - at))] : []),
    ...(directStart === undefined ? [] : ["-nofind_stream_info"]),
    // Otherwise FFmpeg finds out itself where the file begins, and counts from there.
    ...(at > 0 ? ["-ss", secondsText(at + (directStart ?? 0))] : []),
    // Each from the key frame before that moment takes the place of the one before it. A decoder that began
    // in the middle of a video holds those for broken that it has at the end.
    ...(taken === "last" ? ["-noaccurate_seek", "-flags", "+output_corrupt"] : []),
    ...inputArguments(input),
    ...["-map", `0:${stream}`, "-an", "-sn", "-dn"],
    ...["-vf", filters.join(","), "-map_metadata", "-1"],
    ...["-c:v", "mjpeg", "-q:v", "1", "-qmin", "1"],
    ...(taken === "last"
      ? ["-fps_mode", "passthrough", "-f", "image2", "-update", "1"]
      : ["-frames:v", "1", "-f", "image2pipe"]),
    ...["-y", `file:${output}`],
  ];
}

/** As FFmpeg counts time: in millionths of a second. */
function secondsText(seconds: number): string {
  return String(Number(seconds.toFixed(6)));
}
