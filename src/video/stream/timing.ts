import type { ClipPlan } from "../plan/clip.ts";

/**
 * How a stream is cut into segments: all of its tracks at the same frames, so that a player may
 * change from one to another at each.
 */
export interface Timing {
  /** Frames a second, as a fraction. */
  rate: { frames: number; seconds: number };
  /** Units of time in a second, and those of a frame. */
  timescale: number;
  frameTicks: number;
  /** Of the whole, and of a segment. */
  frames: number;
  segmentFrames: number;
  segments: number;
}

/** So many of something from a place on. */
export interface Span {
  first: number;
  count: number;
}

/** Seconds that a segment has at most. Short ones are there sooner, long ones take fewer requests. */
const segmentSeconds = 4;

export const soundRate = 48_000;
/** Samples of a frame of AAC. */
export const soundFrameSamples = 1024;

/** Pure. @param frameRate of the original, where the plan keeps it */
export function timingOf({ seconds, video }: ClipPlan, frameRate: number): Timing {
  const rate = fractionOf(video?.frameRate ?? frameRate);
  const perSecond = rate.frames / rate.seconds;
  const frames = Math.max(1, Math.round(seconds * perSecond));
  const segmentFrames = Math.max(1, Math.floor(segmentSeconds * perSecond));
  const finer = rate.frames < 10_000 ? 1000 : 1;
  return {
    rate,
    timescale: rate.frames * finer,
    frameTicks: rate.seconds * finer,
    frames,
    segmentFrames,
    segments: Math.ceil(frames / segmentFrames),
  };
}

/** Frames of a second as two integers: of film and television exactly, of others to a hundredth. */
function fractionOf(perSecond: number): Timing["rate"] {
  const whole = Math.round(perSecond);
  if (Math.abs(perSecond - whole) < 0.005 && whole > 0) return { frames: whole, seconds: 1 };
  const television = Math.round(perSecond * 1.001);
  if (Math.abs(perSecond - television / 1.001) < 0.005) {
    return { frames: television * 1000, seconds: 1001 };
  }
  return { frames: Math.max(1, Math.round(perSecond * 100)), seconds: 100 };
}

/** Seconds at which a frame begins. */
export function secondsAt({ rate }: Timing, frame: number): number {
  return (frame * rate.seconds) / rate.frames;
}

/** The frames of a segment. */
export function framesOf({ segmentFrames, frames }: Timing, index: number): Span {
  const first = index * segmentFrames;
  return { first, count: Math.min(segmentFrames, frames - first) };
}

/** The frames of AAC that are heard with a segment. */
export function soundFramesOf(timing: Timing, index: number): Span {
  const { first, count } = framesOf(timing, index);
  const at = (frame: number) =>
    Math.round((secondsAt(timing, frame) * soundRate) / soundFrameSamples);
  const from = at(first);
  return { first: from, count: Math.max(1, at(first + count) - from) };
}

/** Seconds of each segment of the images, or of the sound. */
export function segmentLengths(timing: Timing, isSound: boolean): number[] {
  return Array.from({ length: timing.segments }, (_, index) =>
    isSound
      ? (soundFramesOf(timing, index).count * soundFrameSamples) / soundRate
      : secondsAt(timing, framesOf(timing, index).count),
  );
}
