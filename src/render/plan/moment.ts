import { Failure } from "../../failure.ts";
import { evaluate } from "../../url/parameters/expression.ts";
import type { Moment } from "../../url/parameters/video.ts";
import type { PlainStep } from "../../url/transformation.ts";
import type { Size } from "./size.ts";

/** What moments of a video are worked out from. */
interface Timed extends Partial<Size> {
  /** Length of the whole; 0 where it is not known. */
  seconds: number;
  /** That of the video below, where it is a layer. */
  below?: number | undefined;
}

/** A part of a video: where it begins and how long it is, infinite where that is not known. */
interface Part {
  start: number;
  seconds: number;
}

/**
 * Seconds from the start of a part of a video, of which a share is one; `idu` is the length of the
 * whole. Undefined for `auto`. EINVAL where they cannot be worked out.
 */
export function secondsOf(
  key: string,
  moment: Moment,
  part: Part,
  { seconds, width = 0, height = 0, below }: Timed,
): number | undefined {
  if (moment === "auto") return undefined;
  if (typeof moment === "object" && "percent" in moment) {
    return Number.isFinite(part.seconds) ? (moment.percent / 100) * part.seconds : 0;
  }
  const base = below === undefined ? {} : { bdu: below };
  const known = { idu: seconds, iw: width, ih: height, iar: width / height, ...base };
  const value = evaluate(moment, known);
  if (value !== undefined && Number.isFinite(value) && value >= 0) return value;
  throw new Failure("EINVAL", `Cannot work out \`${key}\`: expected seconds`);
}

/**
 * The part that steps cut out of a video, each out of what the steps before it have left. EINVAL
 * where one begins behind the end of that.
 */
export function partOf(steps: readonly PlainStep[], video: Timed): Part {
  return partsOf(steps, video).at(-1)?.part ?? wholeOf(video);
}

/** The same for each of the steps. */
export function partsOf(
  steps: readonly PlainStep[],
  video: Timed,
): { step: PlainStep; part: Part }[] {
  let part = wholeOf(video);
  let isCut = false;
  return steps.map((step) => {
    if (cuts(step)) {
      const inner = cutOut(step, part, video);
      if (isCut && inner.start >= part.seconds) {
        const message = `Cannot cut at ${inner.start} seconds: the steps before leave ${part.seconds}`;
        throw new Failure("EINVAL", message);
      }
      part = { start: toMilliseconds(part.start + inner.start), seconds: inner.seconds };
      isCut = true;
    }
    return { step, part };
  });
}

function wholeOf({ seconds }: Timed): Part {
  return { start: 0, seconds: seconds === 0 ? Number.POSITIVE_INFINITY : seconds };
}

/** Whether a step takes a part of a video. */
export function cuts({ start, end, duration }: PlainStep): boolean {
  return [start, end, duration].some((moment) => moment !== undefined);
}

/** What a step leaves of a part. */
function cutOut(step: PlainStep, part: Part, video: Timed): Part {
  const { seconds: whole } = part;
  const read = (key: "so" | "eo" | "du", name: "start" | "end" | "duration") => {
    const moment = step[name];
    if (moment === undefined) return undefined;
    return secondsOf(key, moment, part, video);
  };
  const start = toMilliseconds(read("so", "start") ?? 0);
  const duration = read("du", "duration");
  const end = duration === undefined ? read("eo", "end") : start + duration;
  return { start, seconds: toMilliseconds(Math.min(end ?? whole, whole) - start) };
}

/** To milliseconds; FFmpeg reads no number with an exponent. */
export function toMilliseconds(seconds: number): number {
  return Number(seconds.toFixed(3));
}
