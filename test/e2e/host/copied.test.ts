import { expect, test } from "bun:test";
import { spawn } from "node:child_process";
import { chmodSync, chownSync, copyFileSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { send } from "../../support/http.ts";
import { isExecutable, isUnderDeno, program, temporaryFolder } from "../../support/tintype.ts";

const demo = join(import.meta.dirname, "../../../src/demo");
const isRoot = process.getuid?.() === 0;
/** A user without a home. */
const nobody = 65534;

function mode(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

/** Modes of everything in a folder, the folder itself as ".". */
function modesIn(folder: string): { folders: Set<string>; files: Set<string> } {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const at = (entry: (typeof entries)[number]) => join(entry.parentPath, entry.name);
  return {
    folders: new Set([folder, ...entries.filter((one) => one.isDirectory()).map(at)].map(mode)),
    files: new Set(
      entries
        .filter((one) => one.isFile())
        .map(at)
        .map(mode),
    ),
  };
}

test.skipIf(isUnderDeno)(
  "copied to a path with spaces, for a user without a home, it serves its first image from a folder that it cannot write to",
  async () => {
    const root = temporaryFolder();
    const place = join(root, "an empty folder");
    const data = join(root, "data of its own");
    for (const folder of [place, data]) mkdirSync(folder);
    let command = program.command;
    if (isExecutable) {
      const copy = join(place, "tintype copy");
      copyFileSync(program.command[0] ?? "", copy);
      chmodSync(copy, 0o755);
      command = [copy];
    }
    chmodSync(root, 0o755);
    chmodSync(place, 0o555);
    if (isRoot) chownSync(data, nobody, nobody);
    const [name = "", ...args] = command;
    const child = spawn(name, [...args, "serve", demo, "--port", "0", "--data", data], {
      cwd: place,
      // No HOME, no TMPDIR, no XDG folders, and a usual mask.
      env: { PATH: process.env.PATH ?? "" },
      ...(isRoot ? { uid: nobody, gid: nobody } : {}),
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    try {
      let log = "";
      child.stderr.on("data", (part) => {
        log += part;
      });
      const url = await new Promise<string>((resolve, reject) => {
        child.stdout.setEncoding("utf8").on("data", (part: string) => {
          const found = /listening on (http:\S+)/.exec(part)?.[1];
          if (found) resolve(found);
        });
        child.once("exit", (code) => reject(new Error(`It ended with ${code}: ${log}`)));
      });
      const { status, headers } = await send(url, "/tr:w-60/coast.jpg");
      expect([status, headers.get("content-type")]).toEqual([200, "image/jpeg"]);
      const { folders, files } = modesIn(data);
      expect([[...folders], [...files]]).toEqual([["700"], ["600"]]);
      expect(readdirSync(place)).toEqual(isExecutable ? ["tintype copy"] : []);
    } finally {
      child.kill("SIGTERM");
      expect(await ended).toBe(0);
      chmodSync(place, 0o755);
    }
  },
);
