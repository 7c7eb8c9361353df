import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { program, run, temporaryFolder } from "../../support/tintype.ts";

const folder = temporaryFolder();

/** The script for a shell, as a file. */
async function script(shell: string): Promise<string> {
  const { status, stdout } = run(program, ["completion", shell]);
  expect(status).toBe(0);
  const file = join(folder, `tintype.${shell}`);
  await Bun.write(file, stdout);
  return file;
}

/** What bash offers for a line whose last word is being typed. */
async function offers(...words: string[]): Promise<string[]> {
  return offersOf(folder, ...words);
}

/** The same with a data folder, whose names the script asks the program for. */
async function offersOf(data: string, ...words: string[]): Promise<string[]> {
  const lines = [
    `export TINTYPE_DATA='${data}'`,
    `tintype() { ${program.command.map((word) => `'${word}'`).join(" ")} "$@"; }`,
    `source '${await script("bash")}'`,
    `COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")})`,
    `COMP_CWORD=${words.length - 1}`,
    "_tintype",
    `printf "%s\\n" "\${COMPREPLY[@]}"`,
  ];
  const { stdout } = spawnSync("bash", ["-c", lines.join("\n")], { encoding: "utf8" });
  return stdout.split("\n").filter((line) => line !== "");
}

const cases: [words: string[], offered: string[]][] = [
  [
    ["tintype", "se"],
    ["serve", "service"],
  ],
  [
    ["tintype", "origin", ""],
    ["add", "list", "set", "duplicate", "browse", "test", "remove"],
  ],
  [["tintype", "origin", "add", "--acc"], ["--access-key"]],
  [
    ["tintype", "serve", "--admin"],
    ["--admin-host", "--admin-port", "--admin-public"],
  ],
  [["tintype", "render", "a.jpg", "w-100", "--o"], ["--output"]],
  [
    ["tintype", "origin", "add", "--type", "WEB"],
    ["WEB_FOLDER", "WEB_PROXY"],
  ],
  [
    ["tintype", "origin", "set", "Photos", "--encode-keys", ""],
    ["true", "false", "auto"],
  ],
  [["tintype", "endpoint", "set", "default", "--url-rewriter", "cl"], ["cloudinary"]],
  [["tintype", "audit", "urls.txt", "--rewriter", "i"], ["imgix"]],
  // Nothing is offered where bash is to complete the names of files.
  [["tintype", "render", "a.jpg", "w-100", "-o", ""], []],
  [["tintype", "export", "Backup", ""], []],
  [["tintype", "audit", "--report", "a"], []],
  [
    ["tintype", "completion", ""],
    ["bash", "zsh", "fish"],
  ],
];
for (const [words, offered] of cases) {
  test(`bash completes ${words.join(" ")}`, async () => {
    expect(await offers(...words)).toEqual(offered);
  });
}

test("bash completes the names of origins, endpoints and named transformations", async () => {
  const data = join(folder, "data");
  const add = (name: string) => ["origin", "add", "--type", "LOCAL_FOLDER", "--name", name];
  for (const name of ["Product images", "Archive"]) {
    run(program, [...add(name), "--path", folder, "--data", data]);
  }
  run(program, ["named", "set", "thumb", "w-10", "--data", data]);
  expect(await offersOf(data, "tintype", "origin", "test", "Pro")).toEqual(["Product\\ images"]);
  expect(await offersOf(data, "tintype", "export", "")).toEqual(["Product\\ images", "Archive"]);
  expect(await offersOf(data, "tintype", "purge", "--origin", "A")).toEqual(["Archive"]);
  expect(await offersOf(data, "tintype", "named", "remove", "")).toEqual(["thumb"]);
  expect(await offersOf(data, "tintype", "endpoint", "set", "")).toEqual(["default"]);
});

for (const shell of ["bash", "zsh", "fish"]) {
  test.skipIf(Bun.which(shell) === null)(`${shell} can read its script`, async () => {
    const { status, stderr } = spawnSync(shell, ["-n", await script(shell)], { encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
  });
}

test("another shell is a mistake of the caller", () => {
  for (const args of [[], ["csh"], ["bash", "zsh"]]) {
    const { status, stderr } = run(program, ["completion", ...args]);
    expect([status, stderr.startsWith("Expected one of bash, zsh, fish, got ")]).toEqual([2, true]);
  }
});
