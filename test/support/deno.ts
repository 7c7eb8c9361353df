import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";

/** Deno as its package brings it: what stands beside the other commands is a script for Node. */
export function denoFile(): string {
  const packages = resolve(import.meta.dirname, "../../node_modules/@deno");
  const [found] = readdirSync(packages).flatMap((name) =>
    ["deno", "deno.exe"].map((file) => join(packages, name, file)).filter(existsSync),
  );
  if (found === undefined) throw new Error("The package `deno` is not installed");
  return found;
}
