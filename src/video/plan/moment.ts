import { Failure } from "../../failure.ts";
import { evaluate } from "../../url/parameters/expression.ts";
import type { Moment } from "../../url/parameters/video.ts";
import type { MediaFacts } from "./facts.ts";

/** Seconds from the start of a video; undefined for `auto`. EINVAL where they cannot be worked out. */
export function secondsOf(
  key: string,
  moment: Moment,
  { seconds, video }: MediaFacts,
): number | undefined {
  if (moment === "auto") return undefined;
  if (typeof moment === "object" && "percent" in moment) return (moment.percent / 100) * seconds;
  const { width, height } = video ?? { width: 0, height: 0 };
  const value = evaluate(moment, { idu: seconds, iw: width, ih: height, iar: width / height });
  if (value !== undefined && Number.isFinite(value) && value >= 0) return value;
  throw new Failure("EINVAL", `Cannot work out \`${key}\`: expected seconds`);
}
