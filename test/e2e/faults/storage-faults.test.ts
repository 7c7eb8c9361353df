import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { send } from "../../support/http.ts";
import { addWebOrigin, managementOf, privateKey, putEndpoint } from "../../support/management.ts";
import {
  describeWithSwift,
  type S3Server,
  startLimit,
  startSwift,
} from "../../support/servers/s3-server.ts";
import { type StoreServer, startStore } from "../../support/servers/store-server.ts";
import {
  program,
  type RunningServer,
  run,
  startServer,
  temporaryFolder,
} from "../../support/tintype.ts";

const serveFlags = ["--private-key", privateKey];
const bytes = (text: string) => new TextEncoder().encode(text);

describeWithSwift("a bucket that is an origin from its root", () => {
  let s3: S3Server;
  let server: RunningServer;
  beforeAll(async () => {
    s3 = await startSwift();
    await s3.createBucket("pictures");
    await s3.putObject("pictures", "secret/invoice-4711.pdf", bytes("secret"));
    await s3.putObject("pictures", "folder/", new Uint8Array(0));
    await s3.putObject("pictures", "a.txt", bytes("text"));
    server = await startServer(program, [...serveFlags, "--id", "my_id"]);
    const call = managementOf(server.url);
    const { json } = await call("POST", "/v1/accounts/origins", {
      type: "S3_COMPATIBLE",
      name: "root",
      bucket: "pictures",
      prefix: "/",
      endpoint: s3.endpoint,
      s3ForcePathStyle: true,
      accessKey: s3.accessKey,
      secretKey: s3.secretKey,
    });
    await putEndpoint(call, { origins: [json.id] });
    await putEndpoint(call, { urlPrefix: "shop", origins: [json.id], description: "shop" });
    const named = { name: "pass", transformation: "tr:orig-true" };
    await call("POST", "/v1/named-transformations", named);
  }, startLimit);
  afterAll(async () => {
    await server?.stop();
    await s3?.stop();
  });

  test("delivers its objects", async () => {
    expect((await send(server.url, "/a.txt")).status).toBe(200);
  });

  for (const path of [
    ...["/", "/shop/", "/shop", "/my_id/", "/my_id/shop/", "/tr:orig-true/", "/?tr=orig-true"],
    ...["/tr:n-pass/", "/?ik-attachment=true", "/?list-type=2", "/.", "/..", "/x/..", "/x/%2e%2e"],
    ...["/%2e/", "/%2e", "/%2E%2E", "/secret/", "/secret/.", "/secret/..", "/x%2f..", "/%2F"],
    ...["/folder/", "/folder/?tr=w-9", "/shop/folder/", "/%252e%252e", "/shop/%252e"],
  ]) {
    test(`hands out no listing at ${path}`, async () => {
      const { status, headers, body } = await send(server.url, path);
      const text = new TextDecoder().decode(body);
      expect(text).not.toContain("invoice");
      expect(text).not.toContain("ListBucketResult");
      expect([400, 404]).toContain(status);
      expect(headers.get("cache-control")).not.toContain("31536000");
    });
  }
});

describe("when a bucket breaks off in the middle of an object", () => {
  let store: StoreServer;
  let web: StoreServer;
  let server: RunningServer;
  let whole = false;

  beforeAll(async () => {
    store = await startStore((_, response, key) => {
      if (whole) {
        response.end(`whole ${key}`);
        return;
      }
      response.writeHead(200, { "Content-Length": "1000" }).write("part");
      setTimeout(() => response.destroy(), 30);
    });
    web = await startStore((request, response) => {
      if (request.url?.includes("second")) response.end("from the second");
      else response.writeHead(404).end();
    });
    server = await startServer(program, serveFlags);
    const call = managementOf(server.url);
    const { json } = await call("POST", "/v1/accounts/origins", {
      type: "S3_COMPATIBLE",
      name: "breaks off",
      bucket: "b",
      endpoint: store.url,
      s3ForcePathStyle: true,
      accessKey: "a",
      secretKey: "b",
    });
    const second = await addWebOrigin(call, "second", web.url);
    await putEndpoint(call, { origins: [json.id, second], originalMaxAge: 1 });
  });
  afterAll(async () => {
    await server?.stop();
    await Promise.all([store?.stop(), web?.stop()]);
  });

  test("the next origin is asked", async () => {
    const { status, body } = await send(server.url, "/second.txt");
    expect([status, new TextDecoder().decode(body)]).toEqual([200, "from the second"]);
  });

  test("and nobody has it, the answer is a 502", async () => {
    const { status, headers } = await send(server.url, "/alone.txt");
    expect(status).toBe(502);
    expect(headers.get("ik-error")).toStartWith("EUPSTREAM");
  });

  test("the original that was kept is served", async () => {
    whole = true;
    expect((await send(server.url, "/kept.txt")).status).toBe(200);
    whole = false;
    await Bun.sleep(1200);
    for (let times = 0; times < 2; times += 1) {
      const { status, body } = await send(server.url, "/kept.txt");
      expect([status, new TextDecoder().decode(body)]).toEqual([200, "whole kept.txt"]);
      await Bun.sleep(300);
    }
  });
});

describe("the data folder", () => {
  test("in the folder that is served is not served", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "a.txt"), "text");
    const data = join(folder, "tintype-data");
    const server = await startServer(program, [folder, ...serveFlags], { data });
    for (const path of ["secret.key", "origins.sqlite", "origins.sqlite-wal", "cache.sqlite"]) {
      expect((await send(server.url, `/tintype-data/${path}`)).status).toBe(404);
    }
    expect((await send(server.url, "/a.txt")).status).toBe(200);
    const call = managementOf(server.url);
    const { json } = await call("GET", "/v1/accounts/origins/folder/browse");
    expect(JSON.stringify(json)).not.toContain("tintype-data");
    const within = { type: "LOCAL_FOLDER", name: "keys", path: data };
    const added = await call("POST", "/v1/accounts/origins", within);
    expect(added).toMatchObject({
      status: 400,
      json: { message: expect.stringContaining("data folder") },
    });
    const above = { type: "LOCAL_FOLDER", name: "all", path: "/" };
    const root = await call("POST", "/v1/accounts/origins", above);
    await putEndpoint(call, { urlPrefix: "all", origins: [root.json.id], description: "all" });
    expect((await send(server.url, `/all${data}/secret.key`)).status).toBe(404);
    expect((await send(server.url, `/all${folder}/a.txt`)).status).toBe(200);
    await server.stop();
  });

  test("cannot be what is served, nor what lies in it", () => {
    const data = temporaryFolder();
    mkdirSync(join(data, "cache"));
    for (const folder of [data, join(data, "cache")]) {
      const { status, stderr } = run(program, ["serve", folder, "--data", data]);
      expect([status, stderr]).toEqual([2, expect.stringContaining("lies in the data folder")]);
    }
  });
});

test("only the folders and variables that are allowed are read", async () => {
  const [allowed, other] = [temporaryFolder(), temporaryFolder()];
  for (const folder of [allowed, other]) writeFileSync(join(folder, "a.txt"), "text");
  const flags = ["--allow-folders", allowed, "--allow-env", "SHOP_*"];
  const env = { SHOP_KEY: "shop", OTHER_KEY: "other" };
  const seen: (string | undefined)[] = [];
  const web = await startStore(({ headers }, response) => {
    seen.push(String(headers["x-key"]));
    response.end("text");
  });
  const server = await startServer(program, [allowed, ...serveFlags, ...flags], { env });
  expect((await send(server.url, "/a.txt")).status).toBe(200);
  const call = managementOf(server.url);
  const refused = { type: "LOCAL_FOLDER", name: "other", path: other };
  expect((await call("POST", "/v1/accounts/origins", refused)).status).toBe(400);
  const statuses: number[] = [];
  for (const name of ["SHOP_KEY", "OTHER_KEY", "TINTYPE_PRIVATE_KEY"]) {
    const { json } = await call("POST", "/v1/accounts/origins", {
      type: "WEB_FOLDER",
      name,
      baseUrl: web.url,
      allowPrivateNetwork: true,
      requestHeaders: { "x-key": `env:${name}` },
    });
    const urlPrefix = name.toLowerCase().replaceAll("_", "-");
    await putEndpoint(call, { urlPrefix, origins: [json.id], description: name });
    const { status, headers, body } = await send(server.url, `/${urlPrefix}/b.txt`);
    statuses.push(status);
    // Visitors learn nothing of the server's environment.
    expect(`${headers.get("ik-error")} ${new TextDecoder().decode(body)}`).not.toContain("_KEY");
  }
  expect([statuses, seen]).toEqual([[200, 404, 404], ["shop"]]);
  await server.stop();
  await web.stop();
});
