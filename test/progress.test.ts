import { expect, test } from "bun:test";
import { PassThrough } from "node:stream";
import { showProgress } from "../src/progress.ts";

async function shown(isTTY: boolean): Promise<string> {
  const stream = new PassThrough().setEncoding("utf8");
  Object.assign(stream, { isTTY, columns: 12 });
  const progress = showProgress(stream as unknown as NodeJS.WriteStream);
  progress.update(() => "too soon");
  await new Promise((resolve) => setTimeout(resolve, 120));
  progress.update(() => "Checking: 1 of 20 URLs");
  progress.end();
  return String(stream.read() ?? "");
}

test("on a terminal one line is rewritten, as wide as the terminal, and taken away", async () => {
  expect(await shown(true)).toBe("\r\u001b[2KChecking: 1\r\u001b[2K");
});

test("elsewhere nothing is written for short work", async () => {
  expect(await shown(false)).toBe("");
});
