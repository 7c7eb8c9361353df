import { afterEach, beforeEach, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { send } from "../../support/http.ts";
import { managementOf, privateKey, putEndpoint } from "../../support/management.ts";
import { testUnless } from "../../support/needs.ts";
import { photo } from "../../support/pictures.ts";
import { type HungMount, mountHung } from "../../support/servers/hung-mount.ts";
import {
  program,
  type RunningServer,
  run,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";

// What lies in the folder of an origin is another's to choose.

let server: RunningServer;
let folder: string;
beforeEach(async () => {
  folder = temporaryFolder();
  writeFileSync(join(folder, "a.jpg"), await photo(400, 300, { format: "jpeg" }));
});
afterEach(() => server?.stop("SIGKILL"));

const statusOf = async (target: string) => (await send(server.url, target)).status;

test("the data folder is not served under its other names: links, and folders above it", async () => {
  const data = join(temporaryFolder(), "data");
  symlinkSync(data, join(folder, "link"));
  symlinkSync(join(data, "secret.key"), join(folder, "key.txt"));
  server = await startServer(program, [folder, "--private-key", privateKey], { data });
  const call = managementOf(server.url);
  const above = { type: "LOCAL_FOLDER", name: "above", path: join(data, "..") };
  const { json } = await call("POST", "/v1/accounts/origins", above);
  await putEndpoint(call, { urlPrefix: "above", origins: [json.id] });
  for (const file of ["secret.key", "origins.sqlite", "cache/cache.sqlite", "server.json"]) {
    for (const way of [`/link/${file}`, `/above/data/${file}`, `/above//data//${file}`]) {
      expect([way, [400, 404].includes(await statusOf(way))]).toEqual([way, true]);
    }
  }
  expect(await statusOf("/key.txt")).toBe(404);
  for (const path of ["", "/link"]) {
    const query = `?path=${encodeURIComponent(path)}`;
    const listed = await call("GET", `/v1/accounts/origins/folder/browse${query}`);
    expect(JSON.stringify(listed.json)).not.toContain("secret");
  }
  const within = { type: "LOCAL_FOLDER", name: "link", path: join(folder, "link") };
  expect((await call("POST", "/v1/accounts/origins", within)).status).toBe(400);
});

test("named pipes and devices are nothing, and hold nobody up", async () => {
  for (let i = 0; i < 8; i += 1) spawnSync("mkfifo", [join(folder, `pipe${i}.jpg`)]);
  symlinkSync("/dev/zero", join(folder, "device.jpg"));
  server = await startServer(program, [folder, "--timeout", "20s"]);
  const start = performance.now();
  const held = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => statusOf(`/tr:w-9/pipe${i}.jpg`));
  expect(await statusOf("/tr:w-20/a.jpg")).toBe(200);
  expect(await Promise.all(held)).toEqual(held.map(() => 404));
  expect(await statusOf("/device.jpg")).toBe(404);
  expect(await statusOf("/tr:w-21/a.jpg")).toBe(200);
  // Nothing has waited for the time limit.
  expect(performance.now() - start).toBeLessThan(18_000);
}, 60_000);

const tried = mountHung();
if (typeof tried !== "string") tried.release();

testUnless(
  typeof tried === "string" ? tried : undefined,
  "a folder on a mount that hangs fails for itself alone",
  async () => {
    const flags = ["--private-key", privateKey, "--timeout", "6s"];
    server = await startServer(program, [folder, ...flags]);
    const call = managementOf(server.url);
    // Of its own, since a second attempt finds the first one's released.
    const hung = mountHung() as HungMount;
    const path = hung.folder;
    const { json } = await call("POST", "/v1/accounts/origins", {
      type: "LOCAL_FOLDER",
      name: "hung",
      path,
    });
    await putEndpoint(call, { urlPrefix: "hung", origins: [json.id] });
    try {
      const held = Array.from({ length: 8 }, (_, i) => statusOf(`/hung/${i}.jpg`));
      // Listed as well; what becomes of that takes longer than the test.
      for (let i = 0; i < 4; i += 1) {
        call("GET", `/v1/accounts/origins/${json.id}/browse`).catch(() => {});
      }
      // Folders below are named, as often as there are threads to hold, and more.
      const below = Array.from({ length: 8 }, (_, i) => {
        const named = { type: "LOCAL_FOLDER", name: `below ${i}`, path: join(path, `${i}`) };
        return call("POST", `/v1/accounts/origins${i % 2 === 0 ? "" : "/test"}`, named);
      });
      await Bun.sleep(200);
      for (const target of ["/a.jpg", "/tr:w-20/a.jpg"]) expect(await statusOf(target)).toBe(200);
      expect(await Promise.all(held)).toEqual(held.map(() => 504));
      for (const { status, json } of await Promise.all(below)) {
        expect([status, json.message]).toEqual([400, expect.stringContaining("does not answer")]);
      }
      // Nor later, while the mount still hangs.
      writeFileSync(join(folder, "b.txt"), "text");
      expect([await statusOf("/b.txt"), await statusOf("/tr:w-21/a.jpg")]).toEqual([200, 200]);
    } finally {
      // What waits there cannot even be killed.
      hung.release();
    }
  },
  60_000,
);

test("a link that takes the place of a file while it is asked for leads nowhere", async () => {
  const secret = join(temporaryFolder(), "secret.txt");
  writeFileSync(secret, "secret");
  const outside = temporaryFolder();
  writeFileSync(join(outside, "a.txt"), "secret");
  mkdirSync(join(folder, "kept"));
  server = await startServer(program, [folder]);
  let turn = 0;
  const swap = () => {
    turn += 1;
    const isLink = turn % 2 === 0;
    const next = join(folder, "next");
    if (isLink) symlinkSync(secret, next);
    else writeFileSync(next, `text ${turn}`);
    renameSync(next, join(folder, "a.txt"));
    // A folder on the way, too.
    rmSync(join(folder, "way"), { recursive: true, force: true });
    if (isLink) symlinkSync(outside, join(folder, "way"));
    else mkdirSync(join(folder, "way"));
  };
  const seen = new Map<string, number>();
  const until = performance.now() + 1_500;
  const client = async (target: string, i: number) => {
    for (let n = 0; performance.now() < until; n += 1) {
      if (i === 0) swap();
      const { status, body } = await send(server.url, `${target}?${i}-${n}`);
      const text = status === 200 ? new TextDecoder().decode(body).replace(/\d+/, "N") : status;
      seen.set(String(text), (seen.get(String(text)) ?? 0) + 1);
    }
  };
  const targets = ["/a.txt", "/way/a.txt", "/a.txt", "/way/a.txt"];
  await Promise.all(targets.map(client));
  expect([...seen.keys()].filter((answer) => !["text N", "404"].includes(answer))).toEqual([]);
  expect(turn).toBeGreaterThan(20);
}, 60_000);

test("a data folder that was there already is for its owner alone from the next start", async () => {
  const data = join(temporaryFolder(), "data");
  mkdirSync(data, { mode: 0o755 });
  chmodSync(data, 0o755);
  server = await startServer(program, [folder], { data });
  await statusOf("/tr:w-9/a.jpg");
  const others = spawnSync("find", [data, "-perm", "/077"], { encoding: "utf8" }).stdout;
  expect(others).toBe("");
});

test("a data folder that cannot be written is said in a sentence by every command", () => {
  // For the superuser no permission counts, but no file has files in it.
  const data = join(folder, "a.jpg", "data");
  for (const args of [["serve", folder, "--port", "0"], ["origin", "list"], ["key"]]) {
    const { status, stderr } = run(program, [...args, "--data", data]);
    expect([args[0], status]).toEqual([args[0], 1]);
    expect(stderr.trim().split("\n").length).toBe(1);
    expect(stderr).not.toMatch(/\.ts:|\$bunfs|SQLiteError/);
  }
});
