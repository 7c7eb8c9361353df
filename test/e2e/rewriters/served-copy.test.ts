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
