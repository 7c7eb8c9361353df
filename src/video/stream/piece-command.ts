import { audioEncoders, videoEncoders } from "../plan/codecs.ts";
import { hasIndex } from "../plan/container.ts";
import type { FilterGraph } from "../plan/filters.ts";
import {
  type CommandFiles,
  inputArguments,
  overlayArguments,
  quietArguments,
  type Share,
} from "../plan/input.ts";
import { type Span, secondsAt, soundFrameSamples, soundRate, type Timing } from "./timing.ts";

/** A piece of a track of a stream: JSON, no choice left open. */
export type PiecePlan = VideoPiece | SoundPiece;

interface VideoPiece {
  kind: "video";
  /** The original's stream of images. */
  stream: number;
  /** Seconds of the original at which the stream begins. */
  start: number;
  timing: Timing;
  frames: Span;
  /** Most bits a second. */
  bitRate: number;
  /** The encoder's quality, below which the rate bounds it: less is better. */
  rateFactor: number;
}

interface SoundPiece {
  kind: "audio";
  /** Of the original, in seconds. */
  start: number;
  /** Frames of AAC; what is written has `lead` more in front of them. */
  frames: Span;
  lead: number;
  channels: number;
  /** Whether it is the initialization segment. */
  isInit: boolean;
}

/** Label of the frames that a graph begins with. */
export const timedFrames = "timed";

/**
 * Frames of AAC that are made and left out before those of a segment: the first is the encoder's
 * own, and each one sounds right only behind the one before.
 */
const leadFrames = 3;

/** Plans the sound of a segment. */
export function soundPiece(
  start: number,
  frames: Span,
  channels: number,
  isInit: boolean,
): SoundPiece {
  const before = Math.min(leadFrames, frames.first);
  return { kind: "audio", start, frames, lead: before + 1, channels, isInit };
}

/** The command that makes a piece: it reads no more of the original than that needs. Pure. */
export function pieceCommand(
  piece: PiecePlan,
  graph: FilterGraph | undefined,
  files: CommandFiles,
  { threads, seconds }: Share,
): string[] {
  const lead = hasIndex(files.input.container.demuxer) ? 0 : unindexedLeadSeconds;
  const { from, args } =
    piece.kind === "video"
      ? videoArguments(piece, graph, { threads, lead })
      : soundArguments(piece, lead);
  return [
    ...[...quietArguments, "-nostdin", "-nostats"],
    ...["-threads", String(threads), "-timelimit", String(seconds)],
    // Of what is decoded before it the filters choose: the frame that is seen then may be much older.
    ...(from > 0 ? ["-noaccurate_seek", "-ss", from.toFixed(6)] : []),
    ...inputArguments(files.input),
    ...files.overlays.flatMap(overlayArguments),
    ...args,
    ...["-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1"],
    ...["-y", `file:${files.output}`],
  ];
}

/** In files without an index FFmpeg begins anywhere, and what is decoded is right from the next key frame on. */
const unindexedLeadSeconds = 12;

/** One fragment, whose track begins at 0 wherever the piece does. */
const fragmentedMp4 = ["-movflags", "+empty_moov+default_base_moof+frag_keyframe", "-f", "mp4"];

/**
 * Each frame of the stream is the one of the original that is nearest to its time, and so in one
 * segment only. What is missing at the end is the last frame once more.
 */
function videoArguments(
  { stream, start, timing, frames, bitRate, rateFactor }: VideoPiece,
  graph: FilterGraph | undefined,
  { threads, lead }: { threads: number; lead: number },
) {
  const { rate, timescale } = timing;
  const begin = start + secondsAt(timing, frames.first);
  // Where the original's own times are rounded up, its frame is a little before.
  const from = Math.max(0, begin - lead - secondsAt(timing, 0.5));
  const timed = [
    `setpts=PTS-${(begin - from).toFixed(6)}/TB`,
    `fps=fps=${rate.frames}/${rate.seconds}:start_time=0:round=near`,
    "tpad=stop=-1:stop_mode=clone",
  ];
  const { encoder, options } = videoEncoders.h264;
  const text = `[0:${stream}]${timed.join(",")}[${timedFrames}];${graph?.text ?? ""}`;
  const args = [
    ...["-filter_complex", text, "-map", "[v]", "-an"],
    ...["-frames:v", String(frames.count), "-c:v", encoder, ...options, "-profile:v", "high"],
    ...["-threads", String(threads), "-crf", String(rateFactor)],
    ...["-maxrate", String(bitRate), "-bufsize", String(bitRate)],
    // Frames are shown in the order in which they are decoded: players disagree on when a segment
    // begins whose first frame waits for others.
    ...["-bf", "0"],
    // A key frame begins a segment, and is nowhere else.
    ...["-g", String(timing.segmentFrames), "-keyint_min", String(timing.segmentFrames)],
    ...["-sc_threshold", "0", "-video_track_timescale", String(timescale), ...fragmentedMp4],
  ];
  return { from, args };
}

function soundArguments(
  { start, frames, lead, channels, isInit }: SoundPiece,
  leadSeconds: number,
) {
  const first = frames.first - (lead - 1);
  const begin = start + (first * soundFrameSamples) / soundRate;
  const from = Math.max(0, begin - leadSeconds);
  const filters = [
    `asetpts=PTS-${(begin - from).toFixed(6)}/TB`,
    "atrim=start=0",
    `aresample=${soundRate}:async=1:first_pts=0`,
    "apad",
  ];
  const { encoder, options } = audioEncoders.aac;
  const args = [
    ...["-map", "0:a:0", "-vn", "-af", filters.join(",")],
    ...["-ac", String(channels), "-c:a", encoder, ...options],
    ...["-frames:a", String(frames.count + lead), ...(isInit ? fragmentedMp4 : ["-f", "adts"])],
  ];
  return { from, args };
}
