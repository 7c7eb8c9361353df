import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import ImageKit from "@imagekit/nodejs";
import { send } from "../support/http.ts";
import { photo } from "../support/pictures.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";

const key = "private_test_key";
/** Everything that must never be seen again once it has gone in. */
const secrets = { accessKey: "AKIA-ACCESS-7391", secretKey: "SECRET-8245" };
const header = { "X-Token": "HEADER-SECRET-1147" };

let server: RunningServer;
let client: ImageKit;
/** All that the server has ever said. */
const said: string[] = [];

beforeAll(async () => {
  server = await startServer(fromCheckout, ["--private-key", key, "--log", "json"]);
  client = new ImageKit({ privateKey: key, baseURL: `${server.url}/_/api`, maxRetries: 0 });
});
afterAll(() => server?.stop());

let clients = 0;

async function call(method: string, path: string, body?: unknown, authorization = basic(key)) {
  clients += 1;
  const headers: Record<string, string> = {
    "Content-Type": "application/json",
    // Each wrong key from another address, or they would be too many.
    "X-Forwarded-For": `10.1.${clients >> 8}.${clients & 255}`,
    ...(authorization === "" ? {} : { Authorization: authorization }),
  };
  const sent =
    body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
  const answer = await send(server.url, `/_/api${path}`, { method, headers, ...sent });
  const text = new TextDecoder().decode(answer.body);
  said.push(text, JSON.stringify([...answer.headers]));
  return { status: answer.status, json: text === "" ? undefined : JSON.parse(text) };
}

/** The client's promises start their request when somebody waits for them. */
function statusOf(sent: PromiseLike<unknown>): PromiseLike<number> {
  return sent.then(
    () => 200,
    (error: { status: number }) => error.status,
  );
}

function basic(user: string): string {
  return `Basic ${Buffer.from(`${user}:`).toString("base64")}`;
}

const origins: Record<string, Record<string, unknown>> = {
  S3: { bucket: "b", prefix: "raw", ...secrets },
  S3_COMPATIBLE: {
    bucket: "b",
    endpoint: "https://s3.example.com",
    s3ForcePathStyle: true,
    ...secrets,
  },
  CLOUDINARY_BACKUP: { bucket: "b", prefix: "res/demo", ...secrets },
  WEB_FOLDER: { baseUrl: "https://www.example.com/pictures", requestHeaders: header },
  WEB_PROXY: { allowedHosts: ["*.example.com"], requestHeaders: header },
  LOCAL_FOLDER: { path: "/srv/pictures" },
};

describe("the official client", () => {
  for (const [type, fields] of Object.entries(origins)) {
    test(`creates, reads, changes and deletes an origin of type ${type}`, async () => {
      const body = { type, name: `a ${type}`, ...fields } as ImageKit.Accounts.OriginRequest;
      const made = await client.accounts.origins.create(body);
      const id = made.id as string;
      expect(made).toMatchObject({
        type,
        name: `a ${type}`,
        includeCanonicalHeader: false,
      } as object);
      expect(await client.accounts.origins.get(id)).toEqual(made);
      const changed = await client.accounts.origins.update(id, { ...body, name: "changed" });
      expect(changed).toEqual({ ...made, name: "changed" });
      expect((await client.accounts.origins.list()).map((origin) => origin.id)).toContain(id);
      // The first origin ever is attached to the default endpoint.
      await client.accounts.urlEndpoints.update("default", { description: "Default", origins: [] });
      await client.accounts.origins.delete(id);
      expect(await statusOf(client.accounts.origins.get(id))).toBe(404);
      said.push(JSON.stringify([made, changed]));
    });
  }

  test("creates, reads, changes and deletes a URL endpoint", async () => {
    const { id: origin } = await client.accounts.origins.create({
      type: "LOCAL_FOLDER",
      name: "folder",
      path: "/srv/pictures",
    } as never);
    const made = await client.accounts.urlEndpoints.create({
      description: "Products",
      urlPrefix: "product-images",
      origins: [origin as string],
    });
    expect(made).toMatchObject({ urlPrefix: "product-images", origins: [origin as string] });
    expect(await client.accounts.urlEndpoints.get(made.id)).toEqual(made);
    expect(await statusOf(client.accounts.origins.delete(origin as string))).toBe(409);
    const changed = await client.accounts.urlEndpoints.update(made.id, {
      description: "All products",
      urlPrefix: "products",
    });
    expect(changed).toMatchObject({ description: "All products", origins: [] });
    expect(await client.accounts.urlEndpoints.list()).toHaveLength(2);
    await client.accounts.urlEndpoints.delete(made.id);
    expect(await statusOf(client.accounts.urlEndpoints.delete("default"))).toBe(409);
  });

  test("creates, reads, changes and deletes a named transformation", async () => {
    const made = await client.namedTransformations.create({
      name: "small_thumbnail",
      transformation: "tr:w-150,h-150",
    });
    expect(made).toMatchObject({ name: "small_thumbnail", enabled: true });
    expect(await client.namedTransformations.get(made.id)).toEqual(made);
    const changed = await client.namedTransformations.update(made.id, { enabled: false });
    expect(changed).toEqual({ ...made, enabled: false });
    expect(await client.namedTransformations.list()).toEqual([changed]);
    await client.namedTransformations.delete(made.id);
    expect(await client.namedTransformations.list()).toEqual([]);
  });
});

test("the official client reads the metadata of pictures", async () => {
  const folder = temporaryFolder();
  await Bun.write(`${folder}/photo.jpg`, await photo(300, 200, { format: "jpeg", quality: 70 }));
  const other = await startServer(fromCheckout, [folder, "--private-key", key]);
  const there = new ImageKit({ privateKey: key, baseURL: `${other.url}/_/api`, maxRetries: 0 });
  const original = await there.files.metadata.getFromURL({ url: `${other.url}/photo.jpg` });
  expect(original).toMatchObject({ width: 300, height: 200, format: "jpg", quality: 70 });
  expect(original.pHash).toMatch(/^[0-9a-f]{16}$/);
  const target = `${other.url}/tr:w-100,f-png/photo.jpg`;
  const rendition = await there.files.metadata.getFromURL({ url: target });
  expect(rendition).toMatchObject({ width: 100, height: 67, format: "png" });
  const nothing = there.files.metadata.getFromURL({ url: `${other.url}/nope.jpg` });
  expect(await statusOf(nothing)).toBe(404);
  await other.stop();
});

test("only the default endpoint goes without a prefix, custom domains or not", async () => {
  const body = { description: "far", hostnames: ["far.example.com"] };
  const { status, json } = await call("POST", "/v1/accounts/url-endpoints", body);
  expect([status, json.message]).toEqual([
    400,
    "Missing `urlPrefix`: only the default endpoint goes without one",
  ]);
});

describe("every route", () => {
  const routes: [method: string, path: string][] = [
    ["GET", "/v1/accounts/origins"],
    ["POST", "/v1/accounts/origins"],
    ["POST", "/v1/accounts/origins/test"],
    ["GET", "/v1/accounts/origins/x"],
    ["GET", "/v1/accounts/origins/x/browse"],
    ["POST", "/v1/accounts/origins/x/duplicate"],
    ["PUT", "/v1/accounts/origins/x"],
    ["DELETE", "/v1/accounts/origins/x"],
    ["GET", "/v1/accounts/url-endpoints"],
    ["POST", "/v1/accounts/url-endpoints"],
    ["GET", "/v1/accounts/url-endpoints/x"],
    ["PUT", "/v1/accounts/url-endpoints/x"],
    ["DELETE", "/v1/accounts/url-endpoints/x"],
    ["GET", "/v1/activity"],
    ["GET", "/v1/activity/stream"],
    ["GET", "/v1/address"],
    ["GET", "/v1/explain"],
    ["GET", "/v1/log"],
    ["GET", "/v1/metadata"],
    ["GET", "/v1/named-transformations"],
    ["POST", "/v1/named-transformations"],
    ["GET", "/v1/named-transformations/x"],
    ["PATCH", "/v1/named-transformations/x"],
    ["DELETE", "/v1/named-transformations/x"],
    ["GET", "/v1/parameters"],
    ["GET", "/v1/sign"],
    ["GET", "/v1/stats"],
    ["GET", "/v1/video-jobs"],
    ["GET", "/v1/video-tools"],
    ["DELETE", "/v1/video-jobs/x"],
    ["POST", "/v1/prepare"],
    ["POST", "/v1/files/purge"],
    ["GET", "/v1/files/purge/x"],
  ];

  test("is in this table", async () => {
    const { json } = await call("GET", "/openapi.json", undefined, "");
    const described = Object.entries<object>(json.paths)
      .filter(([path]) => path !== "/_/api/session")
      .flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => {
          return `${method.toUpperCase()} ${path.slice("/_/api".length).replace("{id}", "x")}`;
        }),
      );
    expect(described.sort()).toEqual(routes.map((route) => route.join(" ")).sort());
  });

  for (const [method, path] of routes) {
    test(`${method} ${path} is closed without the key, and with a wrong one`, async () => {
      for (const authorization of ["", basic("private_wrong"), basic(""), "Bearer x", "Basic !"]) {
        const { status, json } = await call(method, path, {}, authorization);
        expect([status, Object.keys(json)]).toEqual([401, ["message", "help"]]);
      }
    });
    if (/\/x(?:\/|$)/.test(path)) {
      test(`${method} ${path} knows no such id`, async () => {
        const { status, json } = await call(method, path, {
          type: "LOCAL_FOLDER",
          name: "n",
          path: "/",
        });
        expect(status).toBe(404);
        expect(json.message).toMatch(/^There is no .* with the id x$/);
      });
    }
  }

  test("an unknown address is a 404 in the same shape", async () => {
    expect(await call("GET", "/v1/nothing")).toEqual({
      status: 404,
      json: { message: "The management API has nothing at this address" },
    });
  });
});

describe("a wrong body is refused with the field and the reason", () => {
  const s3 = { type: "S3", name: "n", bucket: "b", ...secrets };
  const cases: [path: string, body: unknown, message: string][] = [
    ["origins", "{", "Cannot read the request: expected JSON"],
    [
      "origins",
      {},
      "Cannot read `type`: expected one of S3, S3_COMPATIBLE, CLOUDINARY_BACKUP, WEB_FOLDER, WEB_PROXY, LOCAL_FOLDER, got nothing",
    ],
    [
      "origins",
      { type: "FTP" },
      "Cannot read `type`: expected one of S3, S3_COMPATIBLE, CLOUDINARY_BACKUP, WEB_FOLDER, WEB_PROXY, LOCAL_FOLDER, got `FTP`",
    ],
    [
      "origins",
      { type: "S3", name: "n", ...secrets },
      "Missing `bucket`: name of the bucket, without `s3://`",
    ],
    [
      "origins",
      { ...s3, bucket: 5 },
      "Cannot read `bucket`: expected a text that is not empty, got `5`",
    ],
    ["origins", { ...s3, secretKey: 5 }, "Cannot read `secretKey`: expected a text"],
    [
      "origins",
      { ...s3, accessKey: "" },
      "Missing `accessKey`: the bucket needs it, unless `useIAMRole` is true",
    ],
    [
      "origins",
      { ...s3, encodeKeys: "yes" },
      'Cannot read `encodeKeys`: expected true, false or auto, got `"yes"`',
    ],
    [
      "origins",
      { ...s3, includeCanonicalHeader: true },
      "Missing `baseUrlForCanonicalHeader`: the canonical header needs it",
    ],
    [
      "origins",
      { type: "WEB_FOLDER", name: "n", baseUrl: "ftp://x" },
      'Cannot read `baseUrl`: expected an http or https URL, got `"ftp://x"`',
    ],
    [
      "origins",
      { type: "LOCAL_FOLDER", name: "n", path: "relative" },
      'Cannot read `path`: expected an absolute path, got `"relative"`',
    ],
    [
      "origins",
      { type: "LOCAL_FOLDER", name: "n", path: "/", colour: 1 },
      "Unknown field `colour`: expected one of name, includeCanonicalHeader, baseUrlForCanonicalHeader, path",
    ],
    [
      "url-endpoints",
      { description: "d" },
      "Missing `urlPrefix`: only the default endpoint goes without one",
    ],
    [
      "url-endpoints",
      { description: "d", urlPrefix: "a/b" },
      'Cannot read `urlPrefix`: expected letters, digits and hyphens, got `"a/b"`',
    ],
    [
      "url-endpoints",
      { description: "d", urlPrefix: "p", origins: ["nope"] },
      "Cannot read `origins`: there is no origin with the id nope",
    ],
    [
      "url-endpoints",
      { description: "d", urlPrefix: "p", originalMaxAge: -1 },
      "Cannot read `originalMaxAge`: expected a number of seconds, got `-1`",
    ],
  ];
  for (const [path, body, message] of cases) {
    test(`${path}: ${message.slice(0, 60)}`, async () => {
      const answer = await call("POST", `/v1/accounts/${path}`, body);
      expect([answer.status, answer.json.message]).toEqual([400, message]);
      // The field is data of its own, for forms: no client has to find it in the message.
      const [, named] = /`(\w+)`/.exec(message) ?? [];
      expect(answer.json.field).toBe(named);
    });
  }

  test("the field at fault is named also where the message does not quote it", async () => {
    const name = "field-at-fault";
    const named = { name, transformation: "w-10" };
    expect((await call("POST", "/v1/named-transformations", named)).status).toBe(201);
    const cases: [path: string, body: unknown, status: number, field: string][] = [
      ["/v1/named-transformations", named, 409, "name"],
      [
        "/v1/named-transformations",
        { name: "other", transformation: "w-0" },
        400,
        "transformation",
      ],
      ["/v1/files/purge", { url: "ftp://x" }, 400, "url"],
      ["/v1/accounts/url-endpoints", { urlPrefix: "p" }, 400, "description"],
      ["/v1/accounts/origins/test", { type: "S3", name, bucket: "b" }, 400, "accessKey"],
    ];
    for (const [path, body, status, field] of cases) {
      const answer = await call("POST", path, body);
      expect([path, answer.status, answer.json.field]).toEqual([path, status, field]);
    }
    expect((await call("GET", "/v1/log?limit=many")).json.field).toBe("limit");
    expect((await call("GET", "/v1/log?since=long-ago")).json.field).toBe("since");
    expect((await call("GET", "/v1/sign?url=ftp%3A%2F%2Fx")).json.field).toBe("url");
  });

  test("a wrong body is told where all fields are described, and a missing address is not", async () => {
    const { json: wrong } = await call("POST", "/v1/accounts/origins", {});
    expect(wrong.help).toBe("The fields of every request are in /_/api/openapi.json");
    const { json: missing } = await call("GET", "/v1/accounts/origins/nope");
    expect(Object.keys(missing)).toEqual(["message"]);
  });

  test("a rewriter that nobody knows is refused, with what is known", async () => {
    for (const urlRewriter of [{ type: "IPX" }, { type: "IMGIX", more: 1 }, "CLOUDINARY", {}]) {
      const body = { description: "d", urlPrefix: "p", urlRewriter };
      const { status, json } = await call("POST", "/v1/accounts/url-endpoints", body);
      expect([status, json.message]).toEqual([
        400,
        "Cannot read `urlRewriter`: expected an object whose `type` is CLOUDINARY (with " +
          "`preserveAssetDeliveryTypes`: true or false), IMGIX or AKAMAI, got " +
          `\`${JSON.stringify(urlRewriter)}\``,
      ]);
    }
  });

  test("a rewriter is answered in ImageKit's shape", async () => {
    const put = async (urlRewriter: unknown) => {
      const path = "/v1/accounts/url-endpoints/default";
      const { json } = await call("PUT", path, { description: "d", urlRewriter });
      return json.urlRewriter;
    };
    const bare = { type: "CLOUDINARY", preserveAssetDeliveryTypes: false };
    const typed = { type: "CLOUDINARY", preserveAssetDeliveryTypes: true };
    expect(await put({ type: "CLOUDINARY" })).toEqual(bare);
    expect(await put(typed)).toEqual(typed);
    expect(await put({ type: "AKAMAI" })).toEqual({ type: "AKAMAI" });
    expect(await put(undefined)).toBeUndefined();
  });

  const names: [body: unknown, status: number, message: string][] = [
    [
      { name: "with space", transformation: "w-1" },
      400,
      'Cannot read `name`: expected letters, digits, `_`, `-` and `.`, got `"with space"`',
    ],
    [
      { name: "n", transformation: "w-abc" },
      400,
      "Cannot read `w`: expected a number above 0, got `abc`",
    ],
    [{ name: "taken", transformation: "w-1" }, 409, "The name taken is taken"],
  ];
  for (const [body, status, message] of names) {
    test(`named transformation: ${message}`, async () => {
      await call("POST", "/v1/named-transformations", { name: "taken", transformation: "w-2" });
      const answer = await call("POST", "/v1/named-transformations", body);
      expect([answer.status, answer.json.message]).toEqual([status, message]);
    });
  }
});

test("a secret that a change leaves out stays as it was", async () => {
  const body = { type: "S3", name: "kept", bucket: "b", ...secrets };
  const { json } = await call("POST", "/v1/accounts/origins", body);
  const without = { type: "S3", name: "still kept", bucket: "c" };
  const { status } = await call("PUT", `/v1/accounts/origins/${json.id}`, without);
  expect(status).toBe(200);
});

test("the API is described by an OpenAPI document", async () => {
  const { status, json } = await call("GET", "/openapi.json", undefined, "");
  expect(status).toBe(200);
  expect(Object.keys(json.paths)).toContain("/_/api/v1/accounts/origins/{id}");
  const body = json.paths["/_/api/v1/accounts/origins"].post.requestBody;
  expect(JSON.stringify(body)).toContain("s3ForcePathStyle");
});

test("a change by another process takes effect at once", async () => {
  const folder = temporaryFolder();
  await Bun.write(`${folder}/a.txt`, "hello");
  const [bun = "", main = ""] = fromCheckout.command;
  const flags = [
    "--type",
    "LOCAL_FOLDER",
    "--name",
    "late",
    "--path",
    folder,
    "--data",
    server.data,
  ];
  expect(Bun.spawnSync([bun, main, "origin", "add", ...flags]).exitCode).toBe(0);
  const { json: list } = await call("GET", "/v1/accounts/origins");
  const late = list.find(({ name }: { name: string }) => name === "late");
  expect((await send(server.url, "/a.txt")).status).not.toBe(200);
  await call("PUT", "/v1/accounts/url-endpoints/default", { description: "d", origins: [late.id] });
  expect(new TextDecoder().decode((await send(server.url, "/a.txt")).body)).toBe("hello");
});

test("no answer, no log line and no export holds a secret", async () => {
  for (const [type, fields] of Object.entries(origins)) {
    await call("POST", "/v1/accounts/origins", { type, name: type, ...fields });
    await call("POST", "/v1/accounts/origins/test", { type, name: type, ...fields });
  }
  await call("GET", "/v1/accounts/origins");
  const [bun = "", main = ""] = fromCheckout.command;
  for (const command of [
    ["config", "export"],
    ["origin", "list", "--json"],
    ["origin", "list"],
  ]) {
    const { stdout, stderr } = Bun.spawnSync([bun, main, ...command, "--data", server.data]);
    said.push(stdout.toString(), stderr.toString());
  }
  const everything = [...said, server.log()].join("\n");
  expect(everything).toContain("CLOUDINARY_BACKUP");
  for (const secret of [...Object.values(secrets), ...Object.values(header), key]) {
    expect(everything.includes(secret)).toBe(false);
  }
  // Nor does the database, to whoever copies it without its key.
  const files = ["origins.sqlite", "origins.sqlite-wal"].map((name) => `${server.data}/${name}`);
  const stored = await Promise.all(files.map((file) => Bun.file(file).text()));
  expect(stored.join()).toContain("s3.example.com");
  for (const secret of Object.values(secrets)) expect(stored.join().includes(secret)).toBe(false);
}, 120_000);
