import { expect, test } from "bun:test";
import { createMetrics, type Measurements, type Metrics } from "../../src/observe/metrics.ts";

const pool = { waiting: 3, busy: 2, ready: 4, restarts: 1, jobs: 90, refused: 5 };
const disk = {
  bytes: 1e6,
  entries: 12,
  evictions: 7,
  hits: 40,
  misses: 20,
  making: 0,
  writable: false,
};

function measured(): Measurements {
  return { pool: { statistics: () => pool }, disk: { statistics: () => disk } };
}

/** Samples by name and labels, as they stand in the text. */
async function samples(metrics: Metrics): Promise<Map<string, number>> {
  const lines = (await metrics.text()).split("\n").filter((line) => /^\w/.test(line));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(" ");
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

test("requests are counted by status and cache, with their time and stages in seconds", async () => {
  const metrics = createMetrics(measured());
  metrics.served({ status: 200, cache: "memory", milliseconds: 0.2, stages: {} });
  metrics.served({ status: 200, cache: "memory", milliseconds: 0.3, stages: {} });
  const stages = { origin: 20, queue: 1, render: 60, unheard: 5 };
  metrics.served({ status: 200, cache: "miss", milliseconds: 82, stages });
  metrics.served({ status: 404, milliseconds: 4, stages: { origin: 3 } });
  const found = await samples(metrics);
  const expected: [name: string, value: number][] = [
    ['tintype_requests_total{status="200",cache="memory"}', 2],
    ['tintype_requests_total{status="200",cache="miss"}', 1],
    ['tintype_requests_total{status="404",cache="none"}', 1],
    ['tintype_request_seconds_bucket{le="0.0005"}', 2],
    ['tintype_request_seconds_bucket{le="0.005"}', 3],
    ['tintype_request_seconds_bucket{le="0.1"}', 4],
    ["tintype_request_seconds_count", 4],
    ['tintype_stage_seconds_count{stage="origin"}', 2],
    ['tintype_stage_seconds_count{stage="queue"}', 1],
    ['tintype_stage_seconds_sum{stage="render"}', 0.06],
  ];
  expect(expected.map(([name]) => [name, found.get(name)])).toEqual(expected);
  expect([...found.keys()].join()).not.toContain("unheard");
});

test("scraping twice counts nothing twice", async () => {
  const metrics = createMetrics(measured());
  metrics.served({ status: 200, cache: "disk", milliseconds: 1, stages: {} });
  const [first, second] = [await metrics.text(), await metrics.text()];
  expect(second).toBe(first);
});

test("what pool and caches say is read when somebody asks", async () => {
  let entries = 1;
  const memory = { statistics: () => ({ bytes: 4096, entries, hits: 2 }) };
  const metrics = createMetrics({ ...measured(), memory });
  entries = 9;
  const found = await samples(metrics);
  const expected: [name: string, value: number][] = [
    ["tintype_queue_jobs", 3],
    ["tintype_queue_refused_total", 5],
    ['tintype_renderers{state="ready"}', 4],
    ['tintype_renderers{state="busy"}', 2],
    ["tintype_renderer_jobs_total", 90],
    ["tintype_renderer_restarts_total", 1],
    ["tintype_cache_bytes", 1e6],
    ["tintype_cache_entries", 12],
    ["tintype_cache_writable", 0],
    ["tintype_cache_evictions_total", 7],
    ["tintype_cache_hits_total", 40],
    ["tintype_cache_misses_total", 20],
    ["tintype_memory_bytes", 4096],
    ["tintype_memory_entries", 9],
    ["tintype_memory_hits_total", 2],
  ];
  expect(expected.map(([name]) => [name, found.get(name)])).toEqual(expected);
});

test("without a cache in memory there is nothing about one", async () => {
  expect(await createMetrics(measured()).text()).not.toContain("tintype_memory");
});

test("what runs is in the labels of build_info", async () => {
  const text = await createMetrics(measured()).text();
  expect(text).toMatch(/^tintype_build_info\{version="\d[^"]*",runtime="Bun [\d.]+"\} 1$/m);
});

test("failures of origins are counted by name, and names have an end", async () => {
  const metrics = createMetrics(measured());
  for (let i = 0; i < 1000; i += 1) metrics.originFailed(`origin ${i}`, "EUPSTREAM");
  metrics.originFailed('the "first" \\ one\n', "ETIMEDOUT");
  metrics.originFailed("origin 1", "EUPSTREAM");
  const errors = [...(await samples(metrics))].filter(([name]) => /origin_errors/.test(name));
  expect(errors.length).toBe(202);
  expect(
    new Map(errors).get('tintype_origin_errors_total{origin="origin 1",code="EUPSTREAM"}'),
  ).toBe(2);
  expect(new Map(errors).get('tintype_origin_errors_total{origin="other",code="EUPSTREAM"}')).toBe(
    800,
  );
});

test("every metric has its help and its type, once", async () => {
  const text = await createMetrics(measured()).text();
  const typed = [...text.matchAll(/^# TYPE (\S+) (?:counter|gauge|histogram)$/gm)].map(
    ([, name]) => name,
  );
  const helped = [...text.matchAll(/^# HELP (\S+) \S/gm)].map(([, name]) => name);
  expect(typed).toEqual(helped);
  expect(new Set(typed).size).toBe(typed.length);
});

test("two servers in one process count each for itself", async () => {
  const [one, other] = [createMetrics(measured()), createMetrics(measured())];
  one.served({ status: 200, cache: "disk", milliseconds: 1, stages: {} });
  expect(await other.text()).not.toContain("tintype_requests_total{");
});

test("a hundred thousand hits are counted in well under a second", () => {
  const metrics = createMetrics(measured());
  const hit = { status: 200, cache: "memory", milliseconds: 0.3, stages: {} } as const;
  const start = performance.now();
  for (let i = 0; i < 100_000; i += 1) metrics.served(hit);
  expect(performance.now() - start).toBeLessThan(1000);
});
