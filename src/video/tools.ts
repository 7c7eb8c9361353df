import { accessSync, constants, statSync } from "node:fs";
import { basename, delimiter, dirname, join, resolve } from "node:path";
import { withoutFfmpeg } from "./film-reader.ts";
import { runTool } from "./run-tool.ts";

/** FFmpeg as it is installed here: two programs of the same version. */
export interface VideoTools {
  ffmpeg: string;
  ffprobe: string;
}

/** How FFmpeg is chosen: from PATH, not at all, or by the path of its executable. */
export type ToolSetting = "auto" | "off" | (string & {});

/** What is written where there is no FFmpeg. */
const installHelp =
  "Install FFmpeg (Debian, Ubuntu: apt install ffmpeg), or name its executable with --ffmpeg";

/** Finds FFmpeg and the ffprobe beside it; undefined where it is off or not there. */
export function findTools(
  setting: ToolSetting,
  path = process.env.PATH ?? "",
): VideoTools | undefined {
  if (setting === "off") return undefined;
  const folders = path.split(delimiter).filter((folder) => folder !== "");
  const inPath = (name: string) =>
    folders.map((folder) => join(folder, name)).find((file) => isExecutable(file));
  const ffmpeg = setting === "auto" ? inPath("ffmpeg") : resolve(setting);
  if (ffmpeg === undefined || !isExecutable(ffmpeg)) return undefined;
  const beside = join(dirname(ffmpeg), basename(ffmpeg).replace("ffmpeg", "ffprobe"));
  const ffprobe = beside !== ffmpeg && isExecutable(beside) ? beside : inPath("ffprobe");
  return ffprobe === undefined ? undefined : { ffmpeg, ffprobe };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Milliseconds in which a program says what it is. */
const askTimeout = 20_000;

/** Asks an FFmpeg for its version; throws what went wrong when it cannot be run. */
export async function askVersion(tools: VideoTools): Promise<string> {
  const version = await ask(tools, "-version");
  return /^ffmpeg version (\S+)/.exec(version)?.[1] ?? "of an unknown version";
}

function ask({ ffmpeg }: VideoTools, ...args: string[]): Promise<string> {
  return runTool({ command: ffmpeg, args, timeout: askTimeout, niceness: 0 });
}

/** The second word of each line of a list that FFmpeg prints, behind its marks. */
function namesIn(list: string): Set<string> {
  return new Set(
    [...list.matchAll(/^ *[A-Z.]{3,6} +([\w-]+) /gm)].map(([, name]) => name as string),
  );
}

/** What each codec is written by. */
const encoders = {
  h264: "libx264",
  vp9: "libvpx-vp9",
  av1: "libsvtav1",
  aac: "aac",
  opus: "libopus",
} as const;

/** What makes videos on this machine, for people. */
export interface ToolReport {
  /** An FFmpeg that is there and cannot be run is a fault; none is not. */
  ok: boolean;
  message: string;
  /** Codecs that are written. */
  codecs: string[];
  /** What to change. */
  help?: string;
}

/** Says whether there is an FFmpeg, what it writes, and else how to get one. */
export async function reportTools(tools: VideoTools | undefined): Promise<ToolReport> {
  if (!tools) {
    return {
      ok: true,
      message: `There is no FFmpeg: ${withoutFfmpeg}`,
      codecs: [],
      help: installHelp,
    };
  }
  try {
    const [version, list] = await Promise.all([
      askVersion(tools),
      ask(tools, "-hide_banner", "-encoders"),
    ]);
    const known = namesIn(list);
    const rows = Object.entries(encoders);
    const codecs = rows.flatMap(([codec, encoder]) => (known.has(encoder) ? [codec] : []));
    const missing = rows.flatMap(([codec]) => (codecs.includes(codec) ? [] : [codec]));
    const lacks = missing.length === 0 ? "" : `, without ${missing.join(", ")}`;
    return { ok: true, message: `FFmpeg ${version}${lacks}`, codecs };
  } catch {
    return { ok: false, message: `${tools.ffmpeg} cannot be run`, codecs: [], help: installHelp };
  }
}
