import { readdirSync } from "node:fs";
import { getPriority, setPriority } from "node:os";
import type { Renderer } from "./workers.ts";

/** Steps of niceness by which a process gives way: it has a tenth of another's share of a core. */
const step = 10;

/**
 * Lets a renderer's process give way to all others, or not any more. Without the right to take that back it
 * stays as it is, which only shows where the cores are short.
 */
export function giveWay(renderer: Renderer, gives: boolean): void {
  const { pid } = renderer.process;
  if (pid === undefined || renderer.givesWay === gives) return;
  renderer.givesWay = gives;
  const niceness = Math.min(19, getPriority() + (gives ? step : 0));
  for (const thread of threadsOf(pid)) {
    try {
      setPriority(thread, niceness);
    } catch {
      // It has ended, or may not be raised again.
    }
  }
}

/** On Linux each thread has a niceness of its own. */
function threadsOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number);
  } catch {
    return [pid];
  }
}
