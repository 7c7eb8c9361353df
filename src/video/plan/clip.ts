import { Failure } from "../../failure.ts";
import type { Limits } from "../../limits.ts";
import { checkFrame } from "../../render/engine/film/check-frame.ts";
import { usualQuality } from "../../render/plan/auto-quality.ts";
import { type Header, plainHeader } from "../../render/plan/header.ts";
import { partOf, partsOf, toMilliseconds } from "../../render/plan/moment.ts";
import type { Operation } from "../../render/plan/operations.ts";
import { lastOf, type Output, plainOutput } from "../../render/plan/output.ts";
import type { Plan } from "../../render/plan/plan.ts";
import { defined } from "../../render/plan/resolve-expressions.ts";
import type { Size } from "../../render/plan/size.ts";
import { plainSteps, type Transformation } from "../../url/transformation.ts";
import { type Animation, animationTarget, chooseTarget, heldCodec, type Target } from "./codecs.ts";
import type { MediaFacts } from "./facts.ts";

/** A video or a sound that is made of another, in exact numbers: JSON, no choice left open. */
export interface ClipPlan {
  target: Target;
  /** Seconds from the start of the original, and seconds of what is made. */
  start: number;
  seconds: number;
  video?: {
    stream: number;
    /** What happens to each frame, which comes in at the size `from` with square pixels. */
    operations: Operation[];
    from: Size;
    hasSquarePixels: boolean;
    size: Size;
    /** 1 to 100. */
    quality: number;
    /** Most bits a second; absent leaves that to the quality. */
    bitRate?: number;
    /** Frames a second; absent keeps those of the original. */
    frameRate?: number;
    /** No frame changes, whichever of them are kept. */
    isUntouched: boolean;
    /** The stream itself is taken over: nothing of it changes. */
    isCopied: boolean;
  };
  audio?: {
    channels: number;
    /** Sounds of layers are heard with it. */
    isMixed: boolean;
    isCopied: boolean;
  };
}

/** ImageKit's default quality of videos. */
const defaultQuality = 50;
/** More frames a second are shown by no browser, and a file may say that it has thousands. */
const mostFramesPerSecond = 60;
const animationFramesPerSecond = 10;
const fewestFramesPerSecond = 2;

/** Seconds that an original is cut to; 0 where its end is not known. */
export function cutOf(
  transformation: Transformation,
  facts: MediaFacts,
): { start: number; seconds: number } {
  const whole = facts.seconds === 0 ? Number.POSITIVE_INFINITY : facts.seconds;
  const { seconds: length, video } = facts;
  const { start, seconds } = partOf(plainSteps(transformation), { ...video, seconds: length });
  if (start >= whole) {
    throw new Failure("EINVAL", `Cannot cut at ${start} seconds: the file has ${whole.toFixed(2)}`);
  }
  if (seconds <= 0) {
    throw new Failure("EINVAL", "Cannot cut the file: its end is not behind its start");
  }
  return { start, seconds: Number.isFinite(seconds) ? seconds : 0 };
}

/** When a step's video begins and ends, where later steps cut it: what layers' times go by. */
export function stepTimesOf(transformation: Transformation, facts: MediaFacts) {
  const { seconds, video } = facts;
  const parts = partsOf(plainSteps(transformation), { ...video, seconds });
  const made = parts.at(-1)?.part;
  return new Map(
    parts.flatMap(({ step, part }) => {
      if (!made || !Number.isFinite(part.seconds)) return [];
      const cutLater = toMilliseconds(made.start - part.start);
      return [[step, { seconds: part.seconds, cutLater }] as const];
    }),
  );
}

/** What is neither lossy nor ever turned, and may be transparent. */
const plainFormat = "png";

/** How images are written that are laid over a video. */
export const overlayOutput: Output = { ...plainOutput, format: plainFormat };

/** A video as far as an image is one: what the plan of an image is made for. */
export function headerOf(video: Size, film: NonNullable<Header["film"]>): Header {
  return { ...plainHeader(plainFormat, video), film };
}

type ClipLimits = Pick<Limits, "sourcePixels" | "videoSeconds" | "videoPixels" | "frames">;

interface Circumstances {
  /** What an image of this size would be made into; undefined where there is no image. */
  image: Plan | undefined;
  /** Names a format by its extension. */
  path: string;
  /** The animated image that is asked for instead of a video. */
  animation?: Animation | undefined;
  limits: ClipLimits;
}

/**
 * Decides everything about a video. Pure. ELIMIT for one that is too long or too large, EINVAL for
 * what cannot be cut or does not go together.
 */
export function planClip(
  transformation: Transformation,
  facts: MediaFacts,
  { image, path, animation, limits }: Circumstances,
): ClipPlan {
  const steps = plainSteps(transformation);
  const said = {
    container: lastOf(steps, "container"),
    videoCodec: lastOf(steps, "videoCodec"),
    audioCodec: lastOf(steps, "audioCodec"),
  };
  const moving = facts.video?.isCover ? undefined : facts.video;
  const has = { video: moving !== undefined, audio: facts.audio !== undefined };
  let target = animation ? animationTarget(animation) : chooseTarget(defined(said), path, has);
  const cut = cutOf(transformation, facts);
  if (cut.seconds > limits.videoSeconds || (cut.seconds === 0 && facts.seconds === 0)) {
    const length = cut.seconds === 0 ? "of no known length" : `${cut.seconds} seconds long`;
    const message = `The video is ${length}: at most ${limits.videoSeconds} seconds are made`;
    throw new Failure("ELIMIT", message);
  }
  const plan: ClipPlan = { target, ...cut };
  const quality = lastOf(steps, "quality");
  const bitRate = lastOf(steps, "bitRate");
  // FFmpeg cuts a stream that it takes over where it likes, and hides what is too much of it.
  const isWhole = cut.start === 0 && isToTheEnd(cut, facts);
  if (target.video && moving && image) {
    checkFrame(moving, limits.sourcePixels);
    const operations = image.image.operations;
    const asked = lastOf(steps, "frameRate");
    const frameRate = animation
      ? animationRate(asked, moving.frameRate, cut.seconds, limits)
      : videoRate(asked, moving.frameRate);
    const size = evenSize(image.size);
    checkPixels(size, limits.videoPixels);
    const isUntouched =
      operations.length === 0 && [quality, bitRate, asked].every((value) => value === undefined);
    const held = heldCodec(target.muxer, moving.codec);
    const isFree = said.videoCodec === undefined && isUntouched && moving.isCommon;
    if (isFree && held) target = plan.target = { ...target, video: held };
    const isCopied = isWhole && isUntouched && moving.codec === target.video && moving.isCommon;
    plan.video = {
      stream: moving.stream,
      operations,
      from: { width: moving.width, height: moving.height },
      hasSquarePixels: moving.hasSquarePixels,
      size,
      quality: quality === undefined ? defaultQuality : usualQuality(quality),
      ...(bitRate === undefined ? {} : { bitRate }),
      ...(frameRate === undefined ? {} : { frameRate }),
      isUntouched,
      isCopied,
    };
  }
  if (target.audio && facts.audio) {
    const { codec, channels } = facts.audio;
    const isMixed =
      plan.video?.operations.some(
        (operation) => operation.do === "layer" && operation.film?.isHeard,
      ) ?? false;
    const isCopied = isWhole && !isMixed && codec === target.audio && channels <= 2;
    plan.audio = { channels: Math.min(channels, 2), isMixed, isCopied };
  }
  return facts.isShortened && !isOriginal(plan, facts) ? withoutCopies(plan) : plan;
}

/** Copied, a stream would keep frames from behind an end that only an edit list sets. */
function withoutCopies({ video, audio, ...plan }: ClipPlan): ClipPlan {
  return {
    ...plan,
    ...(video ? { video: { ...video, isCopied: false } } : {}),
    ...(audio ? { audio: { ...audio, isCopied: false } } : {}),
  };
}

/** What is lost to rounding is not cut off. */
function isToTheEnd({ seconds }: Pick<ClipPlan, "seconds">, facts: MediaFacts): boolean {
  return facts.seconds > 0 && seconds >= facts.seconds - 0.01;
}

function videoRate(asked: number | undefined, rate: number): number | undefined {
  if (asked !== undefined) return Math.min(asked, rate);
  return rate > mostFramesPerSecond ? mostFramesPerSecond : undefined;
}

/** An animated image that is long has fewer frames a second. ELIMIT where it would stutter. */
function animationRate(
  asked: number | undefined,
  rate: number,
  seconds: number,
  { frames }: Pick<Limits, "frames">,
): number {
  const preferred = Math.min(asked ?? animationFramesPerSecond, rate);
  const most = Math.floor((frames / seconds) * 100) / 100;
  if (Math.min(preferred, most) >= fewestFramesPerSecond) return Math.min(preferred, most);
  const message = `The animation would be ${seconds} seconds long: at most ${frames} frames are made`;
  throw new Failure("ELIMIT", message);
}

/** Colours are stored once for four pixels: sides are even. */
function evenSize({ width, height }: Size): Size {
  const even = (side: number) => Math.max(2, side - (side % 2));
  return { width: even(width), height: even(height) };
}

function checkPixels({ width, height }: Size, videoPixels: number): void {
  if (width * height <= videoPixels) return;
  const message = `The video would have ${width}x${height} pixels: at most ${videoPixels} are made`;
  throw new Failure("ELIMIT", message);
}

/** Whether what would be made is the original: nothing is changed, and it is what it should be. */
export function isOriginal(plan: ClipPlan, facts: MediaFacts) {
  const { target, start, video, audio } = plan;
  const muxers: Record<string, string> = { mov: "mp4", matroska: "webm" };
  const kept = (has: unknown, made: { isCopied: boolean } | undefined) =>
    has ? made?.isCopied === true : made === undefined;
  return (
    muxers[facts.demuxer] === target.muxer &&
    start === 0 &&
    isToTheEnd(plan, facts) &&
    kept(facts.video && !facts.video.isCover, video) &&
    kept(facts.audio, audio)
  );
}
