import type { AutoQuality } from "../../url/parameters/auto-quality.ts";

/** Longest side of the image whose likeness is measured: it has to be encoded several times. */
export const measuredSide = 480;

/** Qualities of JPEG at which it is measured. */
export const measuredQualities = [40, 60, 75, 90];

/**
 * The quality that is usual for a level, and how alike a JPEG of it is to a photograph: the mean
 * over the 24 photos of the benchmark.
 */
const levels: Record<AutoQuality, { usual: number; likeness: number }> = {
  auto_low: { usual: 50, likeness: 0.92 },
  auto_eco: { usual: 60, likeness: 0.932 },
  auto_good: { usual: 70, likeness: 0.946 },
  auto_best: { usual: 86, likeness: 0.971 },
  auto_sensitive: { usual: 90, likeness: 0.978 },
};

/** How far below and above the usual quality is looked. */
const range = { below: 20, above: 15 };
/** Above it a file grows by more than can be seen. */
const highest = 95;

/** A quality as a number, where no image is looked at. */
export function usualQuality(quality: number | AutoQuality): number {
  return typeof quality === "number" ? quality : levels[quality].usual;
}

/**
 * The quality that a level comes to for an image: half the way from the usual one to that at which
 * a JPEG of this image is as alike as one of a usual photograph. The whole way would spend bytes on
 * grass and gravel where loss is not seen: half of it is where the photos of the benchmark, at the same mean
 * likeness, have the fewest bytes. Pure.
 * @param likeness at each of the measured qualities, 0 to 1
 */
export function qualityFor(level: AutoQuality, likeness: readonly number[]): number {
  const { usual, likeness: wanted } = levels[level];
  const alike = qualityAt(losslessness(wanted), likeness.map(losslessness));
  const least = usual - range.below;
  const most = Math.min(highest, usual + range.above);
  return Math.round((usual + Math.min(most, Math.max(least, alike))) / 2);
}

/** On this scale likeness is nearly a straight line over quality. */
function losslessness(likeness: number): number {
  return -Math.log(Math.max(1e-6, 1 - likeness));
}

/** Where the line through what was measured has a value; its ends go on as they are. */
function qualityAt(wanted: number, measured: readonly number[]): number {
  const last = measuredQualities.length - 1;
  const above = measured.findIndex((value) => value > wanted);
  const to = Math.max(1, above < 0 ? last : above);
  const [qualityFrom = 0, qualityTo = 0] = measuredQualities.slice(to - 1, to + 1);
  const [from = 0, until = 0] = measured.slice(to - 1, to + 1);
  // Where more quality shows nothing more, the range's end is it.
  if (until <= from) return wanted > from ? 100 : 1;
  return qualityFrom + ((qualityTo - qualityFrom) * (wanted - from)) / (until - from);
}
