import { beforeAll, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { compile, targets } from "../../build/compile.ts";
import { installRuntimes } from "../../build/runtimes.ts";
import program from "../../package.json" with { type: "json" };
import { describeUnless } from "../support/needs.ts";
import { temporaryFolder } from "../support/tintype.ts";

const image = resolve(import.meta.dirname, "../../src/demo/coast.jpg");

/** Debian's libraries for the other processor. */
const libraries = "/usr/aarch64-linux-gnu";
const noQemu =
  Bun.which("qemu-aarch64-static") && existsSync(join(libraries, "lib/libstdc++.so.6"))
    ? undefined
    : "no qemu-user-static with libstdc++6-arm64-cross is installed";

describeUnless(noQemu, "the executable for Linux on arm64, made here and run by QEMU", () => {
  const file = join(temporaryFolder(), "tintype");

  beforeAll(() => {
    const runtimes = installRuntimes([targets["linux-arm64"]]);
    compile(file, { target: "linux-arm64", bun: runtimes.fileOf(targets["linux-arm64"]) });
    rmSync(runtimes.folder, { recursive: true });
  }, 300_000);

  function run(args: string[], input = "") {
    const command = ["-L", libraries, file, ...args];
    const { status, stdout } = spawnSync("qemu-aarch64-static", command, {
      encoding: "utf8",
      input,
    });
    return { status, stdout };
  }

  test("says which version it is", () => {
    const { status, stdout } = run(["version"]);
    expect(status).toBe(0);
    expect(stdout).toStartWith(`Tintype ${program.version}`);
  }, 120_000);

  for (const engine of ["auto", "wasm"]) {
    test(`reads an image with the engine ${engine}`, () => {
      const { stdout } = run(
        ["renderer", engine],
        `${JSON.stringify({ do: "probe", file: image })}\n`,
      );
      const [ready, answer] = stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      expect(ready).toEqual({ ready: true });
      expect(answer.result).toMatchObject({ format: "jpeg", width: 2400, height: 1600 });
    }, 180_000);
  }
});
