import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decode } from "../support/decode.ts";
import { send } from "../support/http.ts";
import { photo } from "../support/pictures.ts";
import {
  program,
  type RunningServer,
  run,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";

describe("URL endpoints", () => {
  const data = temporaryFolder();
  const folders = { main: temporaryFolder(), shop: temporaryFolder() };
  let server: RunningServer;

  const tintype = (...args: string[]) => {
    const { status, stderr, stdout } = run(program, [...args, "--data", data]);
    expect([status, stderr]).toEqual([0, ""]);
    // Answers that are hot are given on for a moment after another process has changed a setting.
    Bun.sleepSync(100);
    return stdout;
  };

  beforeAll(async () => {
    writeFileSync(join(folders.main, "a.jpg"), await photo(100, 80, { format: "jpeg" }));
    writeFileSync(join(folders.shop, "a.jpg"), await photo(60, 60, { format: "jpeg" }));
    copyFileSync("src/demo/coast.jpg", join(folders.shop, "coast.jpg"));
    server = await startServer(program, ["--id", "your_id"], { data });
    for (const [name, path] of Object.entries(folders)) {
      tintype("origin", "add", "--type", "LOCAL_FOLDER", "--name", name, "--path", path);
    }
    const shop = ["--description", "Shop", "--url-prefix", "shop", "--origins", "shop"];
    const more = ["--hostnames", "shop.example.com", "--cors-origins", "https://example.com"];
    tintype("endpoint", "add", ...shop, ...more, "--cache-control", "public, max-age=60");
    tintype("named", "set", "thumb", "w-20,h-20");
  }, 60_000);
  afterAll(() => server?.stop());

  const widthOf = async (target: string, headers: Record<string, string> = {}) => {
    const { status, body } = await send(server.url, target, { headers });
    return status === 200 ? (await decode(body)).width : status;
  };

  test("are told apart by the first path segment, after the ImageKit id", async () => {
    expect(await widthOf("/a.jpg")).toBe(100);
    expect(await widthOf("/shop/a.jpg")).toBe(60);
    expect(await widthOf("/your_id/shop/a.jpg")).toBe(60);
    expect(await widthOf("/your_id/shop/tr:w-30/a.jpg")).toBe(30);
    expect(await widthOf("/nowhere/a.jpg")).toBe(404);
  });

  test("are told apart by host name, where the prefix is left out", async () => {
    expect(await widthOf("/a.jpg", { Host: "shop.example.com" })).toBe(60);
    expect(await widthOf("/a.jpg", { Host: "Shop.Example.com:8080" })).toBe(60);
    expect(await widthOf("/a.jpg", { Host: "other.example.com" })).toBe(100);
  });

  test("have their own caching and their own readers", async () => {
    const { headers } = await send(server.url, "/shop/tr:w-31/a.jpg", {
      headers: { Origin: "https://example.com" },
    });
    expect(headers.get("cache-control")).toBe("public, max-age=60");
    expect(headers.get("access-control-allow-origin")).toBe("https://example.com");
    expect(headers.get("vary")).toContain("Origin");
    const other = await send(server.url, "/shop/tr:w-31/a.jpg", {
      headers: { Origin: "https://evil.example" },
    });
    expect(other.headers.get("access-control-allow-origin")).toBeNull();
  });

  test("may offer other formats to browsers", async () => {
    tintype("endpoint", "set", "shop", "--auto-formats", "webp,avif");
    // Of several formats that a client takes, the smallest file wins.
    const headers = { Accept: "image/avif" };
    const { body } = await send(server.url, "/shop/tr:w-320/coast.jpg", { headers });
    expect((await decode(body)).format).toBe("avif");
  });

  test("may allow named transformations only", async () => {
    expect(await widthOf("/tr:n-thumb/a.jpg")).toBe(20);
    tintype("endpoint", "set", "shop", "--named-only");
    expect(await widthOf("/shop/tr:n-thumb/a.jpg")).toBe(20);
    expect(await widthOf("/shop/a.jpg")).toBe(60);
    expect(await widthOf("/shop/tr:w-33/a.jpg")).toBe(400);
    tintype("named", "set", "thumb", "w-20,h-20", "--disabled");
    expect(await widthOf("/tr:n-thumb/a.jpg")).toBe(400);
  });

  test("are exported, and imported elsewhere to the same effect, twice without a difference", () => {
    const file = join(data, "export.json");
    tintype("config", "export", file);
    expect(tintype("config", "import", file, "--dry-run")).toBe("Nothing changes\n");
    const elsewhere = ["--data", temporaryFolder()];
    const first = run(program, ["config", "import", file, ...elsewhere]);
    expect(first.stdout).toMatch(/\+ origin main\n\+ origin shop\n(?:~ .*\n)?\+ URL endpoint Shop/);
    const second = run(program, ["config", "import", file, ...elsewhere]);
    expect(second.stdout).toBe("Nothing changes\n");
  });

  test("are what doctor looks at", () => {
    const { stdout } = run(program, ["doctor", "--data", data]);
    expect(stdout).toMatch(/^ok {6}Configuration: 2 origins, 2 URL endpoints/);
    expect(stdout).toMatch(/ok {6}Engine: A renderer read a png of 1x1.* AVIF with libaom \d/);
  });
});
