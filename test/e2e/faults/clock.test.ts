import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { send } from "../../support/http.ts";
import { addWebOrigin, managementOf, privateKey, putEndpoint } from "../../support/management.ts";
import { describeUnless } from "../../support/needs.ts";
import { photo } from "../../support/pictures.ts";
import { type OriginServer, startOriginServer } from "../../support/servers/origin-server.ts";
import {
  isUnderDeno,
  program,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";

// A clock that is wrong and set right under a running server, by a library that stands before the
// system's own.

const library = ["x86_64", "aarch64"]
  .map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`)
  .find((path) => existsSync(path));
const missing = library === undefined ? "libfaketime is not installed" : undefined;

// The Date header of Deno's server, by which the test sees the clock, does not follow it.
const name = "a clock (by Bun)";
if (isUnderDeno) describe.skip(name, () => {});
else describeUnless(missing, name, body);

function body(): void {
  const setting = join(temporaryFolder(), "clock");
  let origin: OriginServer;
  let server: RunningServer;
  let version = 0;

  beforeAll(async () => {
    origin = await startOriginServer();
    setClock("+365d");
    const env = {
      LD_PRELOAD: library ?? "",
      FAKETIME_TIMESTAMP_FILE: setting,
      FAKETIME_NO_CACHE: "1",
      // Only what clocks on walls show is wrong: timers go on.
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    };
    server = await startServer(program, ["--private-key", privateKey], { env });
    const call = managementOf(server.url);
    const origins = [await addWebOrigin(call, "web", origin.url)];
    await putEndpoint(call, { origins, originalMaxAge: 3600 });
  }, 120_000);
  afterAll(async () => {
    await server?.stop();
    origin?.stop();
  });

  /** As if by a system's service; a reader never finds half of it. */
  function setClock(offset: string): void {
    writeFileSync(`${setting}.new`, offset);
    renameSync(`${setting}.new`, setting);
  }

  const get = (target: string) => send(server.url, target);
  const dateOf = async () => Date.parse((await get("/_/health")).headers.get("date") ?? "");
  const days = (milliseconds: number) => Math.round(milliseconds / 86_400_000);

  /** Puts another version at the origin, and gives back its bytes. */
  async function putVersion(): Promise<Uint8Array> {
    version += 1;
    const bytes = await photo(60 + version, 40, { format: "jpeg" });
    origin.put("/a.jpg", bytes);
    return bytes;
  }

  /** What is true after so many requests at most: a stale answer may be given while one asks anew. */
  async function soon(holds: () => Promise<boolean>): Promise<boolean> {
    for (let tries = 0; tries < 100; tries += 1) {
      if (await holds()) return true;
      await Bun.sleep(50);
    }
    return false;
  }

  const gives = (target: string, bytes: Uint8Array) => async () => {
    const { status, body } = await get(target);
    return status === 200 && Buffer.compare(body, bytes) === 0;
  };

  test("that was a year ahead and is set right keeps nothing old, found or missing", async () => {
    expect(days((await dateOf()) - Date.now())).toBe(365);
    const first = await putVersion();
    expect(await gives("/a.jpg", first)()).toBe(true);
    const small = await get("/tr:w-30/a.jpg");
    expect(small.status).toBe(200);
    expect((await get("/later.jpg")).status).toBe(404);

    setClock("+0");
    expect(await soon(async () => days((await dateOf()) - Date.now()) === 0)).toBe(true);
    const second = await putVersion();
    origin.put("/later.jpg", second);
    expect(await soon(gives("/a.jpg", second))).toBe(true);
    expect(await soon(gives("/later.jpg", second))).toBe(true);
    const etag = small.headers.get("etag");
    const isNew = async () => (await get("/tr:w-30/a.jpg")).headers.get("etag") !== etag;
    expect(await soon(isNew)).toBe(true);
  }, 120_000);

  test("that is right asks no origin in vain", async () => {
    const asked = origin.asked.length;
    for (let i = 0; i < 5; i += 1) expect((await get("/a.jpg")).status).toBe(200);
    expect(origin.asked.length).toBe(asked);
  }, 60_000);

  test("that is set forward has what is old asked for again", async () => {
    const third = await putVersion();
    setClock("+3d");
    expect(await soon(gives("/a.jpg", third))).toBe(true);
    expect((await get("/tr:w-30/a.jpg")).status).toBe(200);
  }, 60_000);

  test("that is set back by minutes serves what it has", async () => {
    const fourth = await putVersion();
    setClock("+4310m");
    for (const target of ["/a.jpg", "/tr:w-30/a.jpg", "/tr:w-31/a.jpg"]) {
      expect((await get(target)).status).toBe(200);
    }
    expect(await soon(gives("/a.jpg", fourth))).toBe(true);
  }, 60_000);
}
