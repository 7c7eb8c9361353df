import { Database } from "bun:sqlite";
import { afterEach, expect, test } from "bun:test";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { send } from "../../support/http.ts";
import { managementOf, privateKey } from "../../support/management.ts";
import { photo } from "../../support/pictures.ts";
import {
  program,
  type RunningServer,
  run,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";

let server: RunningServer;
afterEach(() => server?.stop("SIGKILL"));

const flags = ["--private-key", privateKey, "--renderers", "1"];

async function served(): Promise<string> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.jpg"), await photo(200, 150, { format: "jpeg" }));
  return folder;
}

/** A data folder in which a server has run, and kept something. */
async function usedData(folder: string): Promise<string> {
  const first = await startServer(program, [folder, ...flags]);
  expect((await send(first.url, "/tr:w-50/a.jpg")).status).toBe(200);
  expect(await first.stop()).toBe(0);
  return first.data;
}

function spoil(file: string, how: "noise" | "cut" | "middle"): void {
  const bytes = readFileSync(file);
  for (const more of ["-wal", "-shm"]) rmSync(file + more, { force: true });
  if (how === "noise") writeFileSync(file, Buffer.alloc(bytes.length, "no database "));
  if (how === "cut") writeFileSync(file, bytes.subarray(0, bytes.length >> 1));
  // Its head stays whole: what is wrong is found when it is read.
  if (how === "middle")
    writeFileSync(
      file,
      Buffer.concat([bytes.subarray(0, 4096), Buffer.alloc(bytes.length - 4096, 0xa5)]),
    );
}

for (const how of ["noise", "cut", "middle"] as const) {
  test(`an index of the cache that is damaged (${how}) is made anew, and every file is right`, async () => {
    const folder = await served();
    const data = await usedData(folder);
    spoil(join(data, "cache/cache.sqlite"), how);
    server = await startServer(program, [folder, ...flags], { data });
    for (let i = 0; i < 2; i += 1) {
      expect((await send(server.url, "/tr:w-50/a.jpg")).status).toBe(200);
      expect((await send(server.url, "/a.jpg")).status).toBe(200);
    }
    expect(await server.stop()).toBe(0);
  }, 60_000);

  test(`a configuration that is damaged (${how}) is said in a sentence, and left as it is`, async () => {
    const folder = await served();
    const data = await usedData(folder);
    const file = join(data, "origins.sqlite");
    spoil(file, how);
    const before = readFileSync(file);
    const { status, stdout, stderr } = run(program, [
      ...["serve", folder, "--port", "0", "--data", data, ...flags],
    ]);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(
      /^Cannot use the data folder .*origins\.sqlite is (?:damaged|no database)/,
    );
    expect(stderr).not.toContain(".ts:");
    expect(readFileSync(file).equals(before)).toBe(true);
  }, 60_000);
}

test("a data folder that cannot be is said in a sentence", () => {
  const file = join(temporaryFolder(), "a-file");
  writeFileSync(file, "");
  for (const data of [file, join(file, "data")]) {
    const args = ["serve", "--port", "0", "--data", data, ...flags];
    const { status, stdout, stderr } = run(program, args);
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(
      /^Cannot use the data folder .*: .*(?:file is in its place|no folder|not a folder)/,
    );
    expect(stderr.trim().split("\n").length).toBe(1);
  }
});

test("while another process has locked the configuration images are delivered, and changes fail in words", async () => {
  server = await startServer(program, [await served(), ...flags]);
  const call = managementOf(server.url);
  const named = (name: string) =>
    call("POST", "/v1/named-transformations", { name, transformation: "tr:w-20" });
  expect((await named("one")).status).toBe(201);
  const other = new Database(join(server.data, "origins.sqlite"));
  other.exec("BEGIN IMMEDIATE");
  try {
    const waiting = named("two");
    // A change that waits holds nothing else up for longer than it waits itself.
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => send(server.url, `/tr:w-${60 + i}/a.jpg`)),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const { status, json } = await waiting;
    expect([status, json]).toEqual([
      503,
      { message: expect.stringContaining("Another process is changing") },
    ]);
  } finally {
    other.exec("ROLLBACK");
    other.close();
  }
  expect((await named("two")).status).toBe(201);
}, 60_000);
