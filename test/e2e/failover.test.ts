import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
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

test("an origin that is asked with the client's host keeps hosts apart", async () => {
  const web = createServer((request, response) => response.end(`for ${request.headers.host}`));
  await new Promise<void>((listening) => web.listen(0, "127.0.0.1", listening));
  const data = temporaryFolder();
  const server = await startServer(program, [], { data });
  const base = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  const flags = ["--type", "WEB_FOLDER", "--name", "web", "--base-url", base];
  const more = ["--allow-private-network", "--forward-host-header-to-origin", "--data", data];
  run(program, ["origin", "add", ...flags, ...more]);
  for (const host of ["one.example.com", "two.example.com", "one.example.com"]) {
    const { body } = await send(server.url, "/a.txt", { headers: { Host: host } });
    expect(new TextDecoder().decode(body)).toBe(`for ${host}`);
  }
  await server.stop();
  web.close();
});

/** A web server with a picture at every path, which tells how often it was asked. */
async function startWeb(picture: Uint8Array) {
  const asked: string[] = [];
  let etag = '"1"';
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? "");
    if (request.headers["if-none-match"] === etag) response.writeHead(304).end();
    else response.writeHead(200, { ETag: etag }).end(picture);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    change: () => {
      etag = '"2"';
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

type Web = Awaited<ReturnType<typeof startWeb>>;

describe("when origins fail", () => {
  const data = temporaryFolder();
  let webs: Web[];
  let server: RunningServer;

  const tintype = (...args: string[]) => {
    const { status, stderr } = run(program, [...args, "--data", data]);
    expect([status, stderr]).toEqual([0, ""]);
  };

  beforeAll(async () => {
    const picture = await photo(200, 100, { format: "jpeg" });
    webs = await Promise.all([startWeb(picture), startWeb(picture), startWeb(picture)]);
    server = await startServer(program, [], { data });
    for (const [i, { url }] of webs.entries()) {
      const flags = ["--type", "WEB_FOLDER", "--name", `web ${i + 1}`, "--base-url", url];
      tintype("origin", "add", ...flags, "--allow-private-network");
    }
    const order = ["--origins", "web 1,web 2,web 3", "--original-max-age", "1"];
    tintype("endpoint", "set", "default", ...order);
  }, 60_000);
  afterAll(async () => {
    await server?.stop();
    for (const web of webs ?? []) web.stop();
  });

  test("what got old is given once more while its origin is asked behind it", async () => {
    const before = await send(server.url, "/tr:w-50/kept.jpg");
    await Bun.sleep(1100);
    const during = await send(server.url, "/tr:w-50/kept.jpg");
    await Bun.sleep(200);
    const after = await send(server.url, "/tr:w-50/kept.jpg");
    const where = [before, during, after].map(({ headers }) => headers.get("x-tintype-cache"));
    expect(where).toEqual(["miss", "stale", "disk"]);
    expect(webs[0]?.asked.filter((path) => path === "/kept.jpg")).toHaveLength(2);
  });

  test("a rendition follows its original's version", async () => {
    webs[0]?.change();
    await Bun.sleep(1100);
    await send(server.url, "/tr:w-50/kept.jpg");
    await Bun.sleep(200);
    const { headers } = await send(server.url, "/tr:w-50/kept.jpg");
    // The same bytes under another ETag: fetched again, and found to need no new rendition.
    expect(headers.get("x-tintype-cache")).toBe("disk");
    expect(webs[0]?.asked.filter((path) => path === "/kept.jpg")).toHaveLength(3);
  });

  test("killing the first of three while requests run loses none of them", async () => {
    const done: Awaited<ReturnType<typeof send>>[] = [];
    let next = 0;
    const client = async () => {
      while (next < 120) {
        if (next === 40) webs[0]?.stop();
        next += 1;
        done.push(await send(server.url, `/tr:w-20/new-${next}.jpg`));
      }
    };
    await Promise.all([client(), client(), client(), client()]);
    expect(done.map(({ status }) => status)).toEqual(done.map(() => 200));
    const from = new Set(done.map(({ headers }) => headers.get("x-tintype-origin")));
    expect([...from]).toEqual(["web 1", "web 2"]);
    for (const { body } of done) expect((await decode(body)).width).toBe(20);
  });

  test("what the dead origin had is served stale", async () => {
    await Bun.sleep(1100);
    const { status, headers } = await send(server.url, "/tr:w-50/kept.jpg");
    expect([status, headers.get("x-tintype-cache")]).toEqual([200, "stale"]);
    const original = await send(server.url, "/kept.jpg");
    expect([original.status, original.headers.get("x-tintype-cache")]).toEqual([200, "stale"]);
  });

  test("when all of them are dead, the answer is a 502 that no cache keeps", async () => {
    for (const web of webs) web.stop();
    const { status, headers } = await send(server.url, "/tr:w-20/never-seen.jpg");
    expect(status).toBe(502);
    expect(headers.get("ik-error")).toMatch(/^ECONNREFUSED - /);
    expect(headers.get("cache-control")).toBe("no-store");
  });
});
