import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** What one process holds and has used. */
export interface Usage {
  pid: number;
  /** Resident memory in bytes; pages shared with another process count in both. */
  resident: number;
  /** The same with shared pages divided among those that share them; 0 where the system does not say. */
  proportional: number;
  /** Processor time since its start, in milliseconds. */
  processor: number;
  /** That of its children that have ended; 0 where the system does not say. */
  ended: number;
}

interface Row extends Usage {
  parent: number;
}

/** A process and its descendants, itself first. */
export function processTree(pid: number): Usage[] {
  const rows = listProcesses();
  const family = new Set([pid]);
  // A child can be listed before its parent, so the list is gone through until nothing is new.
  for (let size = 0; size < family.size; ) {
    size = family.size;
    for (const row of rows) if (family.has(row.parent)) family.add(row.pid);
  }
  return rows
    .filter((row) => family.has(row.pid))
    .sort((a, b) => Number(b.pid === pid) - Number(a.pid === pid) || a.pid - b.pid)
    .map(({ parent: _, ...usage }) => usage);
}

/** The same with proportional memory, which takes the system a moment to add up. */
export function withProportional(usages: Usage[]): Usage[] {
  return usages.map((usage) => {
    const rollup = readQuietly(`/proc/${usage.pid}/smaps_rollup`) ?? "";
    return { ...usage, proportional: Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) * 1024 };
  });
}

export function total(
  usages: Usage[],
  what: "resident" | "proportional" | "processor" | "ended",
): number {
  return usages.reduce((sum, usage) => sum + usage[what], 0);
}

/** Processor time of a process and of all that it has started, of what has ended too, in milliseconds. */
export function processorOf(pid: number): number {
  const family = processTree(pid);
  return total(family, "processor") + total(family, "ended");
}

function listProcesses(): Row[] {
  return process.platform === "linux" ? fromProc() : fromPs();
}

/** Clock ticks of /proc are hundredths of a second on every Linux that Bun runs on. */
const tick = 10;

/** @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function fromProc(): Row[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const stat = readQuietly(`/proc/${name}/stat`);
      const status = readQuietly(`/proc/${name}/status`);
      if (stat === undefined || status === undefined) return [];
      // The name, in brackets, may hold spaces and brackets of its own.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const numbers = [1, 11, 12, 13, 14].map((i) => Number(fields[i] ?? 0));
      const [parent = 0, user = 0, system = 0, endedUser = 0, endedSystem = 0] = numbers;
      return {
        pid: Number(name),
        parent,
        resident: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024,
        proportional: 0,
        processor: (user + system) * tick,
        ended: (endedUser + endedSystem) * tick,
      };
    });
}

function readQuietly(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined; // It ended meanwhile.
  }
}

function fromPs(): Row[] {
  const { stdout } = spawnSync("ps", ["-axo", "pid=,ppid=,rss=,time="], { encoding: "utf8" });
  return stdout
    .trim()
    .split("\n")
    .map((line) => {
      const [pid, parent, kilobytes, time = ""] = line.trim().split(/\s+/);
      const seconds = time.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
      return {
        pid: Number(pid),
        parent: Number(parent),
        resident: Number(kilobytes) * 1024,
        proportional: 0,
        processor: seconds * 1000,
        ended: 0,
      };
    });
}
