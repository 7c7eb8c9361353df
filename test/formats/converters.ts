import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Decoders and encoders of others, by which ours are judged.

/** Why a program cannot be asked, or `undefined` when it can. */
export function whyNot(program: string, debianPackage: string): string | undefined {
  const { error } = spawnSync(program, ["-h"]);
  return error ? `${program} of Debian's ${debianPackage} not found` : undefined;
}

/** Runs a program on a file of these bytes, and reads the file that it makes. */
export function converted(
  bytes: Uint8Array,
  from: string,
  to: string,
  command: (source: string, target: string) => string[],
): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "tintype-converted-"));
  try {
    const [source, target] = [join(folder, `source.${from}`), join(folder, `target.${to}`)];
    writeFileSync(source, bytes);
    const [program = "", ...options] = command(source, target);
    const { status, error, stderr } = spawnSync(program, options, { encoding: "utf8" });
    if (error) throw error;
    if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr.trim()}`);
    return new Uint8Array(readFileSync(target));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
