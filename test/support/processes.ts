import { readdirSync, readFileSync } from "node:fs";

/** Processes that a process has started and that are still there. */
export function childrenOf(pid: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((child) => parentOf(child) === pid);
}

/** Undefined when the process is gone, or only waits to be buried. */
function parentOf(pid: number): number | undefined {
  try {
    // Behind the name in brackets, which may hold anything: state, parent.
    const [state, parent] = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return state === "Z" ? undefined : Number(parent);
  } catch {
    return undefined;
  }
}
