import { type Original, versionKey } from "../../cache/original.ts";
import type { Originals } from "../../cache/originals.ts";
import { createSingleFlight } from "../../cache/single-flight.ts";
import { Failure } from "../../failure.ts";
import type { Limits } from "../../limits.ts";
import type { VideoEngine, Waiting } from "../../video/engine.ts";
import { animatedContainer } from "../../video/plan/container.ts";
import type { MediaFacts } from "../../video/plan/facts.ts";
import { containerOf } from "../../video/read-file.ts";

/**
 * What is in an original; undefined for one that is neither video nor sound. ENOTSUP where only
 * FFmpeg finds that, and there is none; ELIMIT for one that is too large.
 */
export type ReadMedia = (
  original: Original,
  waiting: Waiting,
  /** Whether an animated image is one, too. */
  animated?: boolean,
) => Promise<MediaFacts | undefined>;

/** Looks into each original once. */
export function createMediaReader({
  originals,
  video,
  limits,
}: {
  originals: Originals;
  video: VideoEngine;
  limits: Pick<Limits, "videoBytes">;
}): ReadMedia {
  const probes = createSingleFlight<MediaFacts>();

  return async (original, waiting, animated = false) => {
    const { format, media } = original.meta;
    const animation = animated ? animatedContainer(format) : undefined;
    if (format !== undefined && !animation) return undefined;
    // What was read without FFmpeg is read again when there is one.
    if (media && !(media.isOwn && video.isAvailable)) {
      // It may have been looked at when more was allowed.
      checkVideoBytes(original, limits);
      return media;
    }
    const container = animation ?? (await containerOf(original.file));
    if (!container) return undefined;
    checkVideoBytes(original, limits);
    const probe = async (signal: AbortSignal) => {
      const read = await video.probe(original.file, container, { ...waiting, signal });
      originals.describe(original, { media: read });
      return read;
    };
    return probes(versionKey(original), probe, waiting.signal);
  };
}

/** ELIMIT for an original that is too large. */
export function checkVideoBytes(
  { bytes }: Original,
  { videoBytes }: Pick<Limits, "videoBytes">,
): void {
  if (bytes <= videoBytes) return;
  throw new Failure(
    "ELIMIT",
    `The video is too large: at most ${videoBytes} bytes are transformed`,
  );
}
