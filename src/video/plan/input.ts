import type { Container } from "./container.ts";

/**
 * Decoders that originals may use. FFmpeg has hundreds, for formats that nothing on the web is in;
 * each is code that a hostile file could reach.
 */
const decoders = (
  "h264 hevc av1 libdav1d libaom-av1 vp8 vp9 libvpx libvpx-vp9 mpeg1video mpeg2video mpeg4 msmpeg4 " +
  "msmpeg4v1 msmpeg4v2 h263 h263p flv wmv1 wmv2 wmv3 vc1 theora mjpeg png bmp gif webp prores dnxhd " +
  "dvvideo rawvideo qtrle cinepak svq1 svq3 ffv1 huffyuv ffvhuff " +
  "aac aac_fixed aac_latm mp1 mp1float mp2 mp2float mp3 mp3float ac3 eac3 dca truehd opus libopus " +
  "vorbis libvorbis flac alac wmav1 wmav2 wmapro amrnb amrwb libopencore_amrnb libopencore_amrwb " +
  "speex libspeex pcm_u8 pcm_s8 pcm_s16le pcm_s16be pcm_s24le pcm_s24be pcm_s32le pcm_s32be " +
  "pcm_f32le pcm_f32be pcm_alaw pcm_mulaw adpcm_ms adpcm_ima_wav adpcm_ima_qt"
).split(" ");

/** Bytes that FFmpeg may ask for in one piece. */
const allocationBytes = 512 * 1024 * 1024;

/** An original as FFmpeg may open it. */
export interface Input {
  /** Absolute path. */
  file: string;
  container: Pick<Container, "demuxer">;
  /** Pixels of a frame, beyond which none is decoded. */
  maxPixels: number;
}

/**
 * How FFmpeg and ffprobe open a file: as what its first bytes say it is, and without following any
 * name of another file or host that it may hold.
 */
export function inputArguments({ file, container, maxPixels }: Input): string[] {
  return [
    ...["-protocol_whitelist", "file"],
    ...["-format_whitelist", container.demuxer],
    ...["-codec_whitelist", decoders.join(",")],
    ...["-max_pixels", String(maxPixels)],
    ...["-f", container.demuxer],
    ...["-i", `file:${file}`],
  ];
}

/** Another input of a command, which is laid over the video. */
export type OverlayFile =
  /** An image of ours, shown for as long as the video lasts. */
  | { kind: "image"; file: string }
  /** A list of images of ours, which follow each other. */
  | { kind: "sequence"; file: string }
  /** A part of another original. */
  | { kind: "film"; input: Input; start: number; seconds: number };

export function overlayArguments(overlay: OverlayFile): string[] {
  switch (overlay.kind) {
    case "image":
      return ["-protocol_whitelist", "file", "-f", "png_pipe", "-i", `file:${overlay.file}`];
    case "sequence":
      return [
        ...["-protocol_whitelist", "file", "-format_whitelist", "concat,png_pipe"],
        ...["-safe", "0", "-f", "concat", "-i", `file:${overlay.file}`],
      ];
    case "film": {
      const { input, start, seconds } = overlay;
      const from = start > 0 ? ["-ss", String(start)] : [];
      return [...from, "-t", String(seconds), ...inputArguments(input)];
    }
  }
}

/** The files of a command. */
export interface CommandFiles {
  input: Input;
  /** What the graph names beside the video, in its order. */
  overlays: readonly OverlayFile[];
  output: string;
}

/** How much of the machine a command may have. */
export interface Share {
  threads: number;
  /** Of the processor: a process that has lost its server ends by itself. */
  seconds: number;
}

/** The list of a sequence, as FFmpeg's concat demuxer reads it. */
export function sequenceText(images: readonly { file: string; seconds: number }[]): string {
  const quoted = (file: string) => `'file:${file.replaceAll("'", String.raw`'\''`)}'`;
  const lines = images.flatMap(({ file, seconds }) => [
    `file ${quoted(file)}`,
    `duration ${seconds}`,
  ]);
  return ["ffconcat version 1.0", ...lines, ""].join("\n");
}

/** What stands first in every command: no terminal, no words but of what went wrong. */
export const quietArguments = [
  ...["-hide_banner", "-loglevel", "error"],
  ...["-max_alloc", String(allocationBytes)],
];

/** How far ffprobe looks into a file. */
const looksAt = {
  usual: [],
  start: ["-probesize", "131072", "-fpsprobesize", "0"],
  index: ["-nofind_stream_info"],
} as const;

/**
 * Looks into a file.
 * @param looks at how much: all that is worth it, the first frames, or the index alone
 */
export function probeCommand(input: Input, looks: keyof typeof looksAt = "usual"): string[] {
  return [
    ...quietArguments,
    ...looksAt[looks],
    "-show_format",
    "-show_streams",
    "-of",
    "json",
    ...inputArguments(input),
  ];
}
