import { attribute, manifest, soundRepresentation, type TrackSet } from "./dash-text.ts";
import {
  type Link,
  peakBitRate,
  type Stream,
  type StreamRung,
  soundBitRate,
  soundCodec,
} from "./stream.ts";
import {
  framesOf,
  secondsAt,
  soundFrameSamples,
  soundFramesOf,
  soundRate,
  type Timing,
} from "./timing.ts";

/** What DASH players read of a stream: the same files as HLS'. Pure. */
export function dashManifest({ timing, rungs, sound }: Stream, link: Link): string {
  const indexes = Array.from({ length: timing.segments }, (_, index) => index);
  const images: TrackSet = {
    kind: "video",
    timescale: timing.timescale,
    lengths: indexes.map((index) => framesOf(timing, index).count * timing.frameTicks),
    representations: rungs.map((rung) => representation(rung, timing)),
  };
  const sounds = sound && soundSet(sound, timing, indexes);
  return manifest(secondsAt(timing, timing.frames), sounds ? [images, sounds] : [images], link);
}

function representation(rung: StreamRung, { rate }: Timing): string {
  const { width, height } = rung.size;
  const frameRate = rate.seconds === 1 ? rate.frames : `${rate.frames}/${rate.seconds}`;
  return (
    `<Representation id="${rung.rung}" bandwidth="${peakBitRate(rung)}" codecs="${attribute(rung.codec)}"` +
    ` width="${width}" height="${height}" sar="1:1" frameRate="${frameRate}"/>`
  );
}

function soundSet(
  { channels }: NonNullable<Stream["sound"]>,
  timing: Timing,
  indexes: readonly number[],
): TrackSet {
  const track = { id: "audio", bits: soundBitRate, codec: soundCodec, rate: soundRate, channels };
  return {
    kind: "audio",
    timescale: soundRate,
    lengths: indexes.map((index) => soundFramesOf(timing, index).count * soundFrameSamples),
    representations: [soundRepresentation(track)],
  };
}
