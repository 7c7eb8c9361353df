import { spawn } from "node:child_process";
import { processTree, total } from "./processes.ts";

/** What one server did in one round. */
export interface EdgeRound {
  requests: number;
  requestsPerSecond: number;
  /** Processor time of the server's processes in milliseconds. */
  processor: number;
  /** Milliseconds that half, and 99 of 100, requests took at most. */
  latency: { half: number; most: number };
}

const units: Record<string, number> = { us: 1e-3, ms: 1, s: 1e3, m: 6e4 };

/**
 * Asks for one URL over kept-alive connections for some seconds, with one thread. Any answer but
 * 2xx, and any broken connection, is an error.
 */
export async function drive(
  url: string,
  pid: number,
  seconds: number,
  connections: number,
): Promise<EdgeRound> {
  const args = ["-t1", `-c${connections}`, `-d${seconds}s`, "--latency", url];
  const before = total(processTree(pid), "processor");
  const said = await outputOf("wrk", args);
  const processor = total(processTree(pid), "processor") - before;
  return { ...readWrk(said), processor };
}

/** Reads wrk's report. */
export function readWrk(text: string): Omit<EdgeRound, "processor"> {
  const wrong = /^ *(?:Non-2xx or 3xx responses|Socket errors):.*$/m.exec(text)?.[0];
  if (wrong !== undefined) throw new Error(`Not every request was answered: ${wrong.trim()}`);
  const [, requests] = /^ *(\d+) requests in /m.exec(text) ?? [];
  const [, rate] = /^Requests\/sec: *([\d.]+)/m.exec(text) ?? [];
  if (requests === undefined || rate === undefined) throw new Error(`Cannot read wrk: ${text}`);
  const percentile = (share: number) => {
    const [, value, unit = ""] = new RegExp(`^ *${share}% *([\\d.]+)(\\w+)`, "m").exec(text) ?? [];
    return Number(value) * (units[unit] ?? Number.NaN);
  };
  return {
    requests: Number(requests),
    requestsPerSecond: Number(rate),
    latency: { half: percentile(50), most: percentile(99) },
  };
}

function outputOf(program: string, args: string[]): Promise<string> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  const kill = () => child.kill("SIGKILL");
  process.on("exit", kill);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      said += chunk;
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      process.off("exit", kill);
      if (code === 0) resolve(said);
      else reject(new Error(`${program} ended with code ${code}\n${said}`));
    });
  });
}
