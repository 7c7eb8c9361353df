import { afterAll, beforeAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { send } from "../../support/http.ts";
import {
  isUnderDeno,
  program,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";

const most = 256;
let server: RunningServer;

beforeAll(async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.bin"), new Uint8Array(20_000));
  const limited = ["sh", "-c", `ulimit -n ${most} && exec "$0" "$@"`, ...program.command];
  server = await startServer({ name: "few descriptors", command: limited }, [folder]);
}, 30_000);
afterAll(async () => {
  await server?.stop();
});

/** Asks once over a connection that stays open; the first line of what comes, or how it ended. */
function ask(path: string, sockets: Socket[]): Promise<string> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
    });
    sockets.push(socket);
    socket.setTimeout(10_000, () => resolve("silence"));
    socket.on("data", (bytes) => resolve(bytes.toString("latin1").slice(9, 12)));
    socket.on("error", () => resolve("reset"));
    socket.on("close", () => resolve("reset"));
  });
}

// Deno's server ends its listener then.
if (!isUnderDeno) {
  test("by Bun more clients than there are descriptors for are turned away, and nobody waits for them", async () => {
    const sockets: Socket[] = [];
    const got = await Promise.all(
      Array.from({ length: 300 }, (_, i) => ask(`/none-${i}.jpg`, sockets)),
    );
    const count = (what: string) => got.filter((one) => one === what).length;
    expect(count("404")).toBeGreaterThan(40);
    expect(count("404") + count("503") + count("reset")).toBe(got.length);
    expect(count("503")).toBeGreaterThan(0);
    expect(server.log()).toContain("Clients are turned away: too few files may be open");
    for (const socket of sockets) socket.destroy();
    await Bun.sleep(200);
    for (let i = 0; i < 3; i += 1) expect((await send(server.url, "/a.bin")).status).toBe(200);
  }, 30_000);
}
