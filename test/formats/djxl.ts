import { spawn, spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "../support/tintype.ts";

// JPEG XL by its reference implementation: sharp, as npm ships it, cannot read the format.

/** Why JPEG XL cannot be checked here, or `undefined` when it can. */
export function whyNoJxl(): string | undefined {
  const missing = ["djxl", "cjxl"].filter((name) => spawnSync(name, ["--version"]).error);
  if (missing.length === 0) return undefined;
  return `${missing.join(" and ")} of Debian's libjxl-tools not found`;
}

/** JPEG XL to PNG. */
export function fromJxl(jxl: Uint8Array): Promise<Uint8Array> {
  return convert("djxl", jxl, "jxl", "png");
}

/** PNG to JPEG XL, without loss. */
export function toJxl(png: Uint8Array): Promise<Uint8Array> {
  return convert("cjxl", png, "png", "jxl", "--distance=0", "--effort=3");
}

async function convert(
  program: string,
  bytes: Uint8Array,
  from: string,
  to: string,
  ...options: string[]
): Promise<Uint8Array> {
  const folder = temporaryFolder();
  const [source, target] = [join(folder, `source.${from}`), join(folder, `target.${to}`)];
  await writeFile(source, bytes);
  const child = spawn(program, [source, target, ...options], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const code = await new Promise((done, failed) => child.on("error", failed).on("close", done));
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${said.trim()}`);
  return new Uint8Array(await readFile(target));
}
