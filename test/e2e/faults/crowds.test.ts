import { afterAll, beforeAll, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { send } from "../../support/http.ts";
import { describeUnless } from "../../support/needs.ts";
import { photo } from "../../support/pictures.ts";
import {
  program,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";

let server: RunningServer;
const sockets: Socket[] = [];
/** Connections that both ends may open here. */
const mostOpen = Number(spawnSync("sh", ["-c", "ulimit -Hn"], { encoding: "utf8" }).stdout) - 500;

beforeAll(async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.jpg"), await photo(400, 300, { format: "jpeg" }));
  writeFileSync(join(folder, "large.bin"), new Uint8Array(5_000_000));
  const most = ["sh", "-c", 'ulimit -n $(ulimit -Hn) && exec "$0" "$@"', ...program.command];
  server = await startServer({ name: "many descriptors", command: most }, [folder]);
}, 30_000);
afterAll(() => server?.stop("SIGKILL"));

function open(more: { silent?: boolean } = {}): Promise<Socket | undefined> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => resolve(socket));
    sockets.push(socket);
    socket.on("error", () => resolve(undefined));
    if (!more.silent) socket.resume();
  });
}

function close(): void {
  for (const socket of sockets.splice(0)) socket.destroy();
}

const resident = () =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.process.pid}/status`, "utf8"))?.[1]) *
  1024;

let fresh = 0;

/** A visitor's request that is in no cache. */
function visit() {
  fresh += 1;
  return send(server.url, `/tr:w-${20 + fresh}/a.jpg`);
}

describeUnless(
  mostOpen < 10_000 ? "too few files may be open (ulimit -Hn)" : undefined,
  "a crowd",
  () => {
    test("of ten thousand connections that say nothing costs little memory, and visitors nothing", async () => {
      await visit();
      const before = resident();
      const count = 10_000;
      let opened = 0;
      // Not all at once: the system's own queue of new connections is shorter.
      for (let i = 0; i < count; i += 250) {
        const some = await Promise.all(Array.from({ length: 250 }, () => open()));
        opened += some.filter(Boolean).length;
      }
      expect(opened).toBe(count);
      for (let i = 0; i < 10; i += 1) expect((await visit()).status).toBe(200);
      expect((resident() - before) / count).toBeLessThan(20_000);
      close();
      for (let i = 0; i < 3; i += 1) expect((await visit()).status).toBe(200);
    }, 120_000);
  },
);

test("clients that send or read a byte a second hold nobody up", async () => {
  const head = "GET /large.bin HTTP/1.1\r\nHost: a\r\nX-Slow: ";
  const readers = await Promise.all(Array.from({ length: 50 }, () => open({ silent: true })));
  for (const reader of readers) reader?.write(`${head}1\r\n\r\n`);
  const senders = await Promise.all(Array.from({ length: 50 }, () => open()));
  let sent = 0;
  const trickle = setInterval(() => {
    for (const sender of senders) sender?.write(head[sent % head.length] as string);
    for (const reader of readers) reader?.read(1);
    sent += 1;
  }, 1_000);
  try {
    for (let i = 0; i < 20; i += 1) {
      expect((await visit()).status).toBe(200);
      await Bun.sleep(100);
    }
  } finally {
    clearInterval(trickle);
    close();
  }
}, 60_000);
