/// <reference lib="deno.ns" />

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { childEnvironment } from "./child-environment.ts";
import { type Commit, readCommit } from "./commit.ts";
import { confinement } from "./confinement.ts";
import type { Bundle } from "./dashboard-bundle.ts";
import { bundleElsewhere } from "./dashboard-process.ts";

export { fileBody, listen } from "./deno-listen.ts";
export { openDatabase } from "./node-sqlite.ts";

export const runtimeVersion = `Deno ${Deno.version.deno}`;

/** Deno ships none. */
export const imageCodecs = undefined;

/** @param name package and path in it, or the path from here */
export function packagedFile(name: string): string {
  return fileURLToPath(import.meta.resolve(name));
}

/**
 * What a renderer may do: it knows no network, and starts no process. Deno asks at the terminal
 * otherwise.
 */
const permissions = ["--no-prompt", "--allow-read", "--allow-write", "--allow-env", "--allow-sys"];

/** What runs this program. */
export function selfCommand(): string[] {
  return [process.execPath, "run", "-A", fileURLToPath(Deno.mainModule)];
}

/**
 * Starts this program again with other arguments; standard streams are pipes, and of the environment
 * it has what no secret is in.
 * @param before stands before the command
 */
export function startSelf(args: readonly string[], before: readonly string[] = []): ChildProcess {
  const entry = fileURLToPath(Deno.mainModule);
  const command = [process.execPath, "run", ...permissions, entry, ...args];
  const [program, ...rest] = [...confinement().command, ...before, ...command];
  return spawn(program as string, rest, {
    stdio: ["pipe", "pipe", "pipe"],
    // Where Deno keeps what it has compiled.
    env: childEnvironment("DENO_DIR", "XDG_CACHE_HOME", "HOME", "USERPROFILE", "LOCALAPPDATA"),
  });
}

export async function commitOf(): Promise<Commit | undefined> {
  return readCommit();
}

/** The dashboard's files, which another process bundles while this one answers. */
export async function loadDashboard(): Promise<Bundle> {
  return bundleElsewhere(bundler());
}

/** Deno has no bundler of its own: that of the development dependencies is used. */
function bundler(): string {
  const packages = fileURLToPath(import.meta.resolve("../../node_modules"));
  const platforms = join(packages, "@oven");
  const folders = existsSync(platforms)
    ? readdirSync(platforms).map((name) => join(platforms, name))
    : [];
  // Where scripts of packages run, it has been moved to the one without a platform in its name.
  const found = [join(packages, "bun"), ...folders]
    .flatMap((folder) => ["bun.exe", "bun"].map((file) => join(folder, "bin", file)))
    // A note for people stands there otherwise.
    .find((file) => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 1_000_000);
  if (found === undefined) {
    throw new Error("The dashboard is bundled by the package `bun`, which is not installed");
  }
  return found;
}
