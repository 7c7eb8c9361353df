import { needsFfmpeg } from "./remux.ts";

/** A frame or a piece of sound as a file holds it, in seconds. */
export interface Packet {
  timestamp: number;
  duration: number;
  byteLength: number;
  type: "key" | "delta";
}

/** Seconds of a file. */
interface Part {
  start: number;
  end: number;
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
/** Sound that a decoder needs before the first that is heard: two packets of AAC. */
const leadSeconds = 0.1;
const roundingSeconds = 0.001;

/**
 * The frames of a part of a video, of which none before it and none behind it is kept. A frame needs
 * all that are decoded before it, back to the key frame: ENOTSUP, which names the nearest key frames,
 * where the first is none. The last ones may need one that is shown behind the end: then they are left
 * out, and the frame before them stands still.
 */
export function cutVideo(packets: readonly Packet[], { start, end }: Part): KeptPackets {
  const times = Float64Array.from(packets, ({ timestamp }) => timestamp).sort();
  const frame = usualGap(times);
  const firstBehind = (at: number) => {
    const from = times.find((time) => time > at);
    return packets.findIndex(({ timestamp, type }) => timestamp === from && type === "key");
  };
  const exact = firstBehind(start - roundingSeconds);
  // A URL has its seconds to the hundredth: a frame may be meant that begins a little before.
  const first = exact >= 0 ? exact : firstBehind(start - frame / 2);
  const from = packets[first]?.timestamp;
  if (from === undefined) throw betweenKeys(packets, start);
  const last = end - frame / 2;
  const behind = packets.findIndex(({ timestamp }, i) => i > first && timestamp >= last);
  const past = behind < 0 ? packets.length : behind;
  const kept = packets.slice(first, past).filter(({ timestamp }) => timestamp >= from);
  const wanted = times.filter((time) => time >= from && time < last).length;
  if ((wanted - kept.length) * frame > mostStillSeconds) throw betweenKeys(packets, end);
  const natural = Math.max(...times.subarray(-1)) + frame;
  return { first, past, from, until: Math.min(end, natural) };
}

/** The sound of a part: none that begins before it, and none that begins behind it. */
export function cutAudio(packets: readonly Packet[], { start, end }: Part): KeptPackets {
  const from = start > 0 ? start - roundingSeconds : -leadSeconds;
  const at = (from: number) => {
    const index = packets.findIndex(({ timestamp }) => timestamp >= from);
    return index < 0 ? packets.length : index;
  };
  const first = at(from);
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

function betweenKeys(packets: readonly Packet[], at: number): Error {
  const keys = packets.filter(({ type }) => type === "key").map(({ timestamp }) => timestamp);
  const before = keys.filter((key) => key >= 0 && key <= at).at(-1);
  const after = keys.find((key) => key > at);
  const near = [before, after].flatMap((key) => (key === undefined ? [] : [secondsText(key)]));
  const where =
    near.length === 0 ? "" : `, of which the nearest are at ${near.join(" and ")} seconds`;
  return needsFfmpeg(
    `To cut a video at ${secondsText(at)} seconds`,
    `: without it videos are cut at key frames${where}`,
  );
}

function secondsText(seconds: number): string {
  return String(Number(seconds.toFixed(3)));
}
