import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { Agent, type ClientRequest, request } from "node:http";
import { addWebOrigin, managementOf, privateKey, putEndpoint } from "../support/management.ts";
import { metricOf } from "../support/metrics.ts";
import { photo } from "../support/pictures.ts";
import { type OriginServer, startOriginServer } from "../support/servers/origin-server.ts";
import { program, type RunningServer, startServer } from "../support/tintype.ts";

let origin: OriginServer;
let picture: Uint8Array;

beforeAll(async () => {
  picture = await photo(1600, 1200, { format: "jpeg" });
  origin = await startOriginServer((path) =>
    path.endsWith(".jpg") ? { body: picture } : undefined,
  );
});
afterAll(() => origin?.stop());

async function serve(...flags: string[]): Promise<RunningServer> {
  const server = await startServer(program, [...flags, "--private-key", privateKey]);
  const call = managementOf(server.url);
  await putEndpoint(call, { origins: [await addWebOrigin(call, "web", origin.url)] });
  return server;
}

interface Asking {
  /** The status, headers and a hash of the body; undefined when it was given up. */
  answer: Promise<
    { status: number; headers: Record<string, unknown>; hash: string; length: number } | undefined
  >;
  /** Whether it was answered whole. */
  done(): boolean;
  giveUp(): void;
}

function ask(
  { url }: RunningServer,
  path: string,
  { agent, headers = {} }: { agent?: Agent; headers?: Record<string, string> } = {},
): Asking {
  const { hostname, port } = new URL(url);
  let done = false;
  let sent: ClientRequest | undefined;
  const answer = new Promise<Awaited<Asking["answer"]>>((resolve) => {
    const options = { hostname, port, path, headers, agent: agent ?? false };
    sent = request(options, (response) => {
      const hash = createHash("sha256");
      let length = 0;
      response.on("data", (chunk: Buffer) => {
        hash.update(chunk);
        length += chunk.length;
      });
      response.on("error", () => resolve(undefined));
      response.on("end", () => {
        done = response.complete;
        const { statusCode: status = 0 } = response;
        resolve({ status, headers: response.headers, hash: hash.digest("hex"), length });
      });
    });
    sent.on("error", () => resolve(undefined));
    sent.end();
  });
  return { answer, done: () => done, giveUp: () => sent?.destroy() };
}

/** Waits until something is so, for half the time after which an origin that stalls is given up. */
async function until(what: string, so: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 500; i += 1) {
    if (await so()) return;
    await Bun.sleep(10);
  }
  throw new Error(`Expected within five seconds that ${what}`);
}

const askedFor = (path: string) => origin.asked.filter((asked) => asked === path).length;
const rendersOf = ({ url }: RunningServer) =>
  metricOf(url, "tintype_stage_seconds_count", { stage: "render" });

describe("equal requests at once", () => {
  let server: RunningServer;

  beforeAll(async () => {
    server = await serve();
  }, 60_000);
  afterAll(() => server?.stop());

  test("a thousand for a cold URL make one request to the origin and one render", async () => {
    const before = await rendersOf(server);
    const release = origin.hold();
    const agent = new Agent({ keepAlive: true, maxSockets: 1000 });
    const target = "/tr:w-400,f-jpg/thousand.jpg";
    const asking = Array.from({ length: 1000 }, () => ask(server, target, { agent }));
    await until("the origin is asked", () => askedFor("/thousand.jpg") > 0);
    // Those that come late must find the first one's fetch under way.
    await Bun.sleep(1000);
    release();
    const answers = await Promise.all(asking.map(({ answer }) => answer));
    agent.destroy();
    expect(answers.filter((answer) => answer?.status !== 200)).toEqual([]);
    expect(new Set(answers.map((answer) => answer?.hash)).size).toBe(1);
    expect(answers[0]?.length).toBeGreaterThan(5000);
    expect(askedFor("/thousand.jpg")).toBe(1);
    expect(await rendersOf(server)).toBe(before + 1);
  });

  test("a thousand for a cold original make one request to the origin", async () => {
    const release = origin.hold();
    const agent = new Agent({ keepAlive: true, maxSockets: 1000 });
    const asking = Array.from({ length: 1000 }, () => ask(server, "/whole.jpg", { agent }));
    await until("the origin is asked", () => askedFor("/whole.jpg") > 0);
    await Bun.sleep(1000);
    release();
    const answers = await Promise.all(asking.map(({ answer }) => answer));
    agent.destroy();
    const hash = createHash("sha256").update(picture).digest("hex");
    expect(answers.filter((answer) => answer?.hash !== hash)).toEqual([]);
    expect(askedFor("/whole.jpg")).toBe(1);
  });

  for (const target of ["/tr:w-100/first-leaves.jpg", "/first-leaves-too.jpg"]) {
    const path = target.slice(target.lastIndexOf("/"));
    test(`${target}: the first client's going does not fail the others`, async () => {
      const release = origin.hold();
      const first = ask(server, target);
      await until("the origin is asked", () => askedFor(path) > 0);
      const others = [ask(server, target), ask(server, target)];
      await Bun.sleep(200);
      first.giveUp();
      await Bun.sleep(200);
      release();
      const answers = await Promise.all(others.map(({ answer }) => answer));
      expect(answers.map((answer) => answer?.status)).toEqual([200, 200]);
      expect(askedFor(path)).toBe(1);
      expect(origin.abandoned).not.toContain(path);
    });
  }

  for (const target of ["/tr:w-100/all-leave.jpg", "/all-leave-too.jpg"]) {
    const path = target.slice(target.lastIndexOf("/"));
    test(`${target}: the last client's going ends the request to the origin`, async () => {
      const release = origin.hold();
      const clients = [ask(server, target), ask(server, target)];
      await until("the origin is asked", () => askedFor(path) > 0);
      clients[0]?.giveUp();
      await Bun.sleep(300);
      expect(origin.abandoned).not.toContain(path);
      clients[1]?.giveUp();
      await until("the origin is left", () => origin.abandoned.includes(path));
      release();
      expect((await ask(server, target).answer)?.status).toBe(200);
      expect(askedFor(path)).toBe(2);
    });
  }
});

describe("one renderer", () => {
  /** The last hop of a proxy on loopback tells clients apart; what came before is made up. */
  const from = (client: string, i = 0) => ({
    "X-Forwarded-For": `198.51.100.${i % 250}, ${client}`,
  });
  const greedy = "203.0.113.1";
  const modest = "203.0.113.2";

  /** Asks for 200 variants, for as long as it takes to see how somebody else fares. */
  async function crowd(
    queue: number,
    path: string,
    during: (server: RunningServer, crowd: Asking[]) => Promise<void>,
  ) {
    const server = await serve("--renderers", "1", "--queue", String(queue));
    try {
      await ask(server, `/tr:w-10/${path}`).answer;
      const crowding = Array.from({ length: 200 }, (_, i) =>
        ask(server, `/tr:w-${300 + i},bl-8/${path}`, { headers: from(greedy, i) }),
      );
      await until("renders are under way", () => crowding.some(({ done }) => done()));
      await during(server, crowding);
      for (const { giveUp } of crowding) giveUp();
      await until("the queue is empty", async () => {
        return (await metricOf(server.url, "tintype_queue_jobs")) === 0;
      });
    } finally {
      await server.stop("SIGKILL");
    }
  }

  test("is shared out: a client with one wish does not wait for another's 200", async () => {
    await crowd(400, "fair.jpg", async (server, crowding) => {
      const before = crowding.filter(({ done }) => done()).length;
      const one = await ask(server, "/tr:w-299,bl-8/fair.jpg", { headers: from(modest) }).answer;
      const after = crowding.filter(({ done }) => done()).length;
      expect(one?.status).toBe(200);
      // Its turn comes after the render under way and one more of the other's, with some to spare.
      expect(after - before).toBeLessThan(10);
    });
  }, 60_000);

  test("with a full queue turns away the client that filled it, and no other", async () => {
    await crowd(8, "full.jpg", async (server, crowding) => {
      const one = await ask(server, "/tr:w-299,bl-8/full.jpg", { headers: from(modest) }).answer;
      expect(one?.status).toBe(200);
      const refused = crowding.filter(({ done }) => done());
      const answers = await Promise.all(refused.map(({ answer }) => answer));
      const busy = answers.filter((answer) => answer?.status === 503);
      expect(busy.length).toBeGreaterThan(100);
      for (const answer of busy) {
        expect(answer?.headers["retry-after"]).toMatch(/^\d+$/);
        expect(answer?.headers["ik-error"]).toMatch(/^EBUSY - /);
        expect(answer?.headers["cache-control"]).toBe("no-store");
      }
    });
  }, 60_000);
});
