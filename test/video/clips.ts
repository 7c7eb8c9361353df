import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FilmReader } from "../../src/video/film-reader.ts";
import { findTools } from "../../src/video/tools.ts";

/** Why tests that need FFmpeg cannot run; undefined where they can. */
export const withoutFfmpeg: string | undefined = findTools("auto")
  ? undefined
  : "FFmpeg is not installed";

const unwanted = () => Promise.reject(new Error("There is an FFmpeg"));
/** What does nothing, since FFmpeg does it. */
export const noRenderers = { run: unwanted };
/** What reads no video, since FFmpeg does. */
export const noFilms: FilmReader = { probe: unwanted, still: unwanted, cover: unwanted };

/** Runs FFmpeg as a person would: nothing of ours is in between. */
export function ffmpeg(...args: string[]): Buffer {
  const command = ["-nostdin", "-v", "error", "-y", ...args];
  const { status, stdout, stderr } = spawnSync("ffmpeg", command, { maxBuffer: 512 * 1024 * 1024 });
  if (status !== 0) throw new Error(`ffmpeg ${command.join(" ")}: ${stderr}`);
  return stdout;
}

/** What ffprobe says of a file. */
interface Probed {
  format: { format_name: string; duration: string; bit_rate: string; size: string };
  streams: {
    codec_name: string;
    codec_type: "video" | "audio";
    width?: number;
    height?: number;
    pix_fmt?: string;
    avg_frame_rate: string;
    codec_tag_string: string;
    side_data_list?: { rotation?: number }[];
    sample_aspect_ratio?: string;
    duration?: string;
    nb_frames?: string;
  }[];
}

export function ffprobe(file: string): Probed {
  const args = ["-v", "error", "-show_format", "-show_streams", "-of", "json", file];
  const { status, stdout, stderr } = spawnSync("ffprobe", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`ffprobe ${file}: ${stderr}`);
  return JSON.parse(stdout);
}

interface ClipOptions {
  width?: number;
  height?: number;
  seconds?: number;
  /** Frames a second. */
  rate?: number;
  /** What stands behind the inputs, instead of H.264 and AAC. */
  output?: string[];
  /** Filters of the image. */
  filter?: string;
  sound?: boolean;
}

/** Seconds and frame numbers are written into each frame by its colours: no two are alike. */
export function makeClip(
  folder: string,
  name: string,
  {
    width = 320,
    height = 180,
    seconds = 4,
    rate = 25,
    sound = true,
    filter,
    output = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-c:a", "aac"],
  }: ClipOptions = {},
): string {
  const file = join(folder, name);
  const picture = `testsrc2=s=${width}x${height}:r=${rate}:d=${seconds}`;
  ffmpeg(
    ...["-f", "lavfi", "-i", picture],
    ...(sound ? ["-f", "lavfi", "-i", `sine=440:d=${seconds}`] : []),
    ...(filter === undefined ? [] : ["-vf", filter]),
    ...["-pix_fmt", "yuv420p", ...output, file],
  );
  return file;
}

/** Has the edit lists of an MP4 file show these seconds of it alone, as telephones shorten videos. */
export function showPart(
  file: string,
  to: string,
  { from, seconds }: { from: number; seconds: number },
): void {
  const bytes = readFileSync(file);
  const timescaleOf = (header: string, at: number) =>
    bytes.readUInt32BE(bytes.indexOf(header, at) + 16);
  const movie = timescaleOf("mvhd", 0);
  let lists = 0;
  for (let at = bytes.indexOf("elst"); at >= 0; at = bytes.indexOf("elst", at + 1)) {
    const media = timescaleOf("mdhd", at);
    bytes.writeUInt32BE(Math.round(seconds * movie), at + 12);
    bytes.writeInt32BE(bytes.readInt32BE(at + 16) + Math.round(from * media), at + 16);
    lists += 1;
  }
  if (lists === 0) throw new Error(`${file} has no edit list`);
  writeFileSync(to, bytes);
}

/** A frame of a file by FFmpeg itself, as RGB rows. */
export function frameOf(file: string, second: number, width: number, height: number): Buffer {
  return ffmpeg(
    ...["-ss", String(second), "-i", file, "-frames:v", "1"],
    ...["-vf", `scale=${width}:${height}`, "-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
  );
}

/** Peak signal-to-noise ratio of two images of the same size, in decibels. */
export function psnr(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) throw new Error(`${a.length} and ${b.length} bytes are compared`);
  let sum = 0;
  for (const [i, value] of a.entries()) sum += (value - (b[i] as number)) ** 2;
  return sum === 0 ? Number.POSITIVE_INFINITY : 10 * Math.log10((255 * 255 * a.length) / sum);
}

/**
 * An FFmpeg that makes no H.264 before a file is there.
 * @param log a file in which it notes that it was started
 */
export function slowFfmpeg(folder: string, gate: string, log = "/dev/null"): string {
  const tools = findTools("auto");
  if (!tools) throw new Error("FFmpeg is not installed");
  const file = join(folder, "ffmpeg");
  const wait = `echo run >> "${log}"; while [ ! -e "${gate}" ]; do sleep 0.05; done`;
  writeFileSync(
    file,
    `#!/bin/sh\ncase "$*" in *libx264*) ${wait};; esac\nexec ${tools.ffmpeg} "$@"\n`,
  );
  chmodSync(file, 0o755);
  symlinkSync(tools.ffprobe, join(folder, "ffprobe"));
  return file;
}

/** Asks until a condition holds. */
export async function until<T>(ask: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 600; tries += 1) {
    const value = await ask();
    if (holds(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("It did not become so within half a minute");
}
