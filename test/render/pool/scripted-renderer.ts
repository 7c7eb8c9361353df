import { spawn } from "node:child_process";
import type { Job } from "../../../src/render/pool/protocol.ts";

/**
 * Starts processes that say they are ready, and do then what a function in JavaScript says, which is
 * called with every line. It may use `say(answer)`, `done(file)`, and `told`, the files of its jobs.
 */
export function scriptedRenderer(heard: string) {
  const code = `
    const { existsSync, writeFileSync } = require("node:fs");
    const { pid } = process;
    const say = (answer) => process.stdout.write(JSON.stringify(answer) + "\\n");
    const done = (file, memory = 0) => say({ result: { file, pid }, memory, vips: false });
    const told = [];
    const heard = ${heard};
    const lines = require("node:readline").createInterface({ input: process.stdin });
    lines.on("close", () => process.exit(0));
    lines.on("line", (text) => {
      const line = JSON.parse(text);
      if (line.do) told.push(line.file);
      heard(line);
    });
    say({ ready: true });`;
  return () => spawn(process.execPath, ["-e", code], { stdio: ["pipe", "pipe", "pipe"] });
}

/** What matters of a job here is its file. */
export function jobOf(file: string): Job & { do: "probe" } {
  return { do: "probe", file };
}
