import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { once } from "node:events";
import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { send } from "../support/http.ts";
import {
  isUnderDeno,
  program,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";

describe("with a public URL", () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer(program, ["--public-url", "https://images.example.com"]);
  }, 30_000);
  afterAll(() => server?.stop());

  test("two lines say where the images are, and where the dashboard is at an address of its own", async () => {
    const dashboard = await server.line(/^Dashboard and management API: (http:\S+)\/_\/$/m);
    expect(new URL(dashboard).hostname).toBe("127.0.0.1");
    expect(dashboard).not.toBe(server.url);
    expect((await send(dashboard, "/_/")).status).toBe(200);
    for (const target of ["/_/", "/_/metrics", "/_/api/session", "/_/api/v1/accounts/origins"]) {
      expect((await send(server.url, target)).status).toBe(404);
    }
    for (const target of ["/_/health", "/_/ready"]) {
      expect([200, 503]).toContain((await send(server.url, target)).status);
    }
  });
});

test("a data folder that is there already is closed to other users, with all that is in it", async () => {
  const data = join(temporaryFolder(), "data");
  mkdirSync(data);
  chmodSync(data, 0o755);
  const server = await startServer(program, [temporaryFolder()], { data });
  try {
    const modeOf = (path: string) => statSync(path).mode & 0o777;
    expect(modeOf(data)).toBe(0o700);
    for (const folder of [data, join(data, "cache")]) {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const mode = modeOf(join(folder, entry.name));
        expect([entry.name, mode & 0o077]).toEqual([entry.name, 0]);
      }
    }
  } finally {
    await server.stop();
  }
}, 30_000);

// Deno's server closes no connection for its silence.
if (!isUnderDeno) {
  test("by Bun a connection that says nothing is closed after --idle-timeout, and not much before", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "a.bin"), new Uint8Array(9));
    const server = await startServer(program, [folder, "--idle-timeout", "2s"]);
    try {
      const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
      socket.write("GET /a.bin HTTP/1.1\r\nHost: a\r\n\r\n");
      await once(socket, "data");
      const start = performance.now();
      socket.resume();
      await once(socket, "close");
      const elapsed = performance.now() - start;
      expect(elapsed).toBeGreaterThan(1_000);
      // The runtime looks every four seconds.
      expect(elapsed).toBeLessThan(10_000);
    } finally {
      await server.stop();
    }
  }, 30_000);
}
