import { Failure } from "../../failure.ts";
import { evaluate } from "../../url/parameters/expression.ts";
import type { Moment } from "../../url/parameters/video.ts";
import type { PlainStep } from "../../url/transformation.ts";
import { lastOf } from "./output.ts";
import type { Size } from "./size.ts";

/** What moments of a video are worked out from. */
interface Timed extends Partial<Size> {
  /** Length of the whole; 0 where it is not known. */
  seconds: number;
  /** That of the video below, where it is a layer. */
  below?: number | undefined;
}

/** Seconds from the start of a video; undefined for `auto`. EINVAL where they cannot be worked out. */
export function secondsOf(
  key: string,
  moment: Moment,
  { seconds, width = 0, height = 0, below }: Timed,
): number | undefined {
  if (moment === "auto") return undefined;
  if (typeof moment === "object" && "percent" in moment) return (moment.percent / 100) * seconds;
  const base = below === undefined ? {} : { bdu: below };
  const known = { idu: seconds, iw: width, ih: height, iar: width / height, ...base };
  const value = evaluate(moment, known);
  if (value !== undefined && Number.isFinite(value) && value >= 0) return value;
  throw new Failure("EINVAL", `Cannot work out \`${key}\`: expected seconds`);
}

/** The part that steps cut out of a video; infinite where neither they nor the file end it. */
export function partOf(
  steps: readonly PlainStep[],
  video: Timed,
): { start: number; seconds: number } {
  const read = (key: "so" | "eo" | "du", name: "start" | "end" | "duration") => {
    const moment = lastOf(steps, name);
    return moment === undefined ? undefined : secondsOf(key, moment, video);
  };
  const whole = video.seconds === 0 ? Number.POSITIVE_INFINITY : video.seconds;
  const start = toMilliseconds(read("so", "start") ?? 0);
  const duration = read("du", "duration");
  const end = duration === undefined ? read("eo", "end") : start + duration;
  return { start, seconds: toMilliseconds(Math.min(end ?? whole, whole) - start) };
}

/** To milliseconds; FFmpeg reads no number with an exponent. */
export function toMilliseconds(seconds: number): number {
  return Number(seconds.toFixed(3));
}
