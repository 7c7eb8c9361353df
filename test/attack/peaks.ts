import { readFileSync } from "node:fs";
import { childrenOf } from "../support/processes.ts";

const intervalMilliseconds = 250;

/** Megabytes that a server and the largest of its processes had resident at most. */
interface Peaks {
  serverMegabytes: number;
  rendererMegabytes: number;
}

/** Watches until the function that this gives is called, which tells what was seen. */
export function watchPeaks(pid: number): () => Peaks {
  const peaks: Peaks = { serverMegabytes: 0, rendererMegabytes: 0 };
  const look = () => {
    peaks.serverMegabytes = Math.max(peaks.serverMegabytes, peakOf(pid));
    peaks.rendererMegabytes = Math.max(peaks.rendererMegabytes, ...childrenOf(pid).map(peakOf));
  };
  const timer = setInterval(look, intervalMilliseconds);
  return () => {
    clearInterval(timer);
    look();
    return peaks;
  };
}

/** 0 when the process has ended. */
function peakOf(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}
