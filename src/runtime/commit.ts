import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The state of the source that a program was made of. */
export interface Commit {
  /** Its shortened hash. */
  hash: string;
  /** When it was made, as `2026-11-30`. */
  date: string;
  /** Whether something was changed since. */
  isChanged: boolean;
}

/**
 * The commit that is checked out; undefined where there is no repository or no Git. Called as a macro
 * when the executable is built.
 */
export function readCommit(): Commit | undefined {
  const folder = resolve(fileURLToPath(import.meta.resolve("../..")));
  const git = (...args: string[]) =>
    spawnSync("git", ["-C", folder, ...args], { encoding: "utf8" }).stdout?.trim() ?? "";
  // A source without a repository may lie in another's.
  if (git("rev-parse", "--show-toplevel") !== folder) return undefined;
  const [hash, date] = git("log", "-1", "--abbrev=10", "--format=%h %cs").split(" ");
  if (!hash || !date) return undefined;
  return { hash, date, isChanged: git("status", "--porcelain", "--untracked-files=no") !== "" };
}
