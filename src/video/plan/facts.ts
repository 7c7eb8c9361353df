import { Failure } from "../../failure.ts";
import type { Film, VideoFacts } from "../../render/engine/film/film.ts";
import type { Size } from "../../render/plan/size.ts";

/** What is in a file of moving images or sound, and how it was read. */
export interface MediaFacts extends Film {
  /** The demuxer that has read it, by FFmpeg's name. */
  demuxer: string;
  /** It was read without FFmpeg, which numbers streams in its own way and knows more of them. */
  isOwn?: true;
  /** It holds more than its edit lists show. */
  isShortened?: true;
  /**
   * Second at which the file begins, where FFmpeg can decode a frame without having looked at others
   * before: its index tells all that is needed.
   */
  directStart?: number;
}

/** Demuxers whose index tells how frames are coded. */
const indexed = ["mov", "matroska"];
/** Codecs whose frames tell themselves how they are ordered. H.264's need not. */
const selfContained = ["hevc", "vp8", "vp9", "av1"];

interface ProbedStream {
  index?: number;
  codec_type?: string;
  codec_name?: string;
  width?: number;
  height?: number;
  pix_fmt?: string;
  sample_aspect_ratio?: string;
  avg_frame_rate?: string;
  r_frame_rate?: string;
  duration?: string;
  start_time?: string;
  has_b_frames?: number;
  channels?: number;
  tags?: { rotate?: string; DURATION?: string };
  disposition?: { attached_pic?: number };
  side_data_list?: { rotation?: number }[];
}

/** Reads what `ffprobe -of json -show_format -show_streams` prints. EFORMAT where it shows nothing. */
export function readFacts(text: string, demuxer: string): MediaFacts {
  const { streams = [], format = {} } = parse(text);
  const moving = streams.filter(isVideo);
  const picked = moving.find(({ disposition }) => disposition?.attached_pic !== 1) ?? moving[0];
  const sound = streams.find(({ codec_type }) => codec_type === "audio");
  if (!picked && !sound) {
    throw new Failure("EFORMAT", "The file holds neither video nor sound that can be decoded");
  }
  return {
    demuxer,
    seconds: (picked && !isCover(picked) && lengthOf(picked)) || positive(format.duration),
    bitRate: positive(format.bit_rate),
    ...(picked ? directStart(picked, demuxer, format.start_time) : {}),
    ...(picked ? { video: videoFacts(picked) } : {}),
    ...(sound
      ? { audio: { codec: sound.codec_name ?? "unknown", channels: sound.channels ?? 2 } }
      : {}),
  };
}

/**
 * When a file begins, and how long all of it is, in seconds, as its index alone tells that; undefined where it
 * does not.
 */
export function spanOf(text: string): { start: number; seconds: number } | undefined {
  const { streams = [], format = {} } = parse(text);
  const starts = streams
    .filter((stream) => stream.codec_type === "audio" || isVideo(stream))
    .map(({ start_time }) => Number(start_time ?? Number.NaN));
  const start = Math.min(...starts);
  const seconds = positive(format.duration);
  return Number.isFinite(start) && seconds > 0 ? { start, seconds } : undefined;
}

function parse(text: string): {
  streams?: ProbedStream[];
  format?: { duration?: string; bit_rate?: string; start_time?: string };
} {
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure("EFORMAT", "FFmpeg cannot read this file");
  }
}

/** Whether frames of a codec tell a decoder themselves in which order they are shown. */
export function tellsOrder(codec: string): boolean {
  return selfContained.includes(codec);
}

function directStart(
  { codec_name = "", has_b_frames }: ProbedStream,
  demuxer: string,
  said: string | undefined,
): Pick<MediaFacts, "directStart"> {
  const isOrdered = tellsOrder(codec_name) || (codec_name === "h264" && has_b_frames === 0);
  const start = Number(said ?? Number.NaN);
  return indexed.includes(demuxer) && isOrdered && Number.isFinite(start)
    ? { directStart: start }
    : {};
}

function isVideo({ codec_type, width = 0, height = 0 }: ProbedStream): boolean {
  return codec_type === "video" && width > 0 && height > 0;
}

/** Matroska tells how long each stream is by a tag, as `00:01:02.5`; 0 where nothing does. */
function lengthOf({ duration, tags }: ProbedStream): number {
  const [, hours, minutes, seconds] =
    /^(\d+):(\d+):(\d+(?:\.\d+)?)$/.exec(tags?.DURATION ?? "") ?? [];
  const tagged = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return positive(duration) || tagged || 0;
}

function isCover({ disposition }: ProbedStream): boolean {
  return disposition?.attached_pic === 1;
}

function videoFacts(stream: ProbedStream): VideoFacts {
  const rotation = rotationOf(stream);
  const square = squareSize(stream);
  const turned = rotation === 90 || rotation === 270;
  return {
    stream: stream.index ?? 0,
    codec: stream.codec_name ?? "unknown",
    ...(turned ? { width: square.height, height: square.width } : square),
    rotation,
    frameRate: fraction(stream.avg_frame_rate, "/") || fraction(stream.r_frame_rate, "/") || 25,
    hasSquarePixels: square.width === stream.width,
    isCommon: stream.pix_fmt === "yuv420p",
    isCover: isCover(stream),
  };
}

/** Size with square pixels: what is shown is as high as it is stored. */
function squareSize({ width = 0, height = 0, sample_aspect_ratio }: ProbedStream): Size {
  const aspect = fraction(sample_aspect_ratio, ":") || 1;
  return { width: Math.max(1, Math.round(width * aspect)), height };
}

/** Files say how far the stored image is turned against the clock; newer ones in side data. */
function rotationOf({ side_data_list = [], tags }: ProbedStream): VideoFacts["rotation"] {
  const said = side_data_list.find(({ rotation }) => rotation !== undefined)?.rotation;
  const clockwise = said === undefined ? Number(tags?.rotate ?? 0) : -said;
  const quarter = ((Math.round(clockwise / 90) % 4) + 4) % 4;
  return ([0, 90, 180, 270] as const)[quarter] ?? 0;
}

function fraction(text: string | undefined, separator: string): number {
  const [above, below = 1] = (text ?? "").split(separator).map(Number);
  const value = (above ?? 0) / below;
  return Number.isFinite(value) && value > 0 ? value : 0;
}

function positive(text: string | undefined): number {
  const value = Number(text ?? 0);
  return Number.isFinite(value) && value > 0 ? value : 0;
}
