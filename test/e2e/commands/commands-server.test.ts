import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { spawn } from "node:child_process";
import type { Statistics } from "../../../src/observe/statistics.ts";
import { commandsOn } from "../../support/commands.ts";
import { send } from "../../support/http.ts";
import { privateKey } from "../../support/management.ts";
import { photo } from "../../support/pictures.ts";
import {
  program,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";

let server: RunningServer;
const { tintype, told, said } = commandsOn(() => server.data);

const paths = ["/photo.jpg", "/tr:w-20/photo.jpg", "/other.jpg"];
const cacheOf = async (path: string) =>
  (await send(server.url, path)).headers.get("x-tintype-cache");

beforeAll(async () => {
  const folder = temporaryFolder();
  const picture = await photo(120, 80, { format: "jpeg" });
  for (const name of ["photo.jpg", "other.jpg"]) await Bun.write(`${folder}/${name}`, picture);
  server = await startServer(program, []);
  told("origin", "add", "--type", "LOCAL_FOLDER", "--name", "files", "--path", folder);
});
afterAll(async () => {
  await server?.stop();
});

describe("a running server", () => {
  const cases: [what: string, args: () => string[], dropped: string[]][] = [
    ["one URL", () => [`${server.url}/tr:w-20/photo.jpg`], ["/tr:w-20/photo.jpg"]],
    ["one path", () => ["/tr:w-20/photo.jpg"], ["/tr:w-20/photo.jpg"]],
    ["all that begin so", () => ["/photo*"], ["/photo.jpg", "/tr:w-20/photo.jpg"]],
    ["an original", () => ["--original", "/photo.jpg"], ["/photo.jpg", "/tr:w-20/photo.jpg"]],
    ["an origin, by its name", () => ["--origin", "files"], paths],
    ["everything", () => ["--everything"], paths],
  ];
  for (const [what, args, dropped] of cases) {
    test(`drops ${what}`, async () => {
      for (const path of paths) await cacheOf(path);
      expect(told("purge", ...args(), "--server", server.url)).toStartWith("Purged: ");
      const missed = [];
      for (const path of paths) if ((await cacheOf(path)) === "miss") missed.push(path);
      expect(missed).toEqual(dropped);
    });
  }

  test("is found where serve would listen", () => {
    const port = new URL(server.url).port;
    const args = ["purge", "--everything", "--json"];
    // Beyond loopback, the API is at the port after the images'.
    const exposed = { TINTYPE_HOST: "0.0.0.0", TINTYPE_PORT: String(Number(port) - 1) };
    for (const environment of [{ TINTYPE_PORT: port }, exposed]) {
      const answer = tintype(args, environment);
      expect(JSON.parse(answer.stdout)).toMatchObject({ status: "Completed" });
    }
    const apart = tintype(["stats"], { TINTYPE_PORT: "1", TINTYPE_ADMIN_PORT: port });
    expect(apart.status).toBe(0);
  });

  test("is asked itself, and not a proxy that the environment names", () => {
    const proxy = "http://127.0.0.1:1";
    const env = { HTTP_PROXY: proxy, http_proxy: proxy, NO_PROXY: "", no_proxy: "" };
    expect(tintype(["stats", "--server", server.url], env).status).toBe(0);
  });

  test("says how it does", () => {
    const text = told("stats", "--server", server.url);
    expect(text).toMatch(
      /^Tintype \S+ on (?:Bun|Deno) \S+, for \d+ s\nRequests +\d+: \d+ answered, /,
    );
    expect(text).toMatch(/\n {2}files: answered \d+ s ago\n/);
    expect(text).toMatch(/\nMost requested\n +\d+ {2}\/\S+\n/);
    const numbers: Statistics = JSON.parse(told("stats", "--server", server.url, "--json"));
    expect(numbers.requests.byCache.miss).toBeGreaterThan(0);
  });

  test("is watched until nobody reads any more", async () => {
    const [command = "", ...prefix] = program.command;
    const args = [...prefix, "stats", "--watch", "--server", server.url, "--data", server.data];
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "ignore"] });
    const ended = new Promise<number | null>((done) => child.once("exit", done));
    child.stdout.once("data", () => child.stdout.destroy());
    expect(await ended).toBe(0);
  });

  test("is watched until it stops", async () => {
    const watched = await startServer(program, ["--private-key", privateKey]);
    const [command = "", ...prefix] = program.command;
    const key = ["--private-key", privateKey];
    const args = [...prefix, "stats", "--watch", "--server", watched.url, ...key];
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    const ended = new Promise<number | null>((done) => child.once("close", done));
    let [text, complaint] = ["", ""];
    child.stderr.setEncoding("utf8").on("data", (part: string) => {
      complaint += part;
    });
    await new Promise<void>((twice) => {
      child.stdout.setEncoding("utf8").on("data", (part: string) => {
        text += part;
        if (text.split("\n").length > 2) twice();
      });
      ended.then(() => twice());
    });
    await watched.stop();
    expect(await ended).toBe(1);
    expect(text).toMatch(/^(?:20\S+Z 0\.0 requests\/s, .*, 0 busy, 0 waiting\n){2}/);
    expect(complaint).toStartWith(`No server listens on ${watched.url}: start it with`);
  });

  test("with another key refuses, and where none is that is said", () => {
    const wrong = tintype(["stats", "--server", server.url, "--private-key", "WRONG-KEY-123"]);
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toContain("has another private key: expected its own in --private-key");
    const nobody = tintype(["purge", "--everything", "--server", "http://127.0.0.1:1"]);
    expect(nobody.status).toBe(1);
    expect(nobody.stderr).toStartWith("No server listens on http://127.0.0.1:1: start it with");
  });

  test("is asked at an address of its own, where it has one", async () => {
    const apart = await startServer(program, ["--admin-port", "0"]);
    const own = await apart.line(/management API: (\S+)\/_\/\n/);
    const data = ["--data", apart.data];
    expect(told("stats", "--server", own, ...data)).toStartWith("Tintype ");
    const { status, stderr } = tintype(["stats", "--server", apart.url, ...data]);
    expect([status, stderr]).toEqual([1, expect.stringMatching(/ 404: expected the management/)]);
    await apart.stop();
  });
});

test("no key was ever said", async () => {
  const key = await server.line(/^Private key, .*: (\S+)$/m);
  const keys = [key, privateKey, "WRONG-KEY-123"];
  expect(keys.filter((one) => said().includes(one))).toEqual([]);
  expect(said().length).toBeGreaterThan(1000);
});
