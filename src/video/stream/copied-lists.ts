import {
  type CopiedKind,
  type CopiedStream,
  type CopiedTrack,
  ratesOf,
  ticksOf,
} from "./copied.ts";
import { attribute, manifest, soundRepresentation, type TrackSet } from "./dash-text.ts";
import { masterPlaylist, segmentPlaylist } from "./hls-text.ts";
import type { Link } from "./stream.ts";
import { copiedNames } from "./stream-file.ts";

/** The list of HLS that names an original's own streams. Pure. */
export function copiedMaster({ video, audio }: CopiedStream, link: Link): string {
  const images = ratesOf(video);
  const sound = audio ? ratesOf(audio) : { most: 0, mean: 0 };
  const variant = {
    track: copiedNames.video,
    mostBits: images.most + sound.most,
    meanBits: images.mean + sound.mean,
    codecs: [video.codec, ...(audio ? [audio.codec] : [])],
    width: video.width,
    height: video.height,
    frameRate: video.frameRate,
  };
  const heard = audio && { track: copiedNames.audio, channels: audio.channels };
  return masterPlaylist([variant], heard, link);
}

/** The list of the segments of one of them. Pure. */
export function copiedPlaylist(
  { video, audio, base }: CopiedStream,
  kind: CopiedKind,
  link: Link,
): string {
  const track = (kind === "audio" && audio) || video;
  // All tracks have the same one.
  const longest = Math.max(
    ...[video, ...(audio ? [audio] : [])].flatMap((each) => secondsOf(each, base)),
  );
  return segmentPlaylist(copiedNames[kind], secondsOf(track, base), longest, link);
}

function secondsOf(track: CopiedTrack, base: number): number[] {
  return ticksOf(track, base).lengths.map((length) => length / track.timescale);
}

/** The same for DASH: the same files. Pure. */
export function copiedManifest({ video, audio, base }: CopiedStream, link: Link): string {
  const last = video.segments.at(-1);
  const seconds = last ? last.start + last.seconds - base : 0;
  const images =
    `<Representation id="${copiedNames.video}" bandwidth="${ratesOf(video).most}"` +
    ` codecs="${attribute(video.codec)}" width="${video.width}" height="${video.height}"/>`;
  const sets = [setOf("video", video, base, images)];
  if (audio) sets.push(setOf("audio", audio, base, soundOf(audio)));
  return manifest(seconds, sets, link);
}

function soundOf(audio: NonNullable<CopiedStream["audio"]>): string {
  return soundRepresentation({
    id: copiedNames.audio,
    bits: ratesOf(audio).most,
    codec: audio.codec,
    rate: audio.timescale,
    channels: audio.channels,
  });
}

function setOf(
  kind: CopiedKind,
  track: CopiedTrack,
  base: number,
  representation: string,
): TrackSet {
  const { timescale } = track;
  return { kind, timescale, ...ticksOf(track, base), representations: [representation] };
}
