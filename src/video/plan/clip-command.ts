import type { ClipPlan } from "./clip.ts";
import { audioEncoders, onScale, videoEncoders } from "./codecs.ts";
import type { FilterGraph } from "./filters.ts";
import {
  type CommandFiles,
  inputArguments,
  overlayArguments,
  quietArguments,
  type Share,
} from "./input.ts";

/** The command that makes a video. Pure. */
export function clipCommand(
  plan: ClipPlan,
  graph: FilterGraph | undefined,
  { input, overlays, output }: CommandFiles,
  { threads, seconds: processorSeconds }: Share,
): string[] {
  const { target, start, seconds } = plan;
  const isMp4 = target.muxer === "mp4";
  return [
    ...[...quietArguments, "-nostdin", "-nostats", "-progress", "pipe:1"],
    ...["-threads", String(threads), "-timelimit", String(processorSeconds)],
    ...(start > 0 ? ["-ss", String(start)] : []),
    ...inputArguments(input),
    ...overlays.flatMap(overlayArguments),
    ...["-t", String(seconds)],
    ...videoArguments(plan, graph, threads),
    ...audioArguments(plan, graph),
    ...["-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1"],
    ...(isMp4 ? ["-movflags", "+faststart"] : []),
    // Without numbers by chance: what is made again is the same to the byte.
    ...["-fflags", "+bitexact"],
    ...["-f", target.muxer, "-y", `file:${output}`],
  ];
}

function videoArguments(
  { target, video, audio }: ClipPlan,
  graph: FilterGraph | undefined,
  threads: number,
): string[] {
  if (!video || !target.video) return ["-vn"];
  if (video.isCopied || !graph) return ["-map", `0:${video.stream}`, "-c:v", "copy"];
  const { encoder, options, quality, flag } = videoEncoders[target.video];
  const { bitRate } = video;
  return [
    ...["-filter_complex", [graph.text, ...mixOf(graph, audio)].join(";"), "-map", "[v]"],
    ...["-c:v", encoder, ...options, "-threads", String(threads)],
    ...(flag === undefined ? [] : [flag, String(onScale(quality, video.quality))]),
    ...(bitRate === undefined ? unbounded(encoder) : bounded(bitRate, encoder)),
  ];
}

/** VP9 takes a quality alone only where it is told that there is no rate. */
function unbounded(encoder: string): string[] {
  return encoder === "libvpx-vp9" ? ["-b:v", "0"] : [];
}

function bounded(bitRate: number, encoder: string): string[] {
  if (!encoder.startsWith("lib") || encoder === "libwebp_anim") return [];
  if (encoder === "libvpx-vp9") return ["-b:v", String(bitRate)];
  return ["-maxrate", String(bitRate), "-bufsize", String(bitRate)];
}

/** Sounds of layers, mixed with that of the video, which lasts no longer for them. */
function mixOf({ sounds }: FilterGraph, audio: ClipPlan["audio"]): string[] {
  if (!audio || sounds.length === 0) return [];
  const one = (input: number, start: number, label: string) => {
    const sound = `[${input}:a:0]aresample=48000`;
    if (start < 0) return `${sound},atrim=start=${-start},asetpts=PTS-STARTPTS${label}`;
    return `${sound},adelay=${Math.round(start * 1000)}:all=1${label}`;
  };
  const all = [{ input: 0, start: 0 }, ...sounds];
  const labels = all.map((_, i) => `[a${i}]`);
  return [
    ...all.map(({ input, start }, i) => one(input, start, labels[i] ?? "")),
    `${labels.join("")}amix=inputs=${all.length}:duration=first:normalize=0[a]`,
  ];
}

function audioArguments({ target, audio }: ClipPlan, graph: FilterGraph | undefined): string[] {
  if (!audio || !target.audio) return ["-an"];
  if (audio.isCopied) return ["-map", "0:a:0", "-c:a", "copy"];
  const { encoder, options } = audioEncoders[target.audio];
  const from = graph && graph.sounds.length > 0 ? "[a]" : "0:a:0";
  return ["-map", from, "-c:a", encoder, ...options, "-ac", String(audio.channels)];
}

/** Seconds that a line of `-progress` says are written; undefined for other lines. */
export function secondsWritten(line: string): number | undefined {
  const [, microseconds] = /^out_time_us=(\d+)/.exec(line) ?? [];
  return microseconds === undefined ? undefined : Number(microseconds) / 1e6;
}
