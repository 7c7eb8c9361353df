import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readList, type Service, services, type WildUrl } from "../bench/wild/lists.ts";
import { mutationsOf } from "../bench/wild/mutations.ts";
import { writeOriginals } from "../bench/wild/originals.ts";
import { createPlanner } from "../bench/wild/plan.ts";
import { figuresOf, type Seen } from "../bench/wild/report.ts";
import { startWeb } from "../bench/wild/web.ts";
import { temporaryFolder } from "../support/tintype.ts";

const folder = temporaryFolder();
const web = startWeb(folder);
const seen: Seen[] = [];

beforeAll(async () => {
  await writeOriginals(folder, { pixels: false });
  const plan = createPlanner(folder);
  for (const url of services.flatMap((service) => readList(service, web.url))) {
    seen.push({ url, ...(await plan(url)) });
  }
});
afterAll(() => web.stop());

/** Shares that what was promised for URLs of real sites may not fall below. */
const promised: Record<Service, { accepted: number; right: number }> = {
  cloudinary: { accepted: 0.985, right: 0.72 },
  imagekit: { accepted: 0.98, right: 0.85 },
  imgix: { accepted: 0.99, right: 0.8 },
};

test("whatever becomes of a URL on its way, there is a verdict on it", async () => {
  const plan = createPlanner(folder);
  const listed = seen.map(({ url }) => url);
  const statuses = new Set<number>();
  for (const url of mutationsOf(listed, 300)) statuses.add((await plan(url)).status);
  const known = [200, 400, 401, 403, 404, 415, 501];
  expect([...statuses].filter((status) => !known.includes(status))).toEqual([]);
  expect(statuses.size).toBeGreaterThan(3);
});

test("a side that is too long for any image is told before there is one", async () => {
  const verdictOn = async (target: string) => {
    const [url] = seen.map((each) => each.url).filter(({ service }) => service === "imagekit");
    const { status, reason } = await createPlanner(folder)({ ...(url as WildUrl), target });
    return `${status} ${reason ?? ""}`;
  };
  expect(await verdictOn("/p/one.jpg?tr=w-99999")).toStartWith("400 `w` is too large");
  expect(await verdictOn("/p/one.jpg?tr=h-40000,dpr-2")).toStartWith("200");
  expect(await verdictOn("/p/one.jpg?tr=w-65535")).toStartWith("200");
});

describe("of the URLs that sites have, as many as promised", () => {
  for (const service of services) {
    const { accepted, right } = promised[service];
    test(`are answered, of ${service}`, () => {
      expect(figuresOf(seen, service, true).accepted).toBeGreaterThanOrEqual(accepted);
    });
    test(`look as they do there, of ${service}`, () => {
      expect(figuresOf(seen, service, true).right).toBeGreaterThanOrEqual(right);
    });
  }
});
