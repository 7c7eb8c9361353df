import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readList, type Service, services } from "../bench/wild/lists.ts";
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
  cloudinary: { accepted: 0.985, right: 0.64 },
  imagekit: { accepted: 0.98, right: 0.85 },
  imgix: { accepted: 0.99, right: 0.8 },
};

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
