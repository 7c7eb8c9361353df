/// <reference lib="deno.ns" />

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { childEnvironment } from "./child-environment.ts";
import type { Bundle } from "./dashboard-bundle.ts";
import { bundleElsewhere } from "./dashboard-process.ts";

export { fileBody, listen } from "./deno-listen.ts";
export { openDatabase } from "./node-sqlite.ts";

export const runtimeVersion = `Deno ${Deno.version.deno}`;

/** Deno ships none. */
export const imageCodecs = undefined;

/** @param name package and path in it */
export function packagedFile(name: string): string {
  return fileURLToPath(import.meta.resolve(name));
}

/**
 * What a renderer may do: it knows no network, and starts no process. Deno asks at the terminal
 * otherwise.
 */
const permissions = ["--no-prompt", "--allow-read", "--allow-write", "--allow-env", "--allow-sys"];

/**
 * Starts this program again with other arguments; standard streams are pipes, and of the environment
 * it has what no secret is in.
 */
export function startSelf(args: readonly string[]): ChildProcess {
  const entry = fileURLToPath(Deno.mainModule);
  return spawn(process.execPath, ["run", ...permissions, entry, ...args], {
    stdio: ["pipe", "pipe", "pipe"],
    // Where Deno keeps what it has compiled.
    env: childEnvironment("DENO_DIR", "XDG_CACHE_HOME", "HOME", "USERPROFILE", "LOCALAPPDATA"),
  });
}

/** The dashboard's files, which another process bundles while this one answers. */
export async function loadDashboard(): Promise<Bundle> {
  return bundleElsewhere(bundler());
}

/** Deno has no bundler of its own: that of the development dependencies is used. */
function bundler(): string {
  const packages = fileURLToPath(import.meta.resolve("../../node_modules/@oven"));
  const found = existsSync(packages)
    ? readdirSync(packages)
        .flatMap((name) => ["bun", "bun.exe"].map((file) => join(packages, name, "bin", file)))
        .find((file) => existsSync(file))
    : undefined;
  if (found === undefined) {
    throw new Error("The dashboard is bundled by the package `bun`, which is not installed");
  }
  return found;
}
