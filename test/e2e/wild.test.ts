import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import sharp from "sharp";
import { formatNamed, formats, isDecodable } from "../../src/formats.ts";
import { defaultLimits } from "../../src/limits.ts";
import type { Verdict } from "../../src/migrate/audit/verdict.ts";
import type { Header } from "../../src/render/plan/header.ts";
import { layerInputs } from "../../src/render/plan/layers/inputs.ts";
import { makePlan } from "../../src/render/plan/plan.ts";
import { parseTransformation } from "../../src/url/transformation.ts";
import { readList, services } from "../bench/wild/lists.ts";
import { writeOriginals } from "../bench/wild/originals.ts";
import { createPlanner } from "../bench/wild/plan.ts";
import type { Seen } from "../bench/wild/report.ts";
import { type Answered, serveWild } from "../bench/wild/served.ts";
import { startWeb } from "../bench/wild/web.ts";
import { temporaryFolder } from "../support/tintype.ts";

const folder = temporaryFolder();
const web = startWeb(folder);
const planned: (Seen & Verdict)[] = [];
let served: Answered[] = [];

beforeAll(async () => {
  await writeOriginals(folder, { pixels: true, scale: 0.8 });
  const urls = services.flatMap((service) => readList(service, web.url));
  const plan = createPlanner(folder);
  for (const url of urls) planned.push({ url, ...(await plan(url)) });
  served = await serveWild(folder, urls);
}, 900_000);
afterAll(() => web.stop());

test("what the audit says of each URL of a site is what the server does", () => {
  // The lists' video is a made-up file: test/video/wild.test.ts tries a real one.
  const images = planned.map(({ key = "" }) => !key.endsWith(".mp4"));
  const statuses = (of: readonly (Seen | Answered)[]) =>
    of.filter((_, i) => images[i]).map(({ url, status }) => `${status} ${url.written}`);
  expect(images.filter(Boolean).length).toBeGreaterThan(images.length * 0.85);
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

test("and what it would render has the size and the format that is delivered", async () => {
  let compared = 0;
  for (const [i, answer] of served.entries()) {
    const { rendered, key } = planned[i] as Verdict;
    if (answer.status !== 200 || !answer.size || key === undefined || rendered === "") continue;
    const header = await headerOf(join(folder, key.replace(/^https?:\/\/[^/]+\//, "")));
    const expected = header && (await plannedOf(rendered, header));
    if (!expected) continue;
    compared += 1;
    const { size, types } = expected;
    expect([answer.url.written, answer.size]).toEqual([answer.url.written, size]);
    expect([answer.url.written, types.includes(answer.type)]).toEqual([answer.url.written, true]);
  }
  // What the pixels alone tell, such as the size of a text, is not in it.
  expect(compared).toBeGreaterThan(served.length / 2);
});

/** What the files of the folder are, as a renderer reads them; undefined for what is no image. */
async function headerOf(file: string): Promise<Header | undefined> {
  const found = await sharp(file)
    .metadata()
    .catch(() => undefined);
  const format = formatNamed(found?.format ?? "");
  if (!found || !isDecodable(format)) return undefined;
  const { width, height, hasAlpha, pages = 1 } = found;
  return {
    ...{ format, width, height, alpha: hasAlpha, pages },
    ...{ orientation: 1, density: 72, convert: false },
  };
}

/** Size and media types that a plan has; undefined where the pixels decide. */
async function plannedOf(rendered: string, header: Header) {
  const layers = new Map<string, Header>();
  const transformation = parseTransformation(rendered, { steps: 1000 });
  for (const path of layerInputs(transformation).images) {
    const found = await headerOf(join(folder, path));
    // It lies there under another file format's name, or elsewhere.
    if (!found) return undefined;
    layers.set(path, found);
  }
  const accepted = ["webp"] as const;
  const circumstances = { accepted, headers: layers, limits: defaultLimits };
  let planned = makePlan(transformation, header, circumstances);
  if ("measurement" in planned && planned.measurement.of === "likeness") {
    // It decides the quality, which neither size nor format depends on.
    const answers = [[0.9, 0.93, 0.95, 0.98]];
    planned = makePlan(transformation, header, { ...circumstances, answers });
  }
  if (!("plan" in planned)) return undefined;
  const { size, output } = planned.plan;
  const types = [output.format, ...(output.alternatives ?? [])];
  return { size, types: types.map((format) => formats[format].mediaType as string) };
}
