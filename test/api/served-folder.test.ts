import { afterAll, beforeAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import ImageKit from "@imagekit/nodejs";
import { send } from "../support/http.ts";
import { type Management, managementOf, privateKey } from "../support/management.ts";
import { photo } from "../support/pictures.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";

const origins = "/v1/accounts/origins";

let folder: string;
let server: RunningServer;
let call: Management;
beforeAll(async () => {
  folder = temporaryFolder();
  writeFileSync(join(folder, "coast.jpg"), await photo(60, 40, { format: "jpeg" }));
  server = await startServer(fromCheckout, [folder, "--private-key", privateKey]);
  call = managementOf(server.url);
});
afterAll(() => server?.stop());

test("the folder that the server was started with is an origin among others, and the first", async () => {
  const served = {
    id: "folder",
    type: "LOCAL_FOLDER",
    name: "folder",
    path: folder,
    served: true,
  };
  expect((await call("GET", origins)).json).toEqual([served]);
  expect((await call("GET", `${origins}/folder`)).json).toEqual(served);
  const added = await call("POST", origins, { type: "LOCAL_FOLDER", name: "x", path: folder });
  expect((await call("GET", origins)).json.map(({ id }: { id: string }) => id)).toEqual([
    "folder",
    added.json.id,
  ]);
  // ImageKit's own client reads the list as it is.
  const client = new ImageKit({ privateKey, baseURL: `${server.url}/_/api`, maxRetries: 0 });
  expect((await client.accounts.origins.list()).map(({ name }) => name)).toEqual(["folder", "x"]);
});

test("it is browsed and tried", async () => {
  const { json } = await call("GET", `${origins}/folder/browse`);
  expect(json.files.map(({ path }: { path: string }) => path)).toEqual(["coast.jpg"]);
  const trial = await call("POST", `${origins}/test`, { id: "folder" });
  expect(trial.json).toMatchObject({ ok: true });
});

test("it is neither changed, deleted nor duplicated here", async () => {
  const body = { type: "LOCAL_FOLDER", name: "other", path: "/" };
  for (const [method, path] of [
    ["PUT", "folder"],
    ["DELETE", "folder"],
    ["POST", "folder/duplicate"],
  ] as const) {
    const { status, json } = await call(method, `${origins}/${path}`, body);
    expect([status, json.message]).toEqual([
      409,
      "The server was started with this folder: it is changed where the server is started, not here",
    ]);
  }
});

test("all that came from it is purged", async () => {
  const stateOf = async () =>
    (await send(server.url, "/tr:w-20/coast.jpg")).headers.get("x-tintype-cache");
  await stateOf();
  expect(await stateOf()).not.toBe("miss");
  const { json } = await call("POST", "/v1/files/purge", { origin: "folder" });
  for (let status = ""; status !== "Completed"; ) {
    status = (await call("GET", `/v1/files/purge/${json.requestId}`)).json.status;
  }
  expect(await stateOf()).toBe("miss");
});

test("without a folder there is no such origin", async () => {
  const other = await startServer(fromCheckout, ["--private-key", privateKey]);
  const ask = managementOf(other.url);
  expect((await ask("GET", origins)).json).toEqual([]);
  for (const method of ["GET", "DELETE"]) {
    expect((await ask(method, `${origins}/folder`)).status).toBe(404);
  }
  await other.stop();
});
