import { needsFfmpeg } from "../../render/engine/film/needs-ffmpeg.ts";

/** A frame or a piece of sound as a file holds it, in seconds. */
export interface Packet {
  timestamp: number;
  duration: number;
  byteLength: number;
  type: "key" | "delta";
}

/** Seconds of a file, as its packets have them. */
interface Part {
  start: number;
  end: number;
  /** Where its first second begins. */
  origin: number;
}

/** Packets that are kept, in the order in which they are decoded. */
export interface KeptPackets {
  first: number;
  /** The one behind the last. */
  past: number;
  /** When the first is shown; what would be shown before it is left out. */
  from: number;
  /** Until when the last is shown. */
  until: number;
}

/** For so long the last frame may stand still for those that cannot be kept without later ones. */
const mostStillSeconds = 0.5;
/** Packets of AAC that a decoder needs before the first that is heard. */
const leadPackets = 2;
const roundingSeconds = 0.001;
/** A URL has its seconds to the hundredth. */
const namedSeconds = 0.01;
/** Of a video that is a single frame and does not tell. */
const usualFrameSeconds = 0.04;

/**
 * The frames of a part of a video, of which none before it and none behind it is kept. A frame needs
 * all that are decoded before it, back to the key frame: ENOTSUP, which names the nearest key frames,
 * where the first is none. The last ones may need one that is shown behind the end: then they are left
 * out, and the frame before them stands still.
 */
export function cutVideo(packets: readonly Packet[], part: Part): KeptPackets {
  const { start, end } = part;
  const times = Float64Array.from(packets, ({ timestamp }) => timestamp).sort();
  const frame = usualGap(times) || packets[0]?.duration || usualFrameSeconds;
  const slack = Math.min(frame / 2, namedSeconds);
  const firstBehind = (at: number) => {
    const from = times.find((time) => time > at);
    return packets.findIndex(({ timestamp, type }) => timestamp === from && type === "key");
  };
  const exact = firstBehind(start - roundingSeconds);
  // A frame may be meant that begins a little before.
  const first = exact >= 0 ? exact : firstBehind(start - slack);
  const from = packets[first]?.timestamp;
  if (from === undefined || from >= end) throw betweenKeys(packets, start, part);
  const last = end - slack;
  const behind = packets.findIndex(({ timestamp }, i) => i > first && timestamp >= last);
  const past = behind < 0 ? packets.length : behind;
  const kept = packets.slice(first, past).filter(({ timestamp }) => timestamp >= from);
  const wanted = times.filter((time) => time >= from && time < last).length;
  if ((wanted - kept.length) * frame > mostStillSeconds) throw betweenKeys(packets, end, part);
  const natural = Math.max(...times.subarray(-1)) + frame;
  return { first, past, from, until: Math.min(end, natural) };
}

/**
 * The sound of a part: none that begins before it, and none that begins behind it. What is whole keeps
 * what its decoder begins with.
 */
export function cutAudio(packets: readonly Packet[], { start, end, origin }: Part): KeptPackets {
  const at = (from: number) => {
    const index = packets.findIndex(({ timestamp }) => timestamp >= from);
    return index < 0 ? packets.length : index;
  };
  const heard = at(start - roundingSeconds);
  const first = start > origin ? heard : Math.max(0, heard - leadPackets);
  const past = Math.max(first, at(end - roundingSeconds));
  const last = packets[past - 1];
  return {
    first,
    past,
    from: packets[first]?.timestamp ?? start,
    until: last ? last.timestamp + last.duration : start,
  };
}

/** The time from one frame to the next, for most of them. */
function usualGap(times: Float64Array): number {
  const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
  return gaps.sort()[Math.floor(gaps.length / 2)] ?? 0;
}

function betweenKeys(
  packets: readonly Packet[],
  moment: number,
  { origin }: Pick<Part, "origin">,
): Error {
  const at = moment - origin;
  const keys = packets
    .filter(({ type }) => type === "key")
    .map(({ timestamp }) => timestamp - origin);
  const before = keys.filter((key) => key >= 0 && key <= at).at(-1);
  const after = keys.find((key) => key > at);
  return needsFfmpeg(
    `Cutting a video at ${Number(at.toFixed(2))} seconds`,
    `: without it, videos can be cut only at key frames; ${nearText(before, after)}`,
  );
}

/** The key frames around a moment, in seconds as a URL has them. */
function nearText(before: number | undefined, after: number | undefined): string {
  if (before !== undefined && after !== undefined) {
    return `those around it are at ${before.toFixed(2)} and ${after.toFixed(2)} seconds`;
  }
  if (before !== undefined) return `the last before it is at ${before.toFixed(2)} seconds`;
  if (after !== undefined) return `the first behind it is at ${after.toFixed(2)} seconds`;
  return "this video has none";
}
