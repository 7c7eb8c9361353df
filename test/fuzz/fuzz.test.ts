import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { basic, privateKey } from "../support/management.ts";
import { exchange } from "../support/wire.ts";
import { makeSeeds } from "./files/seeds.ts";
import { fuzzApi } from "./fuzz-api.ts";
import { fuzzFiles } from "./fuzz-files.ts";
import { fuzzReading, fuzzServing } from "./fuzz-urls.ts";
import { type FuzzedServer, startFuzzedServer } from "./fuzzed-server.ts";
import { endpoints } from "./urls.ts";
import { faultOfApi, faultOfImage } from "./verdict.ts";

// A short run of `bun run fuzz`, and everything that a long one has found.

let server: FuzzedServer;
beforeAll(async () => {
  server = await startFuzzedServer(endpoints);
}, 60_000);
afterAll(() => server?.stop());

/** So many inputs, however long they take: a busy machine tries the same as another. */
const all = (inputs: number) => ({ inputs, until: Number.POSITIVE_INFINITY });
const patience = 300_000;

test(
  "no URL of any dialect makes its readers fail in a way that the contract does not know",
  () => {
    const { outcomes, findings } = fuzzReading(7001, all(8_000));
    expect(findings).toEqual([]);
    expect(outcomes.planned).toBeGreaterThan(0);
  },
  patience,
);

test(
  "no URL and no header makes the server answer in a way that the contract does not know",
  async () => {
    const { outcomes, findings } = await fuzzServing(7002, all(250), server);
    expect(findings).toEqual([]);
    expect(outcomes["200"]).toBeGreaterThan(0);
  },
  patience,
);

test(
  "no file makes the server fail, and good files between damaged ones are made as before",
  async () => {
    const { outcomes, findings } = await fuzzFiles(7003, all(60), server);
    expect(findings).toEqual([]);
    expect(outcomes["200"]).toBeGreaterThan(0);
  },
  patience,
);

test(
  "no body makes the management API fail",
  async () => {
    const { outcomes, findings } = await fuzzApi(7004, all(400), server);
    expect(findings).toEqual([]);
    expect(outcomes["200"]).toBeGreaterThan(0);
  },
  patience,
);

test("what once made the server fail does so no more", async () => {
  const folder = join(import.meta.dirname, "crashers");
  const faults: Record<string, unknown> = {};
  for (const name of readdirSync(folder)) {
    writeFileSync(join(server.folder, name), readFileSync(join(folder, name)));
    const target = `/_/api/v1/metadata?url=${encodeURIComponent(`${server.url}/${name}`)}`;
    const headers = { Authorization: basic(privateKey) };
    const found = [
      faultOfImage("GET", await exchange(server.url, `/tr:w-24,f-png/${name}`)),
      faultOfImage("GET", await exchange(server.url, `/tr:h-9,rt-30:e-grayscale/${name}`)),
      faultOfApi(await exchange(server.url, target, { headers })),
    ].filter((fault) => fault !== undefined);
    if (found.length > 0) faults[name] = found;
  }
  expect(faults).toEqual({});
}, 60_000);

test("files are taken apart and put together again without a change", async () => {
  for (const { name, bytes, anatomy } of await makeSeeds()) {
    if (!anatomy) continue;
    const parts = anatomy.split(bytes);
    expect([name, parts.length > 0]).toEqual([name, true]);
    expect([name, Buffer.from(anatomy.join(parts)).equals(Buffer.from(bytes))]).toEqual([
      name,
      true,
    ]);
  }
});
