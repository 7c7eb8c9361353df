import { afterEach, beforeAll, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { metricOf } from "../../support/metrics.ts";
import { photo } from "../../support/pictures.ts";
import {
  program,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";

const folder = temporaryFolder();

/** 199 bytes that each pixel takes long to draw of. */
const clouds =
  '<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="2000"><filter id="f">' +
  '<feTurbulence baseFrequency="0.1" numOctaves="99"/></filter>' +
  '<rect width="2000" height="2000" filter="url(#f)"/></svg>';

let server: RunningServer;

beforeAll(async () => {
  const valley = await photo(1600, 1200, { format: "jpeg" });
  writeFileSync(join(folder, "valley.jpg"), valley);
  writeFileSync(join(folder, "clouds.svg"), clouds);
});

afterEach(() => server?.stop("SIGKILL"));

async function serve(...flags: string[]): Promise<void> {
  server = await startServer(program, [folder, ...flags]);
  while (!(await fetch(`${server.url}/_/ready`)).ok) await Bun.sleep(50);
}

/** A proxy on this machine is believed whom it speaks for. */
async function ask(path: string, client: string, signal?: AbortSignal) {
  const headers = { "X-Forwarded-For": client };
  const start = performance.now();
  const answer = await fetch(server.url + path, { headers, ...(signal ? { signal } : {}) });
  await answer.arrayBuffer();
  const { status } = answer;
  const milliseconds = performance.now() - start;
  return { status, milliseconds, retryAfter: answer.headers.get("retry-after") };
}

/** What was stopped ends, or its renderer is replaced. */
async function untilIdle(renderers: number): Promise<void> {
  const count = (state: string) => metricOf(server.url, "tintype_renderers", { state });
  for (let tries = 0; tries < 300; tries += 1) {
    if ((await count("busy")) === 0 && (await count("ready")) >= renderers) return;
    await Bun.sleep(100);
  }
  throw new Error("The renderers did not become idle");
}

type Visit = Awaited<ReturnType<typeof ask>>;

/** Keeps connections busy until it is told to stop. @param path of the nth request */
function attack(connections: number, path: (i: number) => string, client: (i: number) => string) {
  const stop = new AbortController();
  let asked = 0;
  const loops = Array.from({ length: connections }, async () => {
    while (!stop.signal.aborted) {
      asked += 1;
      // It does not mind what it gets.
      await ask(path(asked), client(asked), stop.signal).catch(() => {});
    }
  });
  return () => {
    stop.abort();
    return Promise.all(loops);
  };
}

let thumbnails = 0;

/** Asks for thumbnails, one after the other, each of them new. */
async function visit(count: number) {
  const answers: Visit[] = [];
  for (let i = 0; i < count; i += 1) {
    thumbnails += 1;
    answers.push(await ask(`/tr:w-${100 + thumbnails}/valley.jpg`, "198.51.100.1"));
  }
  return answers;
}

function medianOf(visits: Visit[]): number {
  const times = visits.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)] ?? 0;
}

interface Attack {
  name: string;
  path(i: number): string;
  client(i: number): string;
  renderers: number;
  rounds: number;
}

const attacks: Attack[] = [
  {
    name: "drawings of clouds",
    path: (i) => `/tr:w-${3000 + i},f-jpg/clouds.svg`,
    client: () => "203.0.113.1",
    renderers: 2,
    rounds: 3,
  },
  {
    name: "drawings of clouds, where there is one renderer",
    path: (i) => `/tr:w-${3000 + i},f-jpg/clouds.svg`,
    client: () => "203.0.113.1",
    renderers: 1,
    rounds: 2,
  },
  {
    name: "blurs of 90 megapixels",
    path: (i) => `/tr:w-${9000 + i},h-9999,c-force:bl-100,f-jpg/valley.jpg`,
    client: () => "203.0.113.1",
    renderers: 2,
    rounds: 3,
  },
  {
    name: "drawings from all over a network",
    path: (i) => `/tr:w-${3000 + i},f-jpg/clouds.svg`,
    client: (i) => `2001:db8::${i.toString(16)}`,
    renderers: 2,
    rounds: 3,
  },
];

describe("while two connections do their worst, a visitor's thumbnails take at most three times as long:", () => {
  for (const { name, path, client, renderers, rounds } of attacks) {
    test(name, async () => {
      await serve("--renderers", String(renderers), "--max-output-pixels", "100000000");
      await visit(10);
      const alone: Visit[] = [];
      const beside: Visit[] = [];
      // By turns, so that what else the machine does counts for both.
      for (let round = 0; round < rounds; round += 1) {
        alone.push(...(await visit(15)));
        const stop = attack(2, path, client);
        await Bun.sleep(2_000);
        beside.push(...(await visit(15)));
        await stop();
        await untilIdle(renderers);
      }
      expect(new Set(beside.map(({ status }) => status))).toEqual(new Set([200]));
      expect(medianOf(beside)).toBeLessThan(3 * medianOf(alone));
    }, 120_000);
  }
});

test("what did not end in time is answered at once when it is asked for again", async () => {
  await serve("--renderers", "1", "--timeout", "4s");
  await visit(1);
  const path = "/tr:w-3000,f-jpg/clouds.svg";
  const first = await ask(path, "203.0.113.1");
  expect(first).toMatchObject({ status: 504, retryAfter: null });
  // Whoever asks: it is the drawing that takes so long.
  const again = await ask(path, "198.51.100.7");
  expect(again.status).toBe(504);
  expect(Number(again.retryAfter)).toBeGreaterThan(60);
  expect(again.milliseconds).toBeLessThan(2_000);
  // Its renderer is replaced, which may take as long as a request may where the machine is busy.
  let after = await ask("/tr:w-40/valley.jpg", "203.0.113.1");
  for (let tries = 0; tries < 5 && after.status !== 200; tries += 1) {
    after = await ask(`/tr:w-${41 + tries}/valley.jpg`, "203.0.113.1");
  }
  expect(after.status).toBe(200);
}, 60_000);
