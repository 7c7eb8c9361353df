import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fromCheckout, temporaryFolder } from "./tintype.ts";

/** One line of `audit --json`. */
// biome-ignore lint/suspicious/noExplicitAny: as any other program would read it
type Line = Record<string, any>;

export interface Audited {
  status: number | null;
  stdout: string;
  stderr: string;
  /** Of `--json`, by URL. */
  urls: Record<string, Line>;
  samples: Line[];
  summary: Line;
  milliseconds: number;
  /** The most memory that the process held, in bytes; 0 where the system does not tell. */
  peak: number;
}

/** Runs `tintype audit` beside the test, so that the test's own servers can answer it. */
export async function audit(
  args: string[],
  { input = "", env = {} }: { input?: string; env?: Record<string, string> } = {},
): Promise<Audited> {
  const [command = "", ...prefix] = fromCheckout.command;
  const start = performance.now();
  const child = spawn(command, [...prefix, "audit", ...args], {
    env: { ...process.env, TINTYPE_DATA: "", ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let [stdout, stderr, peak] = ["", "", 0];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.stdin.end(input);
  const watch = setInterval(() => {
    peak = Math.max(peak, peakOf(child.pid ?? 0));
  }, 25);
  const status = await new Promise<number | null>((done) => child.once("close", done));
  clearInterval(watch);
  const milliseconds = performance.now() - start;
  const lines: Line[] = args.includes("--json")
    ? stdout
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line))
    : [];
  const urls = lines.filter(({ type }) => type === "url").map((line) => [line.url, line]);
  return {
    status,
    stdout,
    stderr,
    milliseconds,
    peak,
    urls: Object.fromEntries(urls),
    samples: lines.filter(({ type }) => type === "sample"),
    summary: lines.find(({ type }) => type === "summary") ?? {},
  };
}

/** What Linux says of a process. */
function peakOf(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** A folder with files of these contents. */
export function folderOf(files: Record<string, string | Uint8Array>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** A file with these lines. */
export function fileOf(...lines: string[]): string {
  return join(folderOf({ "urls.txt": lines.join("\n") }), "urls.txt");
}
