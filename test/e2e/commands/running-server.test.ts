import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { send } from "../../support/http.ts";
import {
  program,
  type RunningServer,
  run,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";

describe("a server without origins", () => {
  let server: RunningServer;
  const pictures = temporaryFolder();
  beforeAll(async () => {
    mkdirSync(join(pictures, "shoes"));
    writeFileSync(join(pictures, "shoes", "red.txt"), "red");
    server = await startServer(program, [], { env: { SHOE_KEY: "only the service has it" } });
  });
  afterAll(() => server?.stop());

  const tintype = (...args: string[]) => run(program, [...args, "--data", server.data]);
  /** The same while this process answers, too. */
  const meanwhile = async (...args: string[]) => {
    const command = [...program.command, ...args, "--data", server.data];
    const child = Bun.spawn(command, { stdout: "pipe", stderr: "ignore" });
    const text = await new Response(child.stdout).text();
    return { status: await child.exited, text };
  };
  const page = { headers: { Accept: "text/html,*/*" } };

  test("leads a browser to its dashboard, and tells others that there is no origin", async () => {
    const typed = await send(server.url, "/", page);
    expect([typed.status, typed.headers.get("location")]).toEqual([302, "/_/"]);
    const { status, headers } = await send(server.url, "/a.jpg");
    expect([status, headers.get("ik-error")]).toEqual([
      404,
      "ENOENT - This URL endpoint has no origin yet",
    ]);
  });

  test("is found by commands through the data folder, whatever its port is", () => {
    const { status, stdout, stderr } = tintype("stats", "--json");
    expect([stderr, status]).toEqual(["", 0]);
    expect(JSON.parse(stdout)).toBeObject();
    expect(tintype("purge", "/a.jpg")).toMatchObject({ stderr: "", status: 0 });
  });

  test("is asked about its origins, since it has their variables", () => {
    const flags = ["--type", "WEB_FOLDER", "--name", "Shop", "--base-url", "http://127.0.0.1:9"];
    const added = tintype(
      ...["origin", "add", ...flags, "--allow-private-network"],
      ...["--request-headers", "X-Key=env:SHOE_KEY"],
    );
    expect([added.stderr, added.status]).toEqual(["", 0]);
    // This shell has no such variable: asked from here, that is what would be wrong.
    const tested = tintype("origin", "test", "Shop");
    expect(tested.stdout).not.toContain("SHOE_KEY");
    expect(tested.stdout).toContain("Nothing is listening at this address");
    expect(tintype("doctor").stdout).not.toContain("SHOE_KEY");
  });

  test("tells how its origins do where they are listed", async () => {
    expect(tintype("origin", "list").stdout).toMatch(
      /^name .* place +state +id\nShop .* not used yet /,
    );
    await send(server.url, "/a.jpg");
    expect(tintype("origin", "list").stdout).toMatch(/ ECONNREFUSED \d+ s ago /);
  });

  test("advises in the words of flags", () => {
    const flags = ["--type", "WEB_FOLDER", "--name", "Inside", "--base-url", "http://127.0.0.1:9"];
    expect(tintype("origin", "add", ...flags).status).toBe(0);
    const { stdout } = tintype("origin", "test", "Inside");
    expect(stdout).toContain("Set --allow-private-network if this address is intended");
    tintype("origin", "remove", "Inside");
  });

  test("is named where another one is started on its data folder", () => {
    const { status, stderr } = tintype("serve", "--port", "0");
    expect(status).toBe(1);
    expect(stderr).toContain(`${server.data}, process `);
    expect(stderr).toContain(` at ${server.url})`);
  });

  test("is asked about a URL, and lends an audit the variables of its origins", async () => {
    const shop = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: ({ headers }) =>
        headers.get("X-Key") === "only the service has it"
          ? new Response(Bun.file("src/demo/coast.jpg"))
          : new Response("", { status: 403 }),
    });
    try {
      const base = `http://127.0.0.1:${shop.port}`;
      const again = ["--request-headers", "X-Key=env:SHOE_KEY"];
      expect(tintype("origin", "set", "Shop", "--base-url", base, ...again).stderr).toBe("");
      const explained = await meanwhile("explain", "/coast.jpg");
      expect(explained).toEqual({ status: 0, text: expect.stringContaining("This URL works") });
      const urls = join(pictures, "urls.txt");
      writeFileSync(urls, "https://images.example.com/coast.jpg\n");
      const audited = await meanwhile("audit", urls, "--json");
      expect(audited).toEqual({ status: 0, text: expect.stringContaining('"outcome":') });
    } finally {
      await shop.stop(true);
    }
  });

  test("lists a folder for a command", () => {
    const added = tintype(
      "origin",
      "add",
      "--type",
      "LOCAL_FOLDER",
      "--name",
      "Here",
      "--path",
      pictures,
    );
    expect(added.status).toBe(0);
    const listed = tintype("origin", "browse", "Here", "shoes/");
    expect([listed.stderr, listed.stdout]).toEqual(["", expect.stringContaining("shoes/red.txt")]);
  });

  test("with an origin no longer leads away from `/`", async () => {
    expect((await send(server.url, "/", page)).headers.get("location")).toBeNull();
  });

  test("that has ended, or was killed, is not looked for", async () => {
    await server.stop("SIGKILL");
    expect(existsSync(join(server.data, "server.json"))).toBe(true);
    const tested = tintype("origin", "test", "Shop");
    expect(tested.stdout).toContain("SHOE_KEY");
    server = await startServer(program, [], { data: server.data });
    await server.stop();
    expect(existsSync(join(server.data, "server.json"))).toBe(false);
  });
});

test("origins are listed, without their state, where something else answers at a server's address", async () => {
  const data = temporaryFolder();
  const where = ["--path", data, "--data", join(data, "data")];
  const flags = ["--type", "LOCAL_FOLDER", "--name", "Here", ...where];
  expect(run(program, ["origin", "add", ...flags]).status).toBe(0);
  expect(run(program, ["key", "--data", join(data, "data")]).status).toBe(0);
  const other = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: () => new Response("Something else", { status: 404 }),
  });
  const file = { pid: process.pid, management: `http://127.0.0.1:${other.port}` };
  writeFileSync(join(data, "data", "server.json"), JSON.stringify(file));
  try {
    const command = [...program.command, "origin", "list", "--data", join(data, "data")];
    const child = Bun.spawn(command, { stdout: "pipe", stderr: "pipe" });
    const texts = [child.stdout, child.stderr].map((stream) => new Response(stream).text());
    const [stdout, stderr] = await Promise.all(texts);
    expect([await child.exited, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^name +type +place +id\nHere /);
  } finally {
    await other.stop(true);
  }
});

test("an address of the dashboard alone leads a browser to it", async () => {
  const server = await startServer(program, ["--admin-port", "0"]);
  try {
    const dashboard = await server.line(/Dashboard and management API: (\S+)\/_\//);
    const typed = await send(dashboard, "/", { headers: { Accept: "text/html" } });
    expect([typed.status, typed.headers.get("location")]).toEqual([302, "/_/"]);
    expect((await send(server.url, "/", { headers: { Accept: "text/html" } })).status).toBe(404);
  } finally {
    await server.stop();
  }
});
