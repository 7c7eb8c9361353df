import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { photo } from "../support/pictures.ts";
import { fromCheckout, startServer, temporaryFolder } from "../support/tintype.ts";
import type { Outcome } from "./outcome.ts";

/** 199 bytes that each pixel takes long to draw of. */
const clouds =
  '<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="2000"><filter id="f">' +
  '<feTurbulence baseFrequency="0.1" numOctaves="99"/></filter>' +
  '<rect width="2000" height="2000" filter="url(#f)"/></svg>';

const network = (i: number) => `2001:db8::${i.toString(16)}`;
const worst: Record<string, { path(i: number): string; client(i: number): string }> = {
  drawings: { path: (i) => `/tr:w-${3000 + i},f-jpg/clouds.svg`, client: () => "203.0.113.1" },
  blurs: {
    path: (i) => `/tr:w-${9000 + i},h-9999,c-force:bl-100,f-jpg/valley.jpg`,
    client: () => "203.0.113.1",
  },
  network: { path: (i) => `/tr:w-${3400 + i},f-jpg/clouds.svg`, client: network },
};

/** As many times as long as alone a visitor's thumbnails may take beside an attack. */
const ratioAtMost = 3;

/** Milliseconds that a visitor's thumbnails take, alone and beside two connections that do their worst. */
export async function attackFairness(renderers: number): Promise<Outcome> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "valley.jpg"), await photo(1600, 1200, { format: "jpeg" }));
  writeFileSync(join(folder, "clouds.svg"), clouds);
  const flags = ["--renderers", String(renderers), "--max-output-pixels", "100000000"];
  const server = await startServer(fromCheckout, [folder, ...flags]);
  while (!(await fetch(`${server.url}/_/ready`)).ok) await Bun.sleep(50);

  async function ask(path: string, client: string, signal?: AbortSignal) {
    const start = performance.now();
    const headers = { "X-Forwarded-For": client };
    const answer = await fetch(server.url + path, { headers, ...(signal ? { signal } : {}) });
    await answer.arrayBuffer();
    return { status: answer.status, milliseconds: performance.now() - start };
  }

  let asked = 0;
  async function visit(count: number) {
    const answers: Awaited<ReturnType<typeof ask>>[] = [];
    for (let i = 0; i < count; i += 1) {
      asked += 1;
      answers.push(await ask(`/tr:w-${100 + asked}/valley.jpg`, "198.51.100.1"));
    }
    return answers;
  }

  const tried: Outcome["tried"] = { renderers };
  const reached: string[] = [];
  await visit(10);
  for (const [name, { path, client }] of Object.entries(worst)) {
    const alone: number[] = [];
    const beside: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      alone.push(...(await visit(15)).map(({ milliseconds }) => milliseconds));
      const stop = new AbortController();
      let sent = round * 100;
      const loops = [1, 2].map(async () => {
        while (!stop.signal.aborted) {
          sent += 1;
          await ask(path(sent), client(sent), stop.signal).catch(() => {});
        }
      });
      await Bun.sleep(2_000);
      const answers = await visit(15);
      beside.push(...answers.map(({ milliseconds }) => milliseconds));
      for (const { status } of answers) if (status !== 200) reached.push(`${name}: ${status}`);
      stop.abort();
      await Promise.all(loops);
      await Bun.sleep(4_000);
    }
    const [before, during] = [medianOf(alone), medianOf(beside)];
    tried[name] =
      `${before.toFixed(1)} ms alone, ${during.toFixed(1)} ms beside, ratio ${(during / before).toFixed(2)}`;
    if (during > ratioAtMost * before) reached.push(`${name}: ${tried[name]}`);
  }
  await server.stop("SIGKILL");
  return { tried, reached };
}

function medianOf(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}
