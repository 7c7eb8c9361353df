import { afterEach, expect, setSystemTime, test } from "bun:test";
import type { ServedRequest } from "../../src/observe/access-log.ts";
import { createActivity } from "../../src/observe/activity.ts";
import { createOriginsHealth } from "../../src/observe/origin-health.ts";
import { createSeries } from "../../src/observe/time-buckets.ts";
import { createPopular } from "../../src/observe/top-paths.ts";

afterEach(() => {
  setSystemTime();
});

const served = (change: Partial<ServedRequest> = {}): ServedRequest => ({
  time: Date.now(),
  id: "1",
  client: "192.0.2.1",
  method: "GET",
  target: "/a.jpg",
  status: 200,
  bytes: 10,
  milliseconds: 2,
  stages: {},
  cache: "disk",
  ...change,
});

test("requests are counted by the stretch of time they fall into, and forgotten later", () => {
  const series = createSeries(1000, 3);
  series.count(served(), 10_100);
  series.count(served({ status: 404, cache: undefined }), 10_900);
  series.count(served({ status: 502, cache: undefined }), 12_000);
  const counts = (now: number) =>
    series.read(now).map(({ time, requests, ok, clientErrors, serverErrors, disk }) => {
      return [time, requests, ok, clientErrors, serverErrors, disk];
    });
  expect(counts(12_500)).toEqual([
    [10_000, 2, 1, 1, 0, 1],
    [11_000, 0, 0, 0, 0, 0],
    [12_000, 1, 0, 0, 1, 0],
  ]);
  expect(series.read(12_500, 1).map(({ time }) => time)).toEqual([12_000]);
  expect(counts(13_000).map(([, requests]) => requests)).toEqual([0, 1, 0]);
  series.count(served(), 13_000);
  expect(series.read(13_000)[2]).toMatchObject({ requests: 1, bytes: 10, milliseconds: 2 });
  expect(counts(60_000).map(([, requests]) => requests)).toEqual([0, 0, 0]);
});

test("the most requested paths are found among any number of others, in bounded space", () => {
  const popular = createPopular(10);
  for (let i = 0; i < 5_000; i += 1) {
    popular.count(`/once/${i}.jpg`);
    if (i % 5 === 0) popular.count("/often.jpg");
    if (i % 7 === 0) popular.count("/less.jpg");
  }
  const found = popular.read();
  expect(found.length).toBe(10);
  // Each count is right but for what its error says.
  const often = found.find(({ path }) => path === "/often.jpg");
  const least = (often?.requests ?? 0) - (often?.error ?? 0);
  expect(least).toBeLessThanOrEqual(1000);
  expect(often?.requests).toBeGreaterThanOrEqual(1000);
  expect(found.map(({ path }) => path)).toContain("/less.jpg");
});

test("the health of an origin outlives a change of its settings, and knows its last of each", () => {
  const health = createOriginsHealth();
  const id = "0123456789abcdef01234567";
  health.answered({ id: `${id}.aaaa`, name: "old" });
  health.failed({ id: `${id}.bbbb`, name: "new" }, "EACCES");
  health.failed({ id: `${id}.bbbb`, name: "new" }, "ETIMEDOUT");
  health.answered({ id: "folder.0123456789ab", name: "folder" });
  expect(health.read()).toEqual([
    {
      id,
      name: "new",
      errors: 2,
      byCode: { EACCES: 1, ETIMEDOUT: 1 },
      lastSuccess: expect.any(Number),
      lastError: { time: expect.any(Number), code: "ETIMEDOUT" },
    },
    { name: "folder", errors: 0, byCode: {}, lastSuccess: expect.any(Number) },
  ]);
});

test("the last thousand requests are told, the newest first, signatures masked", () => {
  const activity = createActivity();
  for (let i = 1; i <= 1500; i += 1) {
    activity.served(served({ id: `r${i}`, target: `/a.jpg?ik-s=${"0123456789".repeat(4)}` }));
  }
  const { requests, last } = activity.read({ limit: 1000 });
  expect([requests.length, last, requests[0]?.number, requests.at(-1)?.number]).toEqual([
    1000, 1500, 1500, 501,
  ]);
  expect(requests[0]).toMatchObject({ id: "r1500", target: "/a.jpg?ik-s=***", cache: "disk" });
  expect(JSON.stringify(requests)).not.toContain("192.0.2.1");
  expect(activity.read({ after: 1498 }).requests.map(({ number }) => number)).toEqual([1500, 1499]);
});

test("failures and slow requests are told apart", () => {
  const activity = createActivity();
  activity.served(served({ id: "fine" }));
  activity.served(served({ id: "failed", status: 404, code: "ENOENT" }));
  activity.served(served({ id: "slow", milliseconds: 500 }));
  const ids = (wanted: object) => activity.read(wanted).requests.map(({ id }) => id);
  expect([ids({ errors: true }), ids({ slow: true }), ids({ limit: 1 })]).toEqual([
    ["failed"],
    ["slow"],
    ["slow"],
  ]);
});

test("whoever listens hears of requests, and the stream ends with the server", async () => {
  const activity = createActivity();
  const reader = activity.stream({}).getReader();
  const next = async () => new TextDecoder().decode((await reader.read()).value);
  expect(await next()).toBe("retry: 2000\n\n");
  for (let i = 0; i < 150; i += 1) activity.served(served({ id: `r${i}` }));
  const [event, id, data] = (await next()).split("\n");
  expect([event, id]).toEqual(["event: requests", "id: 150"]);
  const told = JSON.parse(data?.slice("data: ".length) ?? "");
  expect([told.requests.length, told.missed, told.requests[0].id]).toEqual([100, 50, "r149"]);
  activity.close();
  expect((await reader.read()).done).toBe(true);
});

test("no more than so many may listen, and who leaves makes room", async () => {
  const activity = createActivity();
  const streams = Array.from({ length: 32 }, () => activity.stream({}));
  expect(() => activity.stream({})).toThrow("At most 32 may listen at a time");
  await streams[0]?.cancel();
  activity.stream({});
  activity.close();
});
