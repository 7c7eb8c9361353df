import { afterAll, beforeAll, expect, test } from "bun:test";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type Audited, audit, fileOf } from "../../support/audit.ts";
import { put } from "../../support/servers/cloudinary-backup.ts";
import { startLimit, startS3rver } from "../../support/servers/s3-server.ts";
import { fromCheckout, run, temporaryFolder } from "../../support/tintype.ts";

const base = "https://res.cloudinary.com/acme/image/upload";

/** The public id of an asset. */
const idOf = (i: number) => `products/${i % 97}/shoe-${i}`;
const keyOf = (i: number) => `res/acme/image/upload/${idOf(i)}/17000${10_000 + (i % 89_999)}.jpg`;

/** So many different URLs of so many assets; every hundredth leads nowhere. */
function urlsOf(urls: number, assets: number): string[] {
  const chains = [
    "c_fill,g_auto,h_200,w_#/f_auto,q_auto",
    "w_#",
    "c_limit,w_#/e_sepia:60",
    "c_pad,b_white,w_#,h_#",
  ];
  return Array.from({ length: urls }, (_, i) => {
    const chain = (chains[i % chains.length] ?? "").replaceAll("#", String(100 + (i % 400)));
    const name = i % 100 === 99 ? `gone/${i}` : idOf(i % assets);
    return `${base}/${chain}/v1700000000/${name}.jpg`;
  });
}

/** A store of many objects that can be listed, as S3 answers it; more it need not do. */
function startListing(keys: readonly string[]) {
  let lists = 0;
  let others = 0;
  const sorted = keys.toSorted();
  const server = createServer(({ url = "" }, response) => {
    const query = new URL(url, "http://s3").searchParams;
    if (query.get("list-type") !== "2") {
      others += 1;
      return void response.writeHead(404).end();
    }
    lists += 1;
    const start = Number(query.get("continuation-token") ?? 0);
    const page = sorted.slice(start, start + 1000);
    const next = start + page.length;
    const more = next < sorted.length;
    response.setHeader("content-type", "application/xml");
    response.end(
      `<?xml version="1.0"?><ListBucketResult><IsTruncated>${more}</IsTruncated>
      ${more ? `<NextContinuationToken>${next}</NextContinuationToken>` : ""}${page
        .map(
          (key) =>
            `<Contents><Key>${key}</Key><Size>9</Size><LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>`,
        )
        .join("")}</ListBucketResult>`,
    );
  });
  server.listen(0, "127.0.0.1");
  return { server, counts: () => ({ lists, others }) };
}

function addOrigin(data: string, endpoint: string, accessKey = "k", secretKey = "s"): void {
  const { status, stderr } = run(fromCheckout, [
    ...["origin", "add", "--type", "CLOUDINARY_BACKUP", "--name", "Backup", "--bucket", "backup"],
    ...["--prefix", "res/acme", "--endpoint", endpoint, "--s3-force-path-style", "--data", data],
    ...["--access-key", accessKey, "--secret-key", secretKey],
  ]);
  expect([status, stderr]).toEqual([0, ""]);
}

function expectComplete({ status, summary }: Audited, urls: number): void {
  expect([status, summary.urls]).toEqual([1, urls]);
  expect(summary.outcomes.missing.urls).toBe(urls / 100);
  const { exact, approximate, ignored } = summary.outcomes;
  expect(exact.urls + approximate.urls + ignored.urls).toBe(urls - urls / 100);
}

const many = 10_000;

/** Bytes that ten times the URLs may take more: lines of output, and what the collector leaves. */
const growth = 96 * 1024 * 1024;

test("10,000 URLs against a bucket of 10,000 assets take a listing, well under a minute, and no more memory", async () => {
  const { server, counts } = startListing(Array.from({ length: many }, (_, i) => keyOf(i)));
  await once(server, "listening");
  const data = join(temporaryFolder(), "data");
  addOrigin(data, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const args = ["--data", data, "--rewriter", "cloudinary", "--json"];
  const small = await audit([fileOf(...urlsOf(1000, 1000)), ...args]);
  expectComplete(small, 1000);
  const before = counts();
  const large = await audit([fileOf(...urlsOf(many, many)), ...args]);
  expectComplete(large, many);
  server.close();
  expect(counts()).toEqual({ lists: before.lists + 10, others: 0 });
  expect(large.milliseconds).toBeLessThan(60_000);
  if (large.peak > 0) expect(large.peak - small.peak).toBeLessThan(growth);
}, 90_000);

test("as many against a folder copy take as little", async () => {
  const folder = temporaryFolder();
  for (let i = 0; i < many; i += 1) {
    const asset = join(folder, "res/acme/image/upload", idOf(i));
    mkdirSync(asset, { recursive: true });
    writeFileSync(join(asset, "1700000000.jpg"), "x");
  }
  const args = ["--folder", folder, "--json"];
  const small = await audit([fileOf(...urlsOf(1000, 1000)), ...args]);
  const large = await audit([fileOf(...urlsOf(many, many)), ...args]);
  expectComplete(large, many);
  expect(large.milliseconds).toBeLessThan(60_000);
  if (large.peak > 0) expect(large.peak - small.peak).toBeLessThan(growth);
}, 90_000);

let stop: () => Promise<void> = async () => {};
let real = { data: "" };
beforeAll(async () => {
  const server = await startS3rver();
  stop = () => server.stop();
  await server.createBucket("backup");
  await put(
    server,
    "backup",
    Array.from({ length: 1000 }, (_, i) => keyOf(i)),
  );
  real = { data: join(temporaryFolder(), "data") };
  addOrigin(real.data, server.endpoint, server.accessKey, server.secretKey);
}, startLimit);
afterAll(() => stop());

test("1,000 URLs against 1,000 assets of a store of another maker", async () => {
  const args = ["--data", real.data, "--rewriter", "cloudinary", "--json"];
  const audited = await audit([fileOf(...urlsOf(1000, 1000)), ...args]);
  expectComplete(audited, 1000);
  expect(audited.urls[urlsOf(1000, 1000)[0] ?? ""]?.key).toBe(keyOf(0));
  expect(audited.milliseconds).toBeLessThan(30_000);
}, 60_000);
