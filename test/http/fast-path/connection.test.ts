import { expect, test } from "bun:test";
import {
  type Connection,
  createConnection,
  type End,
} from "../../../src/http/fast-path/connection.ts";

const get = (path: string) => Buffer.from(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
const answer = Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

/** Our end of a connection that nobody is at the other end of. */
function createEnd() {
  const told: string[] = [];
  let room = Number.POSITIVE_INFINITY;
  return {
    told,
    leave: (bytes: number) => {
      room = bytes;
    },
    write(bytes: Uint8Array) {
      const taken = Math.min(room, bytes.length);
      room -= taken;
      told.push(Buffer.from(bytes.subarray(0, taken)).toString("latin1"));
      return taken;
    },
    end: () => void told.push("[end]"),
    terminate: () => void told.push("[terminate]"),
    pause: () => void told.push("[pause]"),
    resume: () => void told.push("[resume]"),
  };
}

function createPair() {
  const client = createEnd();
  const servers: ReturnType<typeof createEnd>[] = [];
  const connection = createConnection(client, "192.0.2.1", {
    give: ({ url }) => (url === "http://a/hot" ? { start: Buffer.from("hot") } : undefined),
    connect(asking: Connection) {
      const server = createEnd();
      servers.push(server);
      queueMicrotask(() => asking.connected(server as End));
    },
  });
  const ticks = (count: number) => {
    for (let i = 0; i < count; i += 1) connection.tick();
  };
  return { client, servers, connection, ticks };
}

test("a client that is silent for more than a minute is let go", () => {
  const { client, connection, ticks } = createPair();
  ticks(14);
  connection.received(get("/hot"));
  ticks(14);
  expect(client.told).toEqual(["hot"]);
  ticks(1);
  expect(client.told).toEqual(["hot", "[end]"]);
});

test("one that leaves its head or its answer lying is cut off a little later", async () => {
  const head = createPair();
  head.connection.received(Buffer.from("GET / HTTP/1.1\r\nHo"));
  head.ticks(17);
  expect(head.client.told).toEqual([]);
  head.ticks(1);
  expect(head.client.told).toEqual(["[end]"]);

  const reader = createPair();
  reader.connection.received(get("/a"));
  await Bun.sleep(0);
  reader.client.leave(10);
  reader.connection.answered(answer);
  expect(reader.servers[0]?.told.at(-1)).toBe("[pause]");
  reader.ticks(17);
  // It took something: that is a sign of life.
  reader.connection.drained();
  for (let i = 0; i < 17; i += 1) {
    reader.ticks(1);
    // What it says is none while it takes nothing.
    reader.connection.received(Buffer.from("x"));
  }
  expect(reader.client.told).not.toContain("[end]");
  reader.ticks(1);
  expect(reader.client.told).toContain("[end]");
  expect(reader.servers[0]?.told).toContain("[terminate]");
});

test("the server's connection is given up before the server would, and another takes its place", async () => {
  const { client, servers, connection, ticks } = createPair();
  connection.received(get("/a"));
  await Bun.sleep(0);
  connection.answered(answer);
  ticks(6);
  expect(servers[0]?.told.at(-1)).toBe("[end]");
  connection.received(get("/b"));
  // Word of the old one's end comes late.
  connection.serverClosed(servers[0] as End);
  await Bun.sleep(0);
  expect(servers[1]?.told).toEqual([get("/b").toString()]);
  connection.answered(answer);
  expect(client.told.filter((what) => what !== "[resume]")).toEqual([
    answer.toString(),
    answer.toString(),
  ]);
});

test("an answer that the server breaks off is broken off", async () => {
  const { client, servers, connection } = createPair();
  connection.received(get("/a"));
  await Bun.sleep(0);
  connection.answered(answer.subarray(0, answer.length - 1));
  connection.serverClosed(servers[0] as End);
  expect(client.told.at(-1)).toBe("[end]");
});

test("a client that has gone before the server was reached leaves nothing behind", async () => {
  const { servers, connection } = createPair();
  connection.received(get("/a"));
  connection.closed();
  await Bun.sleep(0);
  expect(servers[0]?.told).toEqual(["[terminate]"]);
});

test("without a way to the server the client is told to come again", () => {
  const client = createEnd();
  const connection = createConnection(client, "192.0.2.1", {
    give: () => undefined,
    connect: (asking) => asking.unreachable(),
  });
  connection.received(get("/a"));
  expect(client.told[0]).toStartWith("HTTP/1.1 503 ");
  expect(client.told[0]).toContain("\r\nRetry-After: 1\r\n");
  expect(client.told.slice(1)).toEqual(["[end]"]);
});

test("nothing is taken from a client while the server has no room for it", async () => {
  const { client, servers, connection } = createPair();
  const body = Buffer.from("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\n");
  connection.received(body);
  connection.received(Buffer.from("abc"));
  expect(client.told).toEqual(["[pause]"]);
  await Bun.sleep(0);
  expect(client.told).toEqual(["[pause]", "[resume]"]);
  servers[0]?.leave(1);
  connection.received(Buffer.from("def"));
  expect(client.told.at(-1)).toBe("[pause]");
  servers[0]?.leave(100);
  connection.serverDrained();
  expect(client.told.at(-1)).toBe("[resume]");
  expect(servers[0]?.told.join("")).toBe(`${body}abcdef`);
});

test("what waits for a slow client is kept from whom is answered next", () => {
  const desk = Buffer.from("one");
  let returns = 0;
  const returned = () => {
    returns += 1;
  };
  const client = createEnd();
  const connection = createConnection(client, "192.0.2.1", {
    give: () => ({ start: desk, rest: { body: Buffer.from(" and the rest"), returned } }),
    connect: (asking) => asking.unreachable(),
  });
  client.leave(1);
  connection.received(get("/hot"));
  desk.write("two");
  expect(returns).toBe(0);
  client.leave(100);
  connection.drained();
  expect(client.told.join("")).toBe("one and the rest");
  expect(returns).toBe(1);
  connection.received(get("/hot"));
  expect(returns).toBe(2);
  client.leave(5);
  connection.received(get("/hot"));
  connection.closed();
  expect(returns).toBe(3);
});

test("it is still while nothing moves", async () => {
  const { client, connection } = createPair();
  connection.received(get("/a"));
  await Bun.sleep(0);
  const looks = () => [connection.still(), connection.still()];
  expect(looks()).toEqual([0, 1]);
  client.leave(5);
  connection.answered(answer);
  expect(looks()).toEqual([0, 1]);
  connection.drained();
  expect(looks()).toEqual([0, 1]);
  expect(looks()).toEqual([2, 3]);
});
