import type { MediaFacts } from "./facts.ts";

/** What ImageKit's metadata API tells of a video or a sound. */
export interface VideoDescription {
  /** Upright, with square pixels; absent for sound. */
  height?: number;
  width?: number;
  /** Bytes of the file. */
  size: number;
  /** `mp4`, `webm`, or the name of the container. */
  format: string;
  /** Bits a second. */
  bitRate: number;
  /** Seconds. */
  duration: number;
  videoCodec?: string;
  audioCodec?: string;
  /** Degrees clockwise by which a player turns the stored frames; absent for none. */
  rotation?: number;
}

const formats: Record<string, string> = { mov: "mp4", matroska: "webm", asf: "wmv" };

export function describeMedia(
  { demuxer, seconds, bitRate, video, audio }: MediaFacts,
  size: number,
): VideoDescription {
  return {
    ...(video ? { height: video.height, width: video.width } : {}),
    size,
    format: formats[demuxer] ?? demuxer,
    bitRate,
    duration: Number(seconds.toFixed(3)),
    ...(video && !video.isCover ? { videoCodec: video.codec } : {}),
    ...(audio ? { audioCodec: audio.codec } : {}),
    ...(video && video.rotation !== 0 ? { rotation: video.rotation } : {}),
  };
}
