import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A right that decoders do not need, and the program of the system that starts one without it. */
interface Barrier {
  /** What a process that is started by it cannot do. */
  prevents: string;
  command: readonly string[];
}

/**
 * Bytes beyond what this process has reserved: its runtime, which renderers share, reserves gigabytes
 * that it never uses. To write an AVIF of 52 megapixels takes 3.4 GiB, and more for a moment: 4 were too
 * few. V8 reserves more in a renderer than in the server, for each thread and each memory of WebAssembly:
 * 5 GiB on two cores.
 */
const memoryBytes = ("deno" in process.versions ? 16 : 8) * 1024 ** 3;

/** How readily the kernel ends it when memory is short; the server is at 0, and 1000 is the most. */
const expendable = 800;

/** The outermost first: who may gain no rights can make no namespace. */
function barriersOf(reserved: number): readonly Barrier[] {
  return [
    {
      // A network of its own, in which nothing is, not even loopback.
      prevents: "reach a network",
      command: ["unshare", "--user", "--map-current-user", "--net"],
    },
    {
      prevents: "gain rights",
      command: ["setpriv", "--no-new-privs"],
    },
    {
      prevents: "take memory without end",
      command: ["prlimit", `--data=${reserved + memoryBytes}`, "--core=0"],
    },
    {
      prevents: "outlive the server when memory is short",
      command: ["choom", "-n", String(expendable), "--"],
    },
  ];
}

/**
 * What counts against a limit of data in this process. NaN where the system does not tell, which `prlimit`
 * refuses: without it a limit might be less than what the runtime reserves, and no renderer would start.
 */
function reservedBytes(): number {
  try {
    const status = readFileSync("/proc/self/status", "utf8");
    return Number(/^VmData:\s+(\d+)/m.exec(status)?.[1]) * 1024 || Number.NaN;
  } catch {
    return Number.NaN;
  }
}

/** What can be taken on this machine from processes that decode files of others. */
interface Confinement {
  /** Stands before the command of one; empty where nothing can be taken. */
  command: readonly string[];
  /** What they cannot do. */
  prevented: readonly string[];
  /** What they can do because a program is missing, or may not do it here, with its name. */
  possible: readonly { what: string; program: string }[];
}

let found: Confinement | undefined;

/** Tries once which of the barriers there are, all in one go where they are: containers lack some. */
export function confinement(): Confinement {
  if (found) return found;
  const all = barriersOf(reservedBytes());
  const used = usable(all);
  found = {
    command: used.flatMap((barrier) => barrier.command),
    prevented: used.map(({ prevents }) => prevents),
    possible: all
      .filter((barrier) => !used.includes(barrier))
      .map(({ prevents, command: [program = ""] }) => ({ what: prevents, program })),
  };
  return found;
}

/** Ends a process with its parent, which is this one, however that ends. */
const leashCommand = ["setpriv", "--pdeathsig", "KILL"];

let leashed: readonly string[] | undefined;

/**
 * Stands behind the confinement of a process that reads nothing from this one and so would not
 * hear of its end; empty where the system has no such thing. A new user namespace would take it off.
 */
export function leash(): readonly string[] {
  leashed ??= canRun([...confinement().command, ...leashCommand, "true"]) ? leashCommand : [];
  return leashed;
}

/** One may work by itself, and not around another: from the innermost on, each that does is used. */
function usable(all: readonly Barrier[]): readonly Barrier[] {
  if (areThere(all)) return all;
  const used: Barrier[] = [];
  for (const barrier of all.toReversed()) {
    if (areThere([barrier, ...used])) used.unshift(barrier);
  }
  return used;
}

function areThere(all: readonly Barrier[]): boolean {
  return canRun([...all.flatMap(({ command }) => command), "true"]);
}

function canRun([program = "", ...args]: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: "ignore", timeout: 5_000 }).status === 0;
}
