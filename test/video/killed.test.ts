import { expect, test } from "bun:test";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findTools } from "../../src/video/tools.ts";
import { send } from "../support/http.ts";
import { describeUnless } from "../support/needs.ts";
import { fromCheckout, startServer, temporaryFolder } from "../support/tintype.ts";
import { makeClip, withoutFfmpeg } from "./clips.ts";

const notLinux = process.platform === "linux" ? undefined : "Only Linux ends a process so";

describeUnless(withoutFfmpeg ?? notLinux, "a server that is killed", () => {
  // The facts of an MP4 are read without ffprobe.
  const asked = { ffprobe: "/clip.mkv/ik-thumbnail.jpg", ffmpeg: "/tr:w-100/clip.mkv" };
  for (const [tool, path] of Object.entries(asked)) {
    test(`takes ${tool} with it, however long that would have gone on`, async () => {
      const folder = temporaryFolder();
      makeClip(folder, "clip.mkv", { seconds: 1 });
      const { ffmpeg, pidFile } = endless(tool);
      const flags = ["--renderers", "1", "--timeout", "5m", "--ffmpeg", ffmpeg];
      const server = await startServer(fromCheckout, [folder, ...flags]);
      const answer = send(server.url, path).catch(() => undefined);
      await until(() => existsSync(pidFile) && readFileSync(pidFile, "utf8").endsWith("\n"));
      const pid = Number(readFileSync(pidFile, "utf8"));
      expect(isRunning(pid)).toBe(true);
      await server.stop("SIGKILL");
      await answer;
      await until(() => !isRunning(pid));
    }, 60_000);
  }
});

/** An FFmpeg, one tool of which never comes to an end with a file, and writes down what it is. */
function endless(tool: string) {
  const tools = findTools("auto");
  if (!tools) throw new Error("FFmpeg is not installed");
  const folder = temporaryFolder();
  const pidFile = join(folder, "pid");
  for (const [name, program] of Object.entries(tools)) {
    const stays = `case "$*" in *"-i "*) echo $$ > "${pidFile}"; exec sleep 300;; esac`;
    const lines = ["#!/bin/sh", ...(name === tool ? [stays] : []), `exec ${program} "$@"`, ""];
    writeFileSync(join(folder, name), lines.join("\n"));
    chmodSync(join(folder, name), 0o755);
  }
  return { ffmpeg: join(folder, "ffmpeg"), pidFile };
}

/** A process that has ended may be listed until its new parent has looked. */
function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3) !== "Z";
  } catch {
    return false;
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("It did not become so within half a minute");
}
