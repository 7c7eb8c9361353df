import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decode } from "../../support/decode.ts";
import { send } from "../../support/http.ts";
import { managementOf, privateKey } from "../../support/management.ts";
import { photo } from "../../support/pictures.ts";
import {
  program,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";

// A move is rehearsed on a laptop: a copy of the backup bucket is served, and nothing else.

let server: RunningServer;
const copy = temporaryFolder();

async function store(folder: string, version: number, width: number): Promise<void> {
  mkdirSync(join(copy, folder), { recursive: true });
  writeFileSync(join(copy, folder, `${version}.jpg`), await photo(width, 80, { format: "jpeg" }));
}

beforeAll(async () => {
  await store("res/demo/image/upload/shoes/red", 1_600_000_000, 90);
  await store("res/demo/image/upload/shoes/red", 1_700_000_000, 120);
  await store("res/demo/image/private/plans/next", 1_700_000_000, 120);
  server = await startServer(program, [copy, "--private-key", privateKey]);
  const settings = {
    urlRewriter: { type: "CLOUDINARY", preserveAssetDeliveryTypes: true },
  };
  await managementOf(server.url)("PUT", "/v1/accounts/url-endpoints/default", {
    description: "Default",
    origins: [],
    ...settings,
  });
}, 60_000);
afterAll(() => server?.stop());

const sizes: [target: string, width: number, format: string][] = [
  ["/demo/image/upload/shoes/red.jpg", 120, "jpeg"],
  ["/demo/image/upload/c_scale,w_60/shoes/red.jpg", 60, "jpeg"],
  ["/demo/image/upload/w_60/v1600000000/shoes/red.png", 60, "png"],
  ["/image/upload/w_60/shoes/red", 60, "jpeg"],
  ["/tr:w-60/image/upload/shoes/red.jpg", 60, "jpeg"],
];

test.each(sizes)("%s is what the bucket would give", async (target, width, format) => {
  const { status, body } = await send(server.url, target);
  expect(status).toBe(200);
  expect(await decode(body)).toMatchObject({ width, format });
});

const others: [target: string, status: number][] = [
  ["/demo/image/upload/w_60/shoes/blue.jpg", 404],
  ["/demo/image/private/plans/next.jpg", 403],
  ["/tr:w-60/res/demo/image/private/plans/next/1700000000.jpg", 403],
  ["/demo/image/upload/..%2f..%2f..%2f..%2f..%2fetc/passwd", 404],
];

test.each(others)("%s is %i", async (target, expected) => {
  expect((await send(server.url, target)).status).toBe(expected);
});

// Without a rewriter no URL names an asset, and with one a client may name a file by its place.
const layouts: [layout: string, above: string][] = [
  ["the bucket's root", ""],
  ["res", "res/"],
  ["res/CLOUD", "res/demo/"],
  ["res/CLOUD/image", "res/demo/image/"],
];

test.each(layouts)("a copy from %s down gives no private asset to all", async (_, above) => {
  const folder = join(copy, above);
  const plain = await startServer(program, [folder]);
  try {
    const file = "res/demo/image/private/plans/next/1700000000.jpg".slice(above.length);
    const layer = file.replaceAll("/", "@@");
    const open = "res/demo/image/upload/shoes/red/1700000000.jpg".slice(above.length);
    expect((await send(plain.url, `/${open}`)).status).toBe(200);
    for (const target of [
      `/${file}`,
      `/tr:w-60/${file}`,
      `/${file.replace("private", "%70rivate")}`,
      `/${file.replace("private/", "private//")}`,
      `/${file.replaceAll("/", "%2f")}`,
      `/${file}/ik-thumbnail.jpg`,
      `/tr:w-99,l-image,i-${layer},l-end/${open}`,
      `/tr:di-${layer}/none.jpg`,
    ]) {
      expect([target, (await send(plain.url, target)).status]).toEqual([target, 403]);
    }
  } finally {
    await plain.stop();
  }
});

test("a project's own folder `res` is no backup", async () => {
  const project = temporaryFolder();
  mkdirSync(join(project, "res/icons/image/private"), { recursive: true });
  const image = await photo(60, 40, { format: "jpeg" });
  writeFileSync(join(project, "res/icons/image/private/red.jpg"), image);
  const plain = await startServer(program, [project]);
  try {
    expect((await send(plain.url, "/res/icons/image/private/red.jpg")).status).toBe(200);
  } finally {
    await plain.stop();
  }
});
