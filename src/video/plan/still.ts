import { Failure } from "../../failure.ts";
import { checkFrame } from "../../render/engine/film/check-frame.ts";
import type { VideoFacts } from "../../render/engine/film/film.ts";
import { secondsOf, toMilliseconds } from "../../render/plan/moment.ts";
import type { Moment } from "../../url/parameters/video.ts";
import type { MediaFacts } from "./facts.ts";
import { type Input, inputArguments, quietArguments } from "./input.ts";

/** One frame, in exact numbers. */
export interface StillPlan {
  stream: number;
  /** Seconds from the start. */
  at: number;
  /** Whether the best of the key frames that follow is taken. */
  search: boolean;
  width: number;
  height: number;
}

/** Each uses this many of the machine's processors at most. */
export const stillThreads = 2;
/** Seconds in which a frame is looked for. */
const searchedSeconds = 60;

/** Decides which frame is taken. Pure. EFORMAT where there is none, ELIMIT where it is too large. */
export function planStill(
  facts: MediaFacts,
  moment: Moment,
  { sourcePixels }: { sourcePixels: number },
): StillPlan {
  const video = videoOf(facts);
  checkFrame(video, sourcePixels);
  const { stream, width, height } = video;
  const search = moment === "auto" && !video.isCover;
  return { stream, at: frameTime(moment, facts, video), search, width, height };
}

/** The video of a file that has one. */
function videoOf({ video }: MediaFacts): VideoFacts {
  if (video) return video;
  throw new Failure("EFORMAT", "The file holds sound and no image");
}

/** A moment behind the end is that of the last frame. */
function frameTime(moment: Moment, facts: MediaFacts, video: VideoFacts): number {
  const { seconds: length } = facts;
  const seconds = video.isCover ? 0 : (secondsOf("so", moment, { ...video, seconds: length }) ?? 0);
  if (length === 0) return toMilliseconds(seconds);
  const lastFrame = Math.max(0, length - 1.5 / video.frameRate);
  return toMilliseconds(Math.min(seconds, lastFrame));
}

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
): string[] {
  const { stream, at, search, width, height } = plan;
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
    ...(search ? ["-skip_frame", "nokey", "-t", String(searchedSeconds)] : []),
    ...(at > 0 ? ["-ss", String(at)] : []),
    ...inputArguments(input),
    ...["-map", `0:${stream}`, "-an", "-sn", "-dn"],
    ...["-vf", filters.join(","), "-frames:v", "1", "-map_metadata", "-1"],
    ...["-c:v", "mjpeg", "-q:v", "1", "-qmin", "1"],
    ...["-f", "image2pipe", "-y", `file:${output}`],
  ];
}
