import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { createLog } from "../src/log.ts";

const textOf = (lines: Uint8Array) => new TextDecoder().decode(lines);

test("lines of requests wait a moment and are written together", async () => {
  const written: string[] = [];
  const log = createLog("text", (lines) => void written.push(textOf(lines)));
  log.line("one");
  log.line("two");
  expect(written).toEqual([]);
  await Bun.sleep(150);
  expect(written).toEqual(["one\ntwo\n"]);
});

test("64 KiB of them wait no longer", () => {
  const written: string[] = [];
  const log = createLog("json", (lines) => void written.push(textOf(lines)));
  const line = "x".repeat(1023);
  for (let i = 0; i < 130; i += 1) log.line(line);
  expect(written.map((lines) => lines.length)).toEqual([65_536, 65_536]);
  log.flush();
  expect(written.at(-1)).toBe(`${line}\n${line}\n`);
});

test("a warning goes out at once, behind what happened before it", () => {
  const written: string[] = [];
  const log = createLog("text", (lines) => void written.push(textOf(lines)));
  log.line("before");
  log.warn("The disk is full", { code: "ENOSPC", cause: new Error("write"), none: undefined });
  log.line("after");
  expect(written).toEqual(["before\nwarning: The disk is full code=ENOSPC cause=write\n"]);
  log.flush();
  log.flush();
  expect(written.slice(1)).toEqual(["after\n"]);
});

test("machines get JSON, and what people are spared", () => {
  const written: string[] = [];
  const write = (lines: Uint8Array) => void written.push(textOf(lines));
  createLog("text", write).debug("renderer", { line: "x" });
  createLog("json", write).debug("renderer", { line: "x" });
  expect(written.length).toBe(1);
  const { time, ...rest } = JSON.parse(written[0] ?? "");
  expect(rest).toEqual({ level: "debug", message: "renderer", line: "x" });
  expect(new Date(time).toISOString()).toBe(time);
});

test("a line longer than all the room is written whole, and in its place", () => {
  const written: string[] = [];
  const log = createLog("text", (lines) => void written.push(textOf(lines)));
  const long = "\u20ac".repeat(200_000);
  log.line("before");
  log.line(long);
  log.line("after");
  log.flush();
  expect(written.join("")).toBe(`before\n${long}\nafter\n`);
});

test("what waits when the process ends is written, however much it is", () => {
  const module = resolve(import.meta.dirname, "../src/log.ts");
  const program = `
    import { createLog } from ${JSON.stringify(module)};
    const log = createLog("text");
    for (let i = 0; i < 20000; i += 1) log.line("line " + i);
    process.exit(0);`;
  const { stderr } = spawnSync(process.execPath, ["-e", program], { encoding: "utf8" });
  const lines = stderr.trimEnd().split("\n");
  expect([lines.length, lines.at(-1)]).toEqual([20_000, "line 19999"]);
});
