import { needsFfmpeg } from "../../render/engine/film/needs-ffmpeg.ts";
import type { KeptPackets, Packet } from "../plan/key-frame-cut.ts";

/** The streams of an original as those of a stream: nothing of them is decoded. */
export interface CopiedStream {
  video: CopiedTrack & { width: number; height: number; frameRate: number };
  audio?: CopiedTrack & { channels: number };
  /** The second of the original at which it begins. */
  base: number;
}

export interface CopiedTrack {
  /** As RFC 6381 has it. */
  codec: string;
  /** Units of time in a second. */
  timescale: number;
  segments: CopiedSegment[];
}

/** A segment, in seconds of the original. */
export interface CopiedSegment {
  start: number;
  seconds: number;
  /** What is decoded, from what is shown at `start` on. */
  packets: number;
  bytes: number;
}

export type CopiedKind = "video" | "audio";

/** A segment is no longer than its key frames ask for, or this. */
const segmentSeconds = 4;
/** A player holds a segment as a whole. */
const mostSegmentSeconds = 60;
/** What boxes add to a segment, and to each packet of it. */
const segmentBytes = 200;
const packetBytes = 16;

/**
 * Cuts images at key frames. Pure. A segment begins where nothing that follows is shown earlier.
 * ENOTSUP where they are too far apart.
 */
export function videoSegments(packets: readonly Packet[], kept: KeptPackets): CopiedSegment[] {
  const places = closedKeys(packets, kept);
  const segments: CopiedSegment[] = [];
  for (let i = 0; i < places.length; ) {
    const first = places[i] as number;
    const start = (packets[first] as Packet).timestamp;
    let next = i + 1;
    while (next < places.length && startOf(next + 1) - start <= segmentSeconds) next += 1;
    segments.push(
      segmentOf(packets, { first, past: places[next] ?? kept.past, start }, startOf(next)),
    );
    i = next;
  }
  const longest = Math.max(...segments.map(({ seconds }) => seconds));
  if (longest <= mostSegmentSeconds) return segments;
  throw needsFfmpeg(
    `A stream of a video whose key frames are ${Math.round(longest)} seconds apart`,
  );

  function startOf(place: number): number {
    const packet = packets[places[place] ?? -1];
    return packet?.timestamp ?? kept.until;
  }
}

/** Cuts sound where the images are cut. Pure. */
export function audioSegments(
  packets: readonly Packet[],
  { first, past }: KeptPackets,
  images: readonly CopiedSegment[],
): CopiedSegment[] {
  const segments: CopiedSegment[] = [];
  let at = first;
  for (const [i] of images.entries()) {
    const until = images[i + 1]?.start ?? Number.POSITIVE_INFINITY;
    const from = at;
    while (at < past && (packets[at] as Packet).timestamp < until) at += 1;
    // Sound that ends before the images do has no more segments.
    if (at === from) continue;
    const last = packets[at - 1] as Packet;
    const end = at < past ? (packets[at] as Packet).timestamp : last.timestamp + last.duration;
    const start = (packets[from] as Packet).timestamp;
    segments.push(segmentOf(packets, { first: from, past: at, start }, end));
  }
  return segments;
}

function segmentOf(
  packets: readonly Packet[],
  { first, past, start }: { first: number; past: number; start: number },
  end: number,
): CopiedSegment {
  let bytes = segmentBytes;
  for (let i = first; i < past; i += 1) bytes += (packets[i] as Packet).byteLength + packetBytes;
  return { start, seconds: end - start, packets: past - first, bytes };
}

function closedKeys(packets: readonly Packet[], { first, past }: KeptPackets): number[] {
  const places: number[] = [];
  let earliest = Number.POSITIVE_INFINITY;
  for (let i = past - 1; i >= first; i -= 1) {
    const { timestamp, type } = packets[i] as Packet;
    // What is shown before the very first key frame is left out.
    if (i === first || (type === "key" && timestamp <= earliest)) places.unshift(i);
    earliest = Math.min(earliest, timestamp);
  }
  return places;
}

/** Most and mean bits a second. Pure. */
export function ratesOf({ segments }: CopiedTrack): { most: number; mean: number } {
  const bits = segments.map(({ bytes }) => bytes * 8);
  const seconds = segments.reduce((sum, segment) => sum + segment.seconds, 0);
  return {
    most: Math.ceil(Math.max(...segments.map(({ seconds }, i) => (bits[i] ?? 0) / seconds))),
    mean: Math.ceil(bits.reduce((sum, each) => sum + each, 0) / seconds),
  };
}

/** Lengths of the segments in units of the track's time, and the time of the first: no rounding adds up. */
export function ticksOf({ segments, timescale }: CopiedTrack, base: number) {
  const tick = (seconds: number) => Math.round((seconds - base) * timescale);
  const lengths = segments.map(
    ({ start, seconds }, i) => tick(segments[i + 1]?.start ?? start + seconds) - tick(start),
  );
  return { first: tick(segments[0]?.start ?? base), lengths };
}
