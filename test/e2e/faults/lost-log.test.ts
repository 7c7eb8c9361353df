import { expect, test } from "bun:test";
import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { send } from "../../support/http.ts";
import { isUnderDeno, program, temporaryFolder } from "../../support/tintype.ts";

/** A server whose standard error goes through the end of a shell's command line. */
async function startWith(redirection: string): Promise<{ url: string; child: ChildProcess }> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.bin"), new Uint8Array(100));
  const serve = [...program.command, "serve", folder, "--port", "0", "--data"];
  const script = `exec "$@" ${redirection}`;
  const data = join(temporaryFolder(), "data");
  const child = spawn("bash", ["-c", script, "bash", ...serve, data], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  let said = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  for (let i = 0; i < 400 && !said.includes("\n"); i += 1) await Bun.sleep(25);
  const url = /listening on (http:\S+)/.exec(said)?.[1];
  if (url === undefined) throw new Error(`The server did not start: ${said}`);
  return { url, child };
}

const cases: (readonly [what: string, redirection: string])[] = [
  ["whose reader has gone", "2> >(exec true)"],
  ["on a full disk", "2>/dev/full"],
  ["that is closed", "2>&-"],
  // Deno waits for the reader of a pipe.
  ...(isUnderDeno ? [] : [["that is not read (by Bun)", "2> >(exec sleep 60)"] as const]),
];

for (const [what, redirection] of cases) {
  test(`a log ${what} neither ends the server nor holds it up`, async () => {
    const { url, child } = await startWith(redirection);
    const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
    try {
      const long = "x".repeat(4_000);
      // More than any pipe holds.
      for (let i = 0; i < 600; i += 1) {
        expect((await send(url, `/a.bin?${i}${long}`)).status).toBe(200);
      }
      await Bun.sleep(300);
      expect((await send(url, "/_/health")).status).toBe(200);
      const start = performance.now();
      child.kill("SIGTERM");
      expect(await exited).toBe(0);
      expect(performance.now() - start).toBeLessThan(10_000);
    } finally {
      child.kill("SIGKILL");
    }
  }, 60_000);
}
