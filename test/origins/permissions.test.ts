import { afterEach, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { localFolder } from "../../src/origins/local-folder/origin.ts";
import { openOrigin } from "../../src/origins/open.ts";
import type { Fetched } from "../../src/origins/origin.ts";
import { mayReadVariable, permit, refusalOf } from "../../src/origins/permissions.ts";
import { temporaryFolder } from "../support/tintype.ts";

afterEach(() => permit({}));

const ask = (folder: string, path: string, signal = AbortSignal.timeout(5000)) =>
  localFolder({ id: "1", name: "folder", path: folder }).fetch({ path, rawPath: path }, signal);
const list = (folder: string, prefix = "") =>
  localFolder({ id: "1", name: "folder", path: folder }).list?.(
    { prefix, limit: 100 },
    AbortSignal.timeout(5000),
  );

/** A folder of images with the data folder in it. */
function folderWithData(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "tintype-data/cache"), { recursive: true });
  mkdirSync(join(folder, "tintype-data-2"));
  writeFileSync(join(folder, "tintype-data/secret.key"), "secret");
  writeFileSync(join(folder, "tintype-data/cache/a.jpg"), "cached");
  writeFileSync(join(folder, "tintype-data-2/a.jpg"), "image");
  writeFileSync(join(folder, "a.jpg"), "image");
  return folder;
}

describe("the data folder is served by no origin:", () => {
  test("a folder around it has the rest, and lists only that", async () => {
    const folder = folderWithData();
    permit({ data: join(folder, "tintype-data") });
    expect(await ask(folder, "tintype-data/secret.key")).toBeUndefined();
    expect(await ask(folder, "tintype-data/cache/a.jpg")).toBeUndefined();
    expect(await ask(folder, "a.jpg")).toBeDefined();
    expect(await ask(folder, "tintype-data-2/a.jpg")).toBeDefined();
    const root = await list(folder);
    expect(root).toMatchObject({ folders: ["tintype-data-2/"], files: [{ path: "a.jpg" }] });
    await expect(list(folder, "tintype-data/")).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("not by the name of a link either", async () => {
    const folder = folderWithData();
    const elsewhere = temporaryFolder();
    symlinkSync(join(folder, "tintype-data"), join(folder, "link"));
    symlinkSync(join(folder, "tintype-data/secret.key"), join(folder, "key.jpg"));
    symlinkSync(join(folder, "tintype-data"), join(elsewhere, "data"));
    permit({ data: join(elsewhere, "data") });
    expect(await ask(folder, "link/secret.key")).toBeUndefined();
    expect(await ask(folder, "key.jpg")).toBeUndefined();
    expect(await ask(folder, "tintype-data/secret.key")).toBeUndefined();
  });

  test("an origin that is it, or lies in it, is refused", async () => {
    const folder = folderWithData();
    permit({ data: join(folder, "tintype-data") });
    for (const path of ["tintype-data", "tintype-data/cache"]) {
      expect(await refusalOf(join(folder, path))).toBe("it lies in the data folder");
      await expect(ask(join(folder, path), "a.jpg")).rejects.toMatchObject({ code: "EACCES" });
    }
    expect(await refusalOf(folder)).toBeUndefined();
  });
});

test("local folders lie below the folders that are allowed, links followed", async () => {
  const [allowed, other] = [temporaryFolder(), temporaryFolder()];
  mkdirSync(join(allowed, "in"));
  writeFileSync(join(allowed, "in/a.jpg"), "image");
  writeFileSync(join(other, "a.jpg"), "image");
  symlinkSync(other, join(allowed, "out"));
  permit({ folders: [allowed] });
  expect(await ask(join(allowed, "in"), "a.jpg")).toBeDefined();
  for (const path of [other, join(allowed, "out")]) {
    expect(await refusalOf(path)).toContain("--allow-folders");
    await expect(ask(path, "a.jpg")).rejects.toMatchObject({ code: "EACCES" });
  }
});

test("`env:` reads what is allowed, and never a variable of the server", () => {
  expect(["AWS_KEY", "PATH", "TINTYPE_SECRET_KEY", "tintype_x"].map(mayReadVariable)).toEqual([
    true,
    true,
    false,
    false,
  ]);
  permit({ env: ["AWS_*", "SHOP_KEY", "TINTYPE_*"] });
  const names = ["AWS_KEY", "SHOP_KEY", "SHOP_KEY_2", "PATH", "TINTYPE_PRIVATE_KEY"];
  expect(names.map(mayReadVariable)).toEqual([true, true, false, false, false]);
});

test("an origin with a variable that it may not read is not opened", async () => {
  process.env.TINTYPE_TEST_HELD = "held";
  const record = {
    id: "1",
    name: "shop",
    type: "WEB_FOLDER",
    settings: { baseUrl: "https://shop.test" },
    secrets: { requestHeaders: { "x-key": "env:TINTYPE_TEST_HELD" } },
  };
  await expect(openOrigin(record)).rejects.toMatchObject({ code: "EACCES" });
});

describe.if(process.platform !== "win32")("what is no file holds nobody up:", () => {
  test("named pipes, however many are asked for", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "a.jpg"), "image");
    const pipes = Array.from({ length: 12 }, (_, i) => `pipe-${i}.jpg`);
    for (const pipe of pipes) expect(spawnSync("mkfifo", [join(folder, pipe)]).status).toBe(0);
    const answers = await Promise.all(pipes.map((pipe) => ask(folder, pipe)));
    expect(answers).toEqual(pipes.map(() => undefined));
    expect(await ask(folder, "a.jpg")).toBeDefined();
    expect(await list(folder)).toMatchObject({ files: [{ path: "a.jpg" }] });
  });

  test("sockets and devices", async () => {
    const folder = temporaryFolder();
    const socket = createServer().listen(join(folder, "socket.jpg"));
    await new Promise((listening) => socket.once("listening", listening));
    expect(await ask(folder, "socket.jpg")).toBeUndefined();
    socket.close();
    expect(await ask("/dev", "zero")).toBeUndefined();
    expect(await ask("/dev", "tty")).toBeUndefined();
  });
});

test("a link that takes turns with a file never leads out of the folder", async () => {
  const base = temporaryFolder();
  const folder = join(base, "public");
  mkdirSync(join(folder, "dir"), { recursive: true });
  mkdirSync(join(base, "outside"));
  writeFileSync(join(base, "outside/a.jpg"), "secret");
  writeFileSync(join(folder, "dir/a.jpg"), "image");
  const swapper = `
    const { renameSync, symlinkSync } = require("node:fs");
    const [folder, outside] = ${JSON.stringify([folder, join(base, "outside")])};
    const end = Date.now() + 3000;
    symlinkSync(outside, folder + "/link");
    while (Date.now() < end) {
      renameSync(folder + "/dir", folder + "/aside");
      renameSync(folder + "/link", folder + "/dir");
      renameSync(folder + "/dir", folder + "/link");
      renameSync(folder + "/aside", folder + "/dir");
    }`;
  const child = Bun.spawn([process.execPath, "-e", swapper]);
  let ended = false;
  child.exited.then(() => {
    ended = true;
  });
  const seen = new Set<string>();
  while (!ended) {
    const found = await ask(folder, "dir/a.jpg");
    seen.add(found ? await new Response((found as Fetched).body).text() : "nothing");
  }
  expect([...seen]).toContain("image");
  expect([...seen]).not.toContain("secret");
});

test("a file that is replaced again and again is always found", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.jpg"), "image");
  let missing = 0;
  for (let i = 0; i < 300; i += 1) {
    const asked = ask(folder, "a.jpg");
    writeFileSync(join(folder, "new"), "image");
    renameSync(join(folder, "new"), join(folder, "a.jpg"));
    const found = await asked;
    if (found === undefined) missing += 1;
    else await (found as Fetched).body.cancel();
  }
  expect(missing).toBe(0);
  rmSync(folder, { recursive: true });
});
