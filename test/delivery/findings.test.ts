import { expect, test } from "bun:test";
import type { Original } from "../../src/cache/original.ts";
import type { Originals } from "../../src/cache/originals.ts";
import { createFindings } from "../../src/delivery/findings.ts";
import type { Measurement } from "../../src/render/plan/measurement.ts";
import type { ImagePlan } from "../../src/render/plan/operations.ts";
import type { Pool } from "../../src/render/pool/pool.ts";

const measurement = {
  of: "faces",
  image: { source: { kind: "file", input: "crew.jpg", page: 0 }, operations: [] },
} as unknown as Measurement;

function originalOf(hash: string) {
  const original = { key: "one key", meta: { hash } } as unknown as Original;
  return [{ path: "crew.jpg", original }];
}

/** Finds with renderers that answer when they are told to. */
function findings() {
  const searched: PromiseWithResolvers<unknown>[] = [];
  const run = () => {
    const search = Promise.withResolvers<unknown>();
    searched.push(search);
    return search.promise;
  };
  const pool = { run } as unknown as Pool;
  const originals = { describe: () => {} } as unknown as Originals;
  const find = createFindings({ originals, pool });
  const request = { left: () => 1000, client: undefined } as unknown as Parameters<typeof find>[3];
  return {
    searched,
    find: (hash: string) => find(measurement, {}, originalOf(hash), request),
  };
}

test("who asks for the faces of one file at a time shares one search", async () => {
  const { find, searched } = findings();
  const both = Promise.all([find("a"), find("a")]);
  expect(searched).toHaveLength(1);
  searched[0]?.resolve(["a face"]);
  expect(await both).toEqual([["a face"], ["a face"]] as never);
});

test("a file that came in meanwhile is searched itself", async () => {
  const { find, searched } = findings();
  const both = Promise.all([find("before"), find("after")]);
  expect(searched).toHaveLength(2);
  for (const [i, search] of searched.entries()) search.resolve([`face ${i}`]);
  expect(await both).toEqual([["face 0"], ["face 1"]] as never);
});

/** Finds with renderers that answer at once, and says how often they were asked. */
function answering(sources: ReturnType<typeof originalOf>) {
  const jobs: Measurement[] = [];
  const run = async (job: { measurement: Measurement }) => {
    jobs.push(job.measurement);
    return [jobs.length];
  };
  const pool = { run } as unknown as Pool;
  const describe: Originals["describe"] = (original, read) => Object.assign(original.meta, read);
  const find = createFindings({ originals: { describe } as unknown as Originals, pool });
  const request = { left: () => 1000 } as unknown as Parameters<typeof find>[3];
  return { jobs, find: (asked: Measurement) => find(asked, {}, sources, request) };
}

test.each([
  ["how alike an image stays as a JPEG", "likeness"],
  ["where objects are", "objects"],
] as const)("%s is found once, and kept with the original", async (_, of) => {
  const asked = { ...measurement, of } as unknown as Measurement;
  const { find, jobs } = answering(originalOf("a"));
  const first = await find(asked);
  expect(await find(asked)).toEqual(first);
  expect(jobs).toHaveLength(1);
});

test("faces are looked for again where the image is another size, or turned", async () => {
  const { find, jobs } = answering(originalOf("a"));
  const sized = (width: number) => ({ ...measurement, size: { width, height: 100 } });
  const coarse = await find(sized(80) as Measurement);
  expect(await find(sized(300) as Measurement)).not.toEqual(coarse);
  const { image } = measurement as unknown as { image: ImagePlan };
  const operations = [{ do: "orient", orientation: 6 }] as const;
  await find({ ...sized(300), image: { ...image, operations } } as unknown as Measurement);
  expect(jobs).toHaveLength(3);
  await find({ ...sized(300), image: { ...image, operations } } as unknown as Measurement);
  expect(jobs).toHaveLength(3);
});

test("what was found serves the same file under another name", async () => {
  const [named] = originalOf("a");
  const { find, jobs } = answering([{ path: "", original: named?.original as Original }]);
  const { image } = measurement as unknown as { image: ImagePlan };
  const found = await find({
    ...measurement,
    image: { ...image, source: { ...image.source, input: "" } },
  } as Measurement);
  const asLayer = answering([named as { path: string; original: Original }]);
  expect(await asLayer.find(measurement)).toEqual(found);
  expect([jobs.length, asLayer.jobs.length]).toEqual([1, 0]);
});

test("where people are is found once, and so is that nobody is there", async () => {
  const people = { ...measurement, of: "people" } as unknown as Measurement;
  for (const found of [[{ alpha: "", rows: [1] }], []]) {
    const sources = originalOf("a");
    let jobs = 0;
    const run = async () => {
      jobs += 1;
      return found;
    };
    const pool = { run } as unknown as Pool;
    const describe: Originals["describe"] = (original, read) => Object.assign(original.meta, read);
    const find = createFindings({ originals: { describe } as unknown as Originals, pool });
    const request = { left: () => 1000 } as unknown as Parameters<typeof find>[3];
    const first = await find(people, {}, sources, request);
    expect(await find(people, {}, sources, request)).toEqual(first);
    expect(jobs).toBe(1);
  }
});
