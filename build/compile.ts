import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { resolve } from "node:path";

const project = resolve(import.meta.dirname, "..");

/** Systems that there are executables for, and the packages that have Bun for them. */
export const targets = {
  "linux-x64": "bun-linux-x64",
  "linux-x64-musl": "bun-linux-x64-musl",
  "linux-arm64": "bun-linux-aarch64",
  "linux-arm64-musl": "bun-linux-aarch64-musl",
  "darwin-x64": "bun-darwin-x64",
  "darwin-arm64": "bun-darwin-aarch64",
  "windows-x64": "bun-windows-x64",
} as const;

export type Target = keyof typeof targets;

/** Another system, with the executable of Bun that is the runtime there. */
interface Elsewhere {
  target: Target;
  bun: string;
}

/**
 * Makes an executable, for this machine unless another system is named.
 * @returns where the packages are installed of which it holds something, as `bun.lock` writes that
 */
export function compile(outfile: string, elsewhere?: Elsewhere): string[] {
  const metafile = `${outfile}.metafile.json`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      "build",
      "--compile",
      "--minify",
      // Nothing is parsed when it starts: that takes a third of the time. Bytecode is the same for
      // all systems.
      "--bytecode",
      "--format=esm",
      `--metafile=${metafile}`,
      // A file that lies in the working directory must not set variables, or run code.
      "--no-compile-autoload-dotenv",
      "--no-compile-autoload-bunfig",
      ...(elsewhere
        ? [`--target=bun-${elsewhere.target}`, `--compile-executable-path=${elsewhere.bun}`]
        : []),
      "src/main.ts",
      "src/render/engine/thread.ts",
      "--outfile",
      outfile,
    ],
    { cwd: project, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`The executable was not built: ${stderr}${stdout}`);
  const { inputs } = JSON.parse(readFileSync(metafile, "utf8")) as { inputs: object };
  rmSync(metafile);
  const held = Object.keys(inputs).flatMap((file) => {
    const [, ...folders] = file.split(/(?:^|\/)node_modules\//);
    const names = folders.map((folder) => /^(?:@[^/]+\/)?[^/]+/.exec(folder)?.[0]);
    return names.length > 0 ? [names.join("/")] : [];
  });
  return [...new Set(held)];
}
