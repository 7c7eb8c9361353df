import { masterPlaylist, segmentPlaylist } from "./hls-text.ts";
import { type Link, peakBitRate, type Stream, soundBitRate, soundCodec } from "./stream.ts";
import type { MadeTrack } from "./stream-file.ts";
import { segmentLengths, type Timing } from "./timing.ts";

/** The list of the sizes of a stream, and of its sound. Pure. */
export function hlsMaster({ rungs, timing, sound }: Stream, link: Link): string {
  const more = sound ? soundBitRate : 0;
  const variants = rungs.map((rung) => ({
    track: rung.rung,
    mostBits: peakBitRate(rung) + more,
    meanBits: rung.bitRate + more,
    codecs: [rung.codec, ...(sound ? [soundCodec] : [])],
    ...rung.size,
    frameRate: timing.rate.frames / timing.rate.seconds,
  }));
  return masterPlaylist(variants, sound && { track: "audio", ...sound }, link);
}

/** The list of the segments of a track. Pure. */
export function hlsPlaylist(timing: Timing, track: MadeTrack, link: Link): string {
  // All tracks have the same one, though segments of sound are a few milliseconds longer or shorter.
  const longest = Math.max(...segmentLengths(timing, false), ...segmentLengths(timing, true));
  return segmentPlaylist(track, segmentLengths(timing, track === "audio"), longest, link);
}
