import { spawnSync } from "node:child_process";

/** All of a file as FFmpeg decodes it: a hash of each frame that a player shows, and what it complains of. */
export function decoded(file: string): { frames: string[]; complaints: string } {
  const args = ["-v", "warning", "-nostdin", "-i", file, "-fps_mode", "passthrough"];
  const hashes = ["-map", "0:v?", "-map", "0:a?", "-f", "framemd5", "-"];
  const { stdout, stderr } = spawnSync("ffmpeg", [...args, ...hashes], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const [, images] = /^#media_type (\d+): video$/m.exec(stdout) ?? [];
  const lines = stdout.split("\n").filter((line) => line.startsWith(`${images},`));
  return { frames: lines.map((line) => line.slice(-32)), complaints: stderr };
}

/** When each packet of the images of a file is shown, those that an edit list hides too. */
export function allPacketsOf(file: string): number[] {
  const isMp4 = spawnSync("head", ["-c", "12", file]).stdout.includes("ftyp");
  const all = isMp4 ? ["-ignore_editlist", "1"] : [];
  const show = ["-show_entries", "packet=pts_time", "-of", "csv=p=0", file];
  const args = ["-v", "error", "-select_streams", "v", ...all, ...show];
  const { stdout } = spawnSync("ffprobe", args, { encoding: "utf8" });
  return stdout.trim().split("\n").map(Number.parseFloat);
}
