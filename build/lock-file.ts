import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** What `bun.lock` says of a package. */
interface PackageFacts {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/** `bun.lock`, as far as it concerns what is in the executable. */
export interface LockFile {
  workspaces: { "": { dependencies: Record<string, string> } };
  /** By where they are installed: name and version, …, facts, and the hash of the archive. */
  packages: Record<string, [nameAndVersion: string, string, PackageFacts, integrity?: string]>;
}

/** The file is JSON with commas before what closes. */
export function parseLock(file: string): LockFile {
  return JSON.parse(readFileSync(file, "utf8").replace(/,(?=\s*[}\]])/g, ""));
}

export const lock = parseLock(resolve(import.meta.dirname, "../bun.lock"));
