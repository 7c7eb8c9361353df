import { afterAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { platform } from "node:process";
import { openFront } from "../../../src/http/fast-path/front.ts";
import { headOf, lastLines } from "../../../src/http/fast-path/head.ts";
import type { Given } from "../../../src/http/fast-path/hot.ts";
import type { PlainRequest } from "../../../src/http/fast-path/plain-request.ts";
import { type Listening, listen } from "../../../src/runtime/runtime.ts";

const hotBody = new Uint8Array(17_000).fill(104);
const largeBody = Uint8Array.from({ length: 8_000_000 }, (_, i) => (i * 7919) >> 8);
const address = { hostname: "127.0.0.1", port: 0 };

/** Everything that was asked for, and of whom. */
const given: string[] = [];
const passed: string[] = [];
let aborted = 0;

/** What `/hot` and `/large` say, from either. */
const bodies: Record<string, Uint8Array<ArrayBuffer>> = { "/hot": hotBody, "/large": largeBody };
const pathOf = (url: string) => url.slice(url.indexOf("/", 7));
const headers = (body: Uint8Array) => ({
  "Content-Type": "image/jpeg",
  "Content-Length": String(body.length),
});

function give({ method, url, keepAlive }: PlainRequest, peer: string): Given | undefined {
  const body = bodies[pathOf(url)];
  if (!body) return undefined;
  given.push(`${peer} ${method} ${pathOf(url)}`);
  const head = Buffer.concat([
    headOf(200, headers(body), Date.now()),
    Buffer.from(lastLines("an-id", keepAlive)),
  ]);
  if (method === "HEAD") return { start: head };
  return body === largeBody
    ? { start: head, rest: { body, returned() {} } }
    : { start: Buffer.concat([head, body]) };
}

async function fetch(request: Request, peer: string): Promise<Response> {
  const path = pathOf(request.url);
  passed.push(`${peer} ${request.method} ${path}`);
  const body = bodies[path];
  if (body)
    return new Response(request.method === "HEAD" ? null : body, { headers: headers(body) });
  switch (path) {
    case "/later":
      await Bun.sleep(3);
      return new Response("later");
    case "/never":
      await new Promise<void>((resolve) => {
        request.signal.addEventListener("abort", () => {
          aborted += 1;
          resolve();
        });
      });
      return new Response(null);
    case "/slow":
      await Bun.sleep(300);
      return new Response("slow");
    case "/unchanged":
      return new Response(null, { status: 304, headers: { ETag: '"1"' } });
    case "/pieces": {
      const pieces = ["one", "two", "three"];
      return new Response(
        new ReadableStream({
          async pull(controller) {
            await Bun.sleep(1);
            const piece = pieces.shift();
            if (piece === undefined) controller.close();
            else controller.enqueue(new TextEncoder().encode(piece));
          },
        }),
      );
    }
    case "/much":
      return new Response(largeBody);
    default:
      return new Response(`${request.method} ${path} ${await request.text()}`);
  }
}

const front = openFront({ give, fetch, warn() {} }, address);
const plain = listen((request, peer) => fetch(request, peer.address), address);
afterAll(() => Promise.all([front.end(), plain.end()]));

/** A connection, and everything that comes over it. */
function open(port: number, options: { localAddress?: string; localPort?: number } = {}) {
  const socket: Socket = connect({ port, host: "127.0.0.1", noDelay: true, ...options });
  let text = "";
  socket.on("data", (bytes) => {
    text += bytes.toString("latin1");
  });
  const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
  socket.on("error", () => {});
  return {
    socket,
    closed,
    send: (bytes: string) => void socket.write(bytes, "latin1"),
    text: () => text,
    async until(isSo: (text: string) => boolean): Promise<string> {
      for (let i = 0; i < 2000 && !isSo(text); i += 1) await Bun.sleep(5);
      expect(isSo(text), text.slice(0, 500)).toBe(true);
      return text;
    },
  };
}

const get = (path: string, ...lines: string[]) =>
  `${[`GET ${path} HTTP/1.1`, "Host: a", ...lines].join("\r\n")}\r\n\r\n`;

const statuses = (text: string) => text.match(/HTTP\/1\.1 \d{3}/g)?.length ?? 0;

function forget(): void {
  given.length = 0;
  passed.length = 0;
}

describe("a connection", () => {
  test("gets what is ready from here and the rest from the server, in turn", async () => {
    forget();
    const { send, until, socket } = open(front.port);
    const paths = ["/hot", "/cold", "/hot", "/later", "/unchanged", "/hot", "/pieces", "/hot"];
    for (const [i, path] of paths.entries()) {
      send(get(path));
      await until(
        (text) => statuses(text) === i + 1 && /(?:hhh|later|d |\r\n\r\n)$/.test(text.slice(-9)),
      );
    }
    socket.destroy();
    // Behind an answer in pieces nobody here knows where one ends.
    expect(given).toEqual(Array(3).fill("127.0.0.1 GET /hot"));
    expect(passed.map((line) => line.split(" ")[2])).toEqual(
      paths.filter((path, i) => path !== "/hot" || i > 6),
    );
  });

  test("gives the answers to requests that did not wait in their order", async () => {
    forget();
    const { send, until, socket } = open(front.port);
    send(get("/hot") + get("/cold") + get("/hot"));
    const text = await until((text) => statuses(text) === 3 && text.endsWith("hhh"));
    expect(text.indexOf("GET /cold ")).toBeGreaterThan(17_000);
    expect(given).toEqual([]);
    socket.destroy();
  });

  test("reads a head that comes byte by byte", async () => {
    forget();
    const { send, until, socket } = open(front.port);
    for (const byte of get("/hot")) {
      send(byte);
      await Bun.sleep(1);
    }
    await until((text) => text.endsWith("hhh"));
    expect(given.length + passed.length).toBe(1);
    socket.destroy();
  });

  test("belongs to the server as soon as there is a doubt", async () => {
    const first = [
      "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
      get("/a", "Content-Length: 3"),
      get("/a", "Transfer-Encoding: chunked"),
      get("/a", "Content-Length : 3"),
      get("/a", "X: a\nContent-Length: 3"),
      get("/hot", " Content-Length: 3"),
      "GET /hot HTTP/1.1\nHost: a\n\n",
      get("/a", "Expect: 100-continue"),
      get("/hot", "Host: b"),
    ];
    for (const text of first) {
      forget();
      const { send, socket } = open(front.port);
      send(text);
      await Bun.sleep(20);
      // What the server takes for a body must not be taken for a request here.
      send(get("/hot"));
      await Bun.sleep(20);
      expect(given, JSON.stringify(text)).toEqual([]);
      socket.destroy();
    }
  });

  test("is closed with what the server says to anything that is not HTTP", async () => {
    for (const text of [
      get("/hot", `X: ${"x".repeat(20_000)}`),
      "\u0016\u0003\u0001\u0002\u0000\u0001",
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      "x\n",
    ]) {
      const { send, closed, text: got } = open(front.port);
      const start = performance.now();
      send(text);
      await closed;
      expect(got()).toMatch(/^HTTP\/1\.1 (?:400|431|505) /);
      expect(performance.now() - start).toBeLessThan(2_000);
    }
  });

  test("closes when the client wants it to, or speaks HTTP/1.0", async () => {
    for (const path of ["/hot", "/large", "/cold", "/later"]) {
      for (const [version, ...lines] of [["1.1", "Connection: close"], ["1.0"]]) {
        const { send, closed, text } = open(front.port);
        send([`GET ${path} HTTP/${version}`, "Host: a", ...lines, "", ""].join("\r\n"));
        await closed;
        expect(statuses(text())).toBe(1);
        const [, length] = /content-length: (\d+)/i.exec(text()) ?? [];
        expect(text().length - text().indexOf("\r\n\r\n") - 4).toBe(Number(length));
        expect(/\r\nConnection: close\r\n/.test(text())).toBe(path in bodies);
      }
    }
  });

  test("gives a client that reads slowly all of it, and no other waits", async () => {
    for (const path of ["/large", "/much"]) {
      const { socket, send, until } = open(front.port);
      send(get(path));
      const quick = open(front.port);
      for (let i = 0; i < 20; i += 1) {
        socket.pause();
        await Bun.sleep(5);
        quick.send(get("/hot"));
        await quick.until((text) => statuses(text) === i + 1 && text.endsWith("hhh"));
        socket.resume();
        await Bun.sleep(1);
      }
      const text = await until((text) => text.length > largeBody.length);
      const body = Buffer.from(text.slice(text.indexOf("\r\n\r\n") + 4), "latin1");
      expect(Buffer.compare(body, largeBody)).toBe(0);
      send(get("/hot"));
      await until((text) => text.endsWith("hhh"));
      socket.destroy();
      quick.socket.destroy();
    }
  });

  test("that ends, ends the work for it", async () => {
    const before = aborted;
    const { send, socket } = open(front.port);
    send(get("/never"));
    for (let i = 0; i < 200 && !passed.at(-1)?.endsWith("/never"); i += 1) await Bun.sleep(5);
    socket.destroy();
    for (let i = 0; i < 200 && aborted === before; i += 1) await Bun.sleep(5);
    expect(aborted).toBe(before + 1);
  });

  test.if(platform === "linux")("is counted for the address that it comes from", async () => {
    forget();
    const { send, until, socket } = open(front.port, { localAddress: "127.0.0.9" });
    send(get("/hot"));
    await until((text) => text.endsWith("hhh"));
    send(get("/cold"));
    await until((text) => text.includes("GET /cold"));
    socket.destroy();
    expect([given, passed]).toEqual([["127.0.0.9 GET /hot"], ["127.0.0.9 GET /cold"]]);
  });
});

/** Ports of this machine that somebody listens at. */
function listening(): Set<number> {
  const lines = readFileSync("/proc/net/tcp", "utf8").split("\n");
  const ports = lines.map((line) => /^ *\d+: \w+:(\w{4}) \w+:\w+ 0A /.exec(line)?.[1]);
  return new Set(ports.flatMap((port) => (port === undefined ? [] : [Number.parseInt(port, 16)])));
}

test.if(platform === "linux")("the server behind answers nobody else", async () => {
  const before = listening();
  const other = openFront({ give, fetch, warn() {} }, address);
  const [port] = [...listening()].filter((port) => !before.has(port) && port !== other.port);
  const client = open(other.port);
  client.send(get("/cold"));
  await client.until((text) => text.includes("GET /cold"));
  forget();
  const stranger = open(port as number);
  stranger.send(get("/cold"));
  await stranger.until((text) => text.startsWith("HTTP/1.1 421 "));
  // Nor one that has taken the port of a client's connection at another address of this machine.
  const theirs = `${port?.toString(16).toUpperCase().padStart(4, "0")} 01 `;
  const link = readFileSync("/proc/net/tcp", "utf8")
    .split("\n")
    .find((line) => line.includes(`0100007F:${theirs}`));
  const localPort = Number.parseInt(/: 0100007F:(\w{4}) /.exec(link ?? "")?.[1] ?? "", 16);
  const impostor = open(port as number, { localAddress: "127.0.0.2", localPort });
  impostor.send(get("/cold"));
  await impostor.until((text) => text.startsWith("HTTP/1.1 421 "));
  expect(impostor.socket.localPort).toBe(localPort);
  expect(passed).toEqual([]);
  for (const { socket } of [client, stranger, impostor]) socket.destroy();
  await other.end();
  expect(listening()).toEqual(before);
});

test("a port in use is an error, and leaves nothing listening", () => {
  const before = platform === "linux" ? listening() : undefined;
  expect(() => openFront({ give, fetch, warn() {} }, { ...address, port: front.port })).toThrow(
    expect.objectContaining({ code: "EADDRINUSE" }),
  );
  if (before) expect(listening()).toEqual(before);
});

test("a server that stops lets slow clients have what they asked for", async () => {
  const other = openFront({ give, fetch, warn() {} }, address);
  const clients = Array.from({ length: 12 }, () => open(other.port));
  const length = `content-length: ${largeBody.length}\r\n`;
  for (const { send } of clients) send(get("/much"));
  await Promise.all(clients.map(({ until }) => until((text) => text.length > 0)));
  const stopped = other.stop();
  // In bursts, with pauses in which all that was handed over has been taken.
  for (let i = 0; i < 30; i += 1) {
    for (const { socket } of clients) socket.pause();
    await Bun.sleep(20);
    for (const { socket } of clients) socket.resume();
    await Bun.sleep(1);
  }
  await stopped;
  await Promise.all(clients.map(({ closed }) => closed));
  for (const { text } of clients) {
    expect(text().toLowerCase()).toContain(length);
    expect(text().length - text().indexOf("\r\n\r\n") - 4).toBe(largeBody.length);
  }
  await other.end();
}, 30_000);

test("a server that stops answers what was asked and lets go of who waits for nothing", async () => {
  const other = openFront({ give, fetch, warn() {} }, address);
  const [idle, hot, busy, piecemeal] = [0, 1, 2, 3].map(() => open(other.port)) as [
    ReturnType<typeof open>,
    ...ReturnType<typeof open>[],
  ];
  hot?.send(get("/hot"));
  await hot?.until((text) => text.endsWith("hhh"));
  busy?.send(get("/slow"));
  piecemeal?.send(get("/pieces"));
  await piecemeal?.until((text) => text.length > 0);
  await Bun.sleep(50);
  await other.stop();
  await Promise.all([idle.closed, hot?.closed, busy?.closed, piecemeal?.closed]);
  expect(busy?.text()).toMatch(/\r\n\r\nslow$/);
  expect(piecemeal?.text()).toMatch(/0\r\n\r\n$/);
  await other.end();
});

/** The answers in what came over a connection, without what differs from time to time. */
function answersOf(text: string): string {
  const left = text.replace(/\r\n(?:date|x-request-id|connection): [^\r]*/gi, "").toLowerCase();
  return left.replace(/(?<=http\/1\.1 \d+ [^\r]*\r\n)[\s\S]*?(?=\r\n\r\n)/g, (lines) =>
    lines.split("\r\n").sort().join("\r\n"),
  );
}

async function over(server: Listening, pieces: string[]): Promise<string> {
  const { send, text, closed, socket } = open(server.port);
  for (const piece of pieces) {
    send(piece);
    await Bun.sleep(Math.random() < 0.5 ? 0 : 4);
  }
  await Promise.race([closed, Bun.sleep(1_000)]);
  socket.destroy();
  return answersOf(text());
}

test("says the same as the server alone, whatever is asked and however it is cut", async () => {
  // Not what takes its time: with more requests waiting behind it the runtime's server loses some.
  const asked = [
    get("/hot"),
    get("/hot", "Accept: a", "X-B: c"),
    "HEAD /hot HTTP/1.1\r\nHost: a\r\n\r\n",
    get("/cold"),

    get("/unchanged"),
    "HEAD /cold HTTP/1.1\r\nHost: a\r\n\r\n",
    "POST /hot HTTP/1.1\r\nHost: a\r\nContent-Length: 40\r\n\r\nGET /hot HTTP/1.1\r\nHost: a\r\n\r\nxxxxxxxxx",
    "PUT /b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
  ];
  const pick = <Item>(items: readonly Item[]) =>
    items[Math.floor(Math.random() * items.length)] as Item;
  const one = async () => {
    const text = `${Array.from({ length: 5 }, () => pick(asked)).join("")}${get("/a", "Connection: close")}`;
    const pieces: string[] = [];
    for (let at = 0; at < text.length; ) {
      const length = pick([1, 7, 40, get("/hot").length, 100, 1000]);
      pieces.push(text.slice(at, at + length));
      at += length;
    }
    const [mine, theirs] = await Promise.all([over(front, pieces), over(plain, pieces)]);
    expect(mine, JSON.stringify(pieces)).toBe(theirs);
  };
  for (let round = 0; round < 12; round += 1) await Promise.all(Array.from({ length: 20 }, one));
}, 60_000);
