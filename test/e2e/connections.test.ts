import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { send } from "../support/http.ts";
import { metricOf } from "../support/metrics.ts";
import { photo } from "../support/pictures.ts";
import { program, type RunningServer, startServer, temporaryFolder } from "../support/tintype.ts";
import { exchange } from "../support/wire.ts";

const folder = temporaryFolder();
const large = 50_000_000;
let server: RunningServer;

beforeAll(async () => {
  writeFileSync(join(folder, "small.bin"), new Uint8Array(20_000).fill(1));
  writeFileSync(join(folder, "medium.bin"), new Uint8Array(5_000_000).fill(2));
  writeFileSync(join(folder, "large.bin"), new Uint8Array(large).fill(3));
  writeFileSync(join(folder, "photo.jpg"), await photo(1600, 1200, { format: "jpeg" }));
  server = await startServer(program, [folder, "--renderers", "1"]);
}, 30_000);
afterAll(() => server?.stop("SIGKILL"));

/** A connection that has sent these lines and whose client reads nothing until it is told to. */
function open({ url }: RunningServer, text: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.pause();
      socket.write(text, () => resolve(socket));
    });
    socket.on("error", reject);
  });
}

const requestFor = (target: string, lines = "") =>
  `GET ${target} HTTP/1.1\r\nHost: a\r\n${lines}\r\n`;

/** All that comes until the connection ends. */
function readToEnd(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    socket.setTimeout(20_000, () => socket.destroy());
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("close", () => resolve(Buffer.concat(chunks)));
    socket.resume();
  });
}

async function until(what: string, so: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200; i += 1) {
    if (await so()) return;
    await Bun.sleep(25);
  }
  throw new Error(`Expected within five seconds that ${what}`);
}

describe("requests that are sent one behind the other without waiting", () => {
  interface Piped {
    id: string;
    length: number;
    body: Uint8Array;
  }

  async function pipe(targets: string[]): Promise<Piped[]> {
    const last = targets.length - 1;
    const text = targets.map((target, i) =>
      requestFor(target, `X-Request-Id: ${i}\r\n${i === last ? "Connection: close\r\n" : ""}`),
    );
    return answersIn(await readToEnd(await open(server, text.join(""))));
  }

  function answersIn(bytes: Buffer): Piped[] {
    const answers: Piped[] = [];
    for (let at = 0; at < bytes.length; ) {
      const end = bytes.indexOf("\r\n\r\n", at);
      if (end < 0) break;
      const head = bytes.toString("latin1", at, end);
      const length = Number(/^content-length: (\d+)/im.exec(head)?.[1]);
      const id = /^x-request-id: (\S+)/im.exec(head)?.[1] ?? "";
      at = end + 4 + length;
      answers.push({ id, length, body: bytes.subarray(end + 4, at) });
    }
    return answers;
  }

  test("are answered in order when their answers are ready", async () => {
    const targets = ["/small.bin", "/tr:w-40/photo.jpg", "/small.bin?2", "/tr:w-41/photo.jpg"];
    const alone: Uint8Array[] = [];
    for (const target of targets) {
      for (let i = 0; i < 2; i += 1) await send(server.url, target);
      alone.push((await send(server.url, target)).body);
    }
    const answers = await pipe(targets);
    expect(answers.map(({ id }) => id)).toEqual(["0", "1", "2", "3"]);
    for (const [i, { body }] of answers.entries()) {
      expect(Buffer.compare(body, alone[i] as Uint8Array)).toBe(0);
    }
  });

  test("get no answer but their own when one of them takes longer", async () => {
    const lengths: Record<string, number> = { "/small.bin": 20_000, "/medium.bin": 5_000_000 };
    for (const [i, slow] of ["/tr:w-50,bl-5/photo.jpg", "/medium.bin", "/none.jpg"].entries()) {
      const targets = ["/small.bin", slow, "/small.bin", `${slow}?${i}`, "/small.bin"];
      const answers = await pipe(targets);
      // The runtime closes the connection there: clients send the rest again (RFC 9112, 9.3.2).
      expect(answers.map(({ id }) => id)).toEqual(answers.map((_, i) => String(i)));
      for (const [i, { length }] of answers.entries()) {
        const expected = lengths[targets[i] as string];
        if (expected !== undefined) expect(length).toBe(expected);
      }
    }
    expect((await send(server.url, "/small.bin")).status).toBe(200);
  });
});

test("clients that read slowly cannot fill the memory, whether it has the file or the disk", async () => {
  const resident = () => {
    const status = readFileSync(`/proc/${server.process.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024;
  };
  for (let i = 0; i < 3; i += 1) await send(server.url, "/medium.bin");
  await send(server.url, "/large.bin");
  const before = resident();
  const targets = ["/medium.bin", "/medium.bin?other", "/large.bin", "/large.bin?other"];
  const sockets: Socket[] = [];
  try {
    for (let i = 0; i < 120; i += 1) {
      sockets.push(await open(server, requestFor(targets[i % targets.length] as string)));
    }
    await Bun.sleep(500);
    expect(resident() - before).toBeLessThan(150_000_000);
    expect((await send(server.url, "/tr:w-60/photo.jpg")).status).toBe(200);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}, 60_000);

test("a render ends when the only client that waits for it leaves", async () => {
  const busy = () => metricOf(server.url, "tintype_renderers", { state: "busy" });
  await until("the renderer is free", async () => (await busy()) === 0);
  const start = performance.now();
  // Longer than this test waits for the renderer to be free.
  const target = "/tr:w-4000,h-3000,f-avif,bl-60/photo.jpg";
  const socket = await open(server, requestFor(target));
  await until("it renders", async () => (await busy()) === 1);
  socket.destroy();
  await until("the renderer is free", async () => (await busy()) === 0);
  expect(performance.now() - start).toBeLessThan(10_000);
  const logged = () =>
    server
      .log()
      .split("\n")
      .find((line) => line.includes("w-4000,h-3000"));
  await until("it is in the log", () => logged() !== undefined);
  expect(JSON.parse(logged() ?? "{}")).toMatchObject({ code: "ECANCELED" });
}, 30_000);

describe("a server that is told to stop", () => {
  test("finishes a download, and waits no longer than ten seconds for clients that do not read", async () => {
    const stopping = await startServer(program, [folder, "--renderers", "1"]);
    const stuck = await open(stopping, requestFor("/large.bin"));
    const halfAsked = await open(stopping, "GET /small.bin HTTP/1.1\r\nHost: a\r\n");
    const reading = await open(stopping, requestFor("/large.bin?read", "Connection: close\r\n"));
    await Bun.sleep(300);
    const start = performance.now();
    const stopped = stopping.stop();
    await Bun.sleep(200);
    const whole = await readToEnd(reading);
    expect(whole.length).toBeGreaterThan(large);
    expect(await stopped).toBe(0);
    expect(performance.now() - start).toBeLessThan(12_000);
    for (const socket of [stuck, halfAsked]) socket.destroy();
  }, 60_000);

  test("does not wait for connections that are idle", async () => {
    const stopping = await startServer(program, [folder, "--renderers", "1"]);
    const idle = await open(stopping, requestFor("/small.bin"));
    idle.resume();
    await Bun.sleep(300);
    const start = performance.now();
    expect(await stopping.stop()).toBe(0);
    expect(performance.now() - start).toBeLessThan(5_000);
    idle.destroy();
  }, 30_000);
});

describe("from memory and from disk alike", () => {
  let fromDisk: RunningServer;
  beforeAll(async () => {
    fromDisk = await startServer(program, [folder, "--memory-max-bytes", "0"]);
  }, 30_000);
  afterAll(() => fromDisk?.stop());

  /** What is said of one occasion. */
  const occasional = ["date", "x-request-id", "x-tintype-cache", "server-timing"];

  /** Asks until the answer is `from` there: for a moment after a file is looked at anew it is not. */
  async function ask(at: RunningServer, from: string, ...[target, method, headers]: Question) {
    for (let i = 0; i < 100; i += 1) {
      const answer = await exchange(at.url, target, { method, headers });
      const said = [...answer.headers].filter(([name]) => !occasional.includes(name)).sort();
      const body = Buffer.from(answer.body).toString("base64");
      if (answer.headers.get("x-tintype-cache") === from) {
        return { status: answer.status, said, body };
      }
      await Bun.sleep(10);
    }
    throw new Error(`Expected ${target} from ${from}`);
  }

  type Question = [target: string, method: string, headers: Record<string, string>];
  const requests: [method: string, headers: Record<string, string>, status: number][] = [
    ["GET", {}, 200],
    ["HEAD", {}, 200],
    ["HEAD", { Range: "bytes=0-9" }, 200],
    ["GET", { "If-None-Match": "*" }, 304],
    ["HEAD", { "If-None-Match": "*" }, 304],
    ["GET", { "If-None-Match": "*", Range: "bytes=0-9" }, 304],
    ["GET", { "If-None-Match": '"other"' }, 200],
    ["GET", { "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT" }, 304],
    ["GET", { Range: "bytes=0-9" }, 206],
    ["GET", { Range: "bytes=-10" }, 206],
    ["GET", { Range: "bytes=100-" }, 206],
    ["GET", { Range: "bytes=99999999-" }, 416],
    ["GET", { Range: "bytes=0-9", "If-Range": '"other"' }, 200],
  ];
  for (const target of ["/small.bin", "/medium.bin", "/tr:w-300/photo.jpg"]) {
    test(`${target} has the same status, headers and body, whatever is asked of it`, async () => {
      for (const [method, headers, status] of requests) {
        const one = await ask(server, "memory", target, method, headers);
        const other = await ask(fromDisk, "disk", target, method, headers);
        expect({ headers, ...one }).toEqual({ headers, ...other });
        expect({ method, headers, status: one.status }).toEqual({ method, headers, status });
        if (method === "HEAD" || status === 304) expect(one.body).toBe("");
      }
    }, 30_000);
  }
});
