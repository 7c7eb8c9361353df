import { afterAll, beforeAll, expect, test } from "bun:test";
import { readList, services } from "../bench/wild/lists.ts";
import { writeOriginals } from "../bench/wild/originals.ts";
import { createPlanner } from "../bench/wild/plan.ts";
import type { Seen } from "../bench/wild/report.ts";
import { type Answered, serveWild } from "../bench/wild/served.ts";
import { startWeb } from "../bench/wild/web.ts";
import { temporaryFolder } from "../support/tintype.ts";

const folder = temporaryFolder();
const web = startWeb(folder);
const planned: Seen[] = [];
let served: Answered[] = [];

beforeAll(async () => {
  await writeOriginals(folder, { pixels: true, scale: 0.8 });
  const urls = services.flatMap((service) => readList(service, web.url));
  const plan = createPlanner(folder);
  for (const url of urls) planned.push({ url, ...(await plan(url)) });
  served = await serveWild(folder, urls);
}, 300_000);
afterAll(() => web.stop());

test("what the audit says of each URL of a site is what the server does", () => {
  const statuses = (of: readonly (Seen | Answered)[]) =>
    of.map(({ url, status }) => `${status} ${url.written}`);
  expect(statuses(served)).toEqual(statuses(planned));
});

test("and what it says is left out is what the server says it leaves out", () => {
  for (const [i, { url, status, ignored }] of served.entries()) {
    if (status !== 200) continue;
    const lost = (planned[i]?.parameters ?? []).filter(({ fate }) => fate === "ignored");
    // A long list is cut.
    const missing = lost.filter(({ token }) => !ignored.includes(token) && !/ more$/.test(ignored));
    expect([url.written, missing.map(({ token }) => token)]).toEqual([url.written, []]);
    expect([url.written, ignored !== ""]).toEqual([url.written, lost.length > 0]);
  }
});
