import { needsFfmpeg } from "../../render/engine/film/needs-ffmpeg.ts";
import type { ClipPlan } from "./clip.ts";
import { codecTitle } from "./codec-titles.ts";
import type { MediaFacts } from "./facts.ts";

/** A video or a sound whose streams are taken over as they are: nothing of it is decoded. */
export interface RemuxPlan {
  muxer: "mp4" | "webm";
  /** Seconds of the original at which it begins. */
  start: number;
  /** Seconds of the original at which it ends; absent where it is not cut there. */
  end?: number;
  video: boolean;
  audio: boolean;
}

/** The whole length, but for what is lost to rounding. */
const toleranceSeconds = 0.01;

/** The part of the original that a plan keeps. Pure. */
function keptPart({ start, seconds }: Pick<ClipPlan, "start" | "seconds">, facts: MediaFacts) {
  const end = start + seconds;
  const isCut = seconds > 0 && end < facts.seconds - toleranceSeconds;
  return { start, ...(isCut ? { end } : {}) };
}

/**
 * How a video is made without decoding it. Pure. ENOTSUP where a frame or a sound has to change, with
 * what it is that needs FFmpeg.
 */
export function planRemux(plan: ClipPlan, facts: MediaFacts): RemuxPlan {
  const { target, video, audio } = plan;
  const { muxer } = target;
  if (muxer !== "mp4" && muxer !== "webm") {
    throw needsFfmpeg("Making an animated image from a video");
  }
  if (video) {
    if (!video.isUntouched) throw needsFfmpeg("Changing the frames of a video");
    if (facts.video?.codec !== target.video) {
      throw needsFfmpeg(`Making ${nameOf(target.video)} from ${nameOf(facts.video?.codec)}`);
    }
    if (!facts.video?.isCommon) {
      throw needsFfmpeg(`Converting ${nameOf(target.video)} that is not 8-bit 4:2:0`);
    }
  }
  if (audio && (facts.audio?.codec !== target.audio || audio.isMixed)) {
    throw needsFfmpeg(`Making ${nameOf(target.audio)} from ${nameOf(facts.audio?.codec)}`);
  }
  return {
    muxer,
    ...keptPart(plan, facts),
    video: video !== undefined,
    audio: audio !== undefined,
  };
}

/** What players take in a stream of fragmented MP4. */
const streamed = { video: ["h264", "hevc", "vp9", "av1"], audio: ["aac", "opus"] };

/** How a stream is made without decoding anything. Pure. ENOTSUP as above. */
export function planStreamCopy(plan: ClipPlan, facts: MediaFacts): Omit<RemuxPlan, "muxer"> {
  if (!plan.video?.isUntouched) throw needsFfmpeg("Changing the frames of a stream");
  const { video, audio } = facts;
  if (!streamed.video.includes(video?.codec ?? "")) {
    throw needsFfmpeg(`A stream of ${nameOf(video?.codec)}`);
  }
  if (plan.audio && !streamed.audio.includes(audio?.codec ?? "")) {
    throw needsFfmpeg(`A stream with ${nameOf(audio?.codec)}`);
  }
  return { ...keptPart(plan, facts), video: true, audio: plan.audio !== undefined };
}

function nameOf(codec: string | undefined): string {
  return codecTitle(codec) ?? "what the file holds";
}
