import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LockFile, lock, parseLock } from "./lock-file.ts";

/**
 * Installs packages that have Bun for other systems than this one.
 * @param names without their scope
 * @returns a temporary folder, which the caller removes, and where in it each one's executable is
 * @throws Error if one is not what `bun.lock` says
 */
export function installRuntimes(names: readonly string[]): {
  folder: string;
  fileOf(name: string): string;
} {
  const folder = mkdtempSync(join(tmpdir(), "tintype-runtimes-"));
  const version = versionOf(lock, "bun");
  const dependencies = Object.fromEntries(names.map((name) => [`@oven/${name}`, version]));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ dependencies }));
  const { status } = spawnSync(process.execPath, ["install", "--os=*", "--cpu=*", "--silent"], {
    cwd: folder,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status !== 0) throw new Error("Bun was not installed for the other systems");
  const installed = parseLock(join(folder, "bun.lock"));
  for (const name of Object.keys(dependencies)) {
    if (installed.packages[name]?.at(-1) !== lock.packages[name]?.at(-1)) {
      throw new Error(`${name} is not what bun.lock says`);
    }
  }
  return {
    folder,
    fileOf(name) {
      const file = join(folder, "node_modules/@oven", name, "bin/bun");
      return existsSync(file) ? file : `${file}.exe`;
    },
  };
}

function versionOf({ packages }: LockFile, name: string): string {
  const version = packages[name]?.[0].slice(name.length + 1);
  if (version === undefined) throw new Error(`${name} is not in bun.lock`);
  return version;
}
