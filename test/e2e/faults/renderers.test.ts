import { afterEach, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { send } from "../../support/http.ts";
import { photo } from "../../support/pictures.ts";
import { childrenOf } from "../../support/processes.ts";
import {
  program,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";

let server: RunningServer;
afterEach(() => server?.stop("SIGKILL"));

async function serve(...flags: string[]): Promise<void> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.jpg"), await photo(800, 600, { format: "jpeg" }));
  server = await startServer(program, [folder, ...flags]);
  while (!(await fetch(`${server.url}/_/ready`)).ok) await Bun.sleep(50);
}

const renderers = () => childrenOf(server.process.pid as number);

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended already.
  }
}

test("renderers that are killed while they work cost no client a whole and right answer", async () => {
  await serve("--renderers", "2");
  const target = (i: number) => `/tr:w-${300 + i},bl-${1 + (i % 9)},f-png/a.jpg`;
  // Not on and on: a renderer may take longer to start than from one kill to the next.
  let kills = 0;
  const killing = setInterval(() => {
    kills += 1;
    if (kills === 8) clearInterval(killing);
    for (const pid of renderers()) signal(pid, "SIGKILL");
  }, 700);
  const made: [number, Buffer][] = [];
  try {
    for (let i = 0; i < 8; i += 1) {
      const { status, body } = await send(server.url, target(i));
      made.push([status, Buffer.from(body)]);
    }
  } finally {
    clearInterval(killing);
  }
  // What died under two renderers is a failure of our own, in words; nothing else is one.
  for (const [i, [status, body]] of made.entries()) {
    expect([200, 500]).toContain(status);
    const again = await send(server.url, `${target(i)}?again`);
    expect(again.status).toBe(200);
    if (status === 200) expect(Buffer.from(again.body).equals(body)).toBe(true);
  }
}, 120_000);

test("a renderer that hangs is given up at the deadline, and another takes its place", async () => {
  await serve("--renderers", "1", "--timeout", "5s");
  expect((await send(server.url, "/tr:w-30/a.jpg")).status).toBe(200);
  const [hung = 0] = renderers();
  signal(hung, "SIGSTOP");
  const { status, headers } = await send(server.url, "/tr:w-31/a.jpg");
  expect([status, headers.get("ik-error")]).toEqual([504, expect.stringMatching(/^ETIMEDOUT/)]);
  for (let tries = 0; tries < 20; tries += 1) {
    if ((await send(server.url, `/tr:w-${40 + tries}/a.jpg`)).status === 200) break;
  }
  expect((await send(server.url, "/tr:w-32/a.jpg")).status).toBe(200);
  expect(renderers()).not.toContain(hung);
}, 120_000);

test("told to stop under load it finishes what is under way, and turns nobody away with half an answer", async () => {
  await serve("--renderers", "2");
  const results: string[] = [];
  let asked = 0;
  let stopping = false;
  const client = async () => {
    while (!stopping) {
      asked += 1;
      try {
        const { status, headers, body } = await send(server.url, `/tr:w-${100 + asked}/a.jpg`);
        const whole = Number(headers.get("content-length")) === body.length;
        results.push(whole ? String(status) : "cut");
      } catch {
        // Refused or closed before an answer began.
        results.push("refused");
      }
    }
  };
  const clients = Array.from({ length: 8 }, client);
  while (results.length < 20) await Bun.sleep(20);
  const ended = server.stop();
  expect(await ended).toBe(0);
  stopping = true;
  await Promise.all(clients);
  expect(results).not.toContain("cut");
  const statuses = new Set(results.filter((result) => result !== "refused"));
  expect([...statuses].every((status) => ["200", "503"].includes(status))).toBe(true);
}, 120_000);
