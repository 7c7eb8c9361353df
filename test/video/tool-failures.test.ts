import { expect, test } from "bun:test";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defaultLimits } from "../../src/limits.ts";
import { createVideoEngine } from "../../src/video/engine.ts";
import { temporaryFolder } from "../support/tintype.ts";
import { noFilms, noRenderers } from "./clips.ts";

/** Looks into a file with an FFmpeg that does this. */
async function look(script: string): Promise<string> {
  const folder = temporaryFolder();
  const tool = join(folder, "tool");
  writeFileSync(tool, `#!/bin/sh\n${script}\n`);
  chmodSync(tool, 0o755);
  const tools = { ffmpeg: tool, ffprobe: tool };
  const options = { limits: defaultLimits, jobs: 1, timeout: 60_000 };
  const engine = createVideoEngine({ tools, films: noFilms, pool: noRenderers, ...options });
  const file = join(folder, "clip.mp4");
  writeFileSync(file, "not much of a video");
  const probe = engine.probe(file, { demuxer: "mov", mediaType: "" }, { timeout: 60_000 });
  return probe.then(
    () => "none",
    ({ code, message }) => `${code} - ${message}`,
  );
}

const rows: [what: string, script: string, failure: string][] = [
  [
    "that cannot read a file",
    "echo 'clip.mp4: Invalid data' >&2; exit 1",
    "EFORMAT - FFmpeg cannot read this file",
  ],
  ["that a file makes crash", "kill -SEGV $$", "EFORMAT - FFmpeg cannot read this file"],
  [
    "that lacks an encoder",
    "echo \"Unknown encoder 'libx264'\" >&2; exit 1",
    "ENOTSUP - The FFmpeg of this server was built without libx264",
  ],
  [
    "that finds the disk full",
    "echo 'write: No space left on device' >&2; exit 1",
    "EBUSY - The disk of this server is full",
  ],
  [
    "that the system ends",
    "kill -KILL $$",
    "EINTERNAL - The system ended FFmpeg: memory may be short",
  ],
  ["that has used up its time", "kill -XCPU $$", "ETIMEDOUT - The video took too long to make"],
  [
    "that has used up its time, and says nothing",
    "exit 255",
    "ETIMEDOUT - The video took too long to make",
  ],
];
for (const [what, script, failure] of rows) {
  test(`an FFmpeg ${what} is told as ${failure}`, async () => {
    expect(await look(script)).toBe(failure);
  });
}
