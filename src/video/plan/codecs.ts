import { Failure } from "../../failure.ts";
import type { VideoFields } from "../../url/parameters/video.ts";

/** What a made file is: its muxer, its media type, and what its streams are written by. */
export interface Target {
  /** FFmpeg's name of the muxer. */
  muxer: "mp4" | "webm" | "gif" | "webp";
  mediaType: string;
  video?: keyof typeof videoEncoders;
  audio?: keyof typeof audioEncoders;
}

/**
 * The encoder of each video codec, how it is told to be quick, and its scale of quality: the number
 * at the worst and at the best quality.
 */
export const videoEncoders = {
  h264: {
    encoder: "libx264",
    options: ["-preset", "veryfast", "-pix_fmt", "yuv420p"],
    quality: [40, 16],
    flag: "-crf",
  },
  vp9: {
    encoder: "libvpx-vp9",
    options: ["-deadline", "realtime", "-cpu-used", "6", "-row-mt", "1", "-pix_fmt", "yuv420p"],
    quality: [56, 18],
    flag: "-crf",
  },
  av1: {
    encoder: "libsvtav1",
    options: ["-preset", "10", "-pix_fmt", "yuv420p"],
    quality: [60, 20],
    flag: "-crf",
  },
  gif: { encoder: "gif", options: ["-loop", "0"], quality: [1, 100], flag: undefined },
  webp: {
    encoder: "libwebp_anim",
    options: ["-loop", "0", "-pix_fmt", "yuv420p"],
    quality: [1, 100],
    flag: "-quality",
  },
} as const;

/** Animated images that are made of videos. */
export type Animation = "gif" | "webp";

/** The animated image that a format of images may be. */
export function animationOf(format: string): Animation | undefined {
  return format === "gif" || format === "webp" ? format : undefined;
}

/** Whether 256 colours have to do. */
export function needsPalette({ video }: Target): boolean {
  return video === "gif";
}

/** An animated image has no sound. */
export function animationTarget(format: Animation): Target {
  return { muxer: format, mediaType: `image/${format}`, video: format };
}

export const audioEncoders = {
  aac: { encoder: "aac", options: ["-b:a", "128k"] },
  opus: { encoder: "libopus", options: ["-b:a", "96k"] },
} as const;

/** What each container may hold, the usual first. Source: ImageKit, video transformation. */
const containers = {
  mp4: { video: ["h264"], audio: ["aac"] },
  webm: { video: ["vp9", "av1"], audio: ["opus"] },
} as const;

/** What is in the original. */
interface Has {
  video: boolean;
  audio: boolean;
}

/**
 * The container and the codecs that a URL asks for. MP4 with H.264 and AAC is what every browser
 * plays: it is what is made where nothing else is named. EINVAL for what does not go together.
 * @param path names a format by its extension
 */
export function chooseTarget(
  { container, videoCodec, audioCodec }: VideoFields,
  path: string,
  has: Has,
): Target {
  const isWebm = /^(?:vp9|av1|opus)$/;
  const webm = [videoCodec, audioCodec].some((codec) => isWebm.test(codec ?? ""));
  const named = /\.webm$/i.test(path) && videoCodec !== "h264" && audioCodec !== "aac";
  const muxer = container ?? (webm || named ? "webm" : "mp4");
  const held = containers[muxer];
  const video = pick("vc", videoCodec, held.video, muxer);
  const audio = pick("ac", audioCodec, held.audio, muxer);
  const made = {
    ...(video && has.video ? { video } : {}),
    ...(audio && has.audio ? { audio } : {}),
  };
  if (Object.keys(made).length === 0) {
    throw new Failure("EINVAL", "Nothing is left of the file: expected its video or its sound");
  }
  return { muxer, mediaType: `${made.video ? "video" : "audio"}/${muxer}`, ...made };
}

/** The codec of an original, where a container may hold it: what is there need not be made anew. */
export function heldCodec(
  muxer: Target["muxer"],
  codec: string,
): NonNullable<Target["video"]> | undefined {
  if (muxer !== "mp4" && muxer !== "webm") return undefined;
  return containers[muxer].video.find((held) => held === codec);
}

function pick<C extends string>(
  key: string,
  asked: string | undefined,
  held: readonly C[],
  muxer: string,
): C | undefined {
  if (asked === undefined) return held[0];
  if (asked === "none") return undefined;
  const codec = held.find((known) => known === asked);
  if (codec) return codec;
  throw new Failure(
    "EINVAL",
    `\`${key}-${asked}\` does not go with \`f-${muxer}\`: expected ${held.join(" or ")}, or none`,
  );
}

/** Quality from 1 to 100 on an encoder's own scale. */
export function onScale([worst, best]: readonly [number, number], quality: number): number {
  return Math.round(worst + ((best - worst) * (quality - 1)) / 99);
}
