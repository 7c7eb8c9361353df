import { spawnSync } from "node:child_process";

/** A right that renderers do not need, and the program of the system that starts one without it. */
interface Barrier {
  /** What a renderer that is started by it cannot do. */
  prevents: string;
  command: readonly string[];
}

/** The outermost first: who may gain no rights can make no namespace. */
const barriers: readonly Barrier[] = [
  {
    // A network of its own, in which nothing is, not even loopback.
    prevents: "reach a network",
    command: ["unshare", "--user", "--map-current-user", "--net"],
  },
  {
    prevents: "gain rights",
    command: ["setpriv", "--no-new-privs"],
  },
];

/** What can be taken from renderers on this machine. */
interface Confinement {
  /** Stands before the command of a renderer; empty where nothing can be taken. */
  command: readonly string[];
  /** What renderers cannot do. */
  prevented: readonly string[];
  /** What they can do because a program is missing, or may not do it here, with its name. */
  possible: readonly { what: string; program: string }[];
}

let found: Confinement | undefined;

/** Tries once which of the barriers there are, all in one go where they are: containers lack some. */
export function confinement(): Confinement {
  if (found) return found;
  const used = usable(barriers);
  found = {
    command: used.flatMap((barrier) => barrier.command),
    prevented: used.map(({ prevents }) => prevents),
    possible: barriers
      .filter((barrier) => !used.includes(barrier))
      .map(({ prevents, command: [program = ""] }) => ({ what: prevents, program })),
  };
  return found;
}

/** One at a time they may work, and not one inside the other: the innermost is left then. */
function usable(all: readonly Barrier[]): readonly Barrier[] {
  if (areThere(all)) return all;
  const there = all.filter((barrier) => areThere([barrier]));
  return there.length < all.length ? usable(there) : there.slice(-1);
}

function areThere(all: readonly Barrier[]): boolean {
  return canRun([...all.flatMap(({ command }) => command), "true"]);
}

function canRun([program = "", ...args]: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: "ignore", timeout: 5_000 }).status === 0;
}
