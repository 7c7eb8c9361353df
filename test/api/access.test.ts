import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { send } from "../support/http.ts";
import { basic, privateKey } from "../support/management.ts";
import { fromCheckout, type RunningServer, startServer } from "../support/tintype.ts";

let server: RunningServer;
let clients = 0;

beforeAll(async () => {
  server = await startServer(fromCheckout, ["--private-key", privateKey, "--log", "json"]);
});
afterAll(() => server?.stop());

/** An address that nobody has used yet. */
function someone(): string {
  clients += 1;
  return `192.0.2.${clients}`;
}

async function call(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: unknown,
  url = server.url,
) {
  const sent = {
    method,
    headers: { "Content-Type": "application/json", "X-Forwarded-For": someone(), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
  const answer = await send(url, `/_/api${path}`, sent);
  const text = new TextDecoder().decode(answer.body);
  return { ...answer, json: text === "" ? undefined : JSON.parse(text) };
}

const ours = { "X-Tintype-Request": "1" };
const named = { name: "small", transformation: "w-100" };

/** Signs in, and gives the cookie as a browser sends it back. */
async function signIn(): Promise<{ Cookie: string }> {
  const { headers } = await call("POST", "/session", {}, { key: privateKey });
  return { Cookie: headers.get("set-cookie")?.split(";")[0] ?? "" };
}

describe("a session", () => {
  test("begins with the key, and its cookie is for this server's pages only", async () => {
    const { status, json, headers } = await call("POST", "/session", {}, { key: privateKey });
    expect([status, json.signedIn]).toEqual([200, true]);
    expect(headers.get("set-cookie")).toMatch(
      /^tintype_session=[\w-]{43}; Path=\/_\/; Max-Age=604800; HttpOnly; SameSite=Strict$/,
    );
    expect(headers.get("cache-control")).toBe("no-store");
  });

  test("says whether it is there, and opens the API", async () => {
    expect((await call("GET", "/session")).json.signedIn).toBe(false);
    const cookie = await signIn();
    expect((await call("GET", "/session", cookie)).json.signedIn).toBe(true);
    expect((await call("GET", "/v1/stats", cookie)).status).toBe(200);
    expect((await call("GET", "/v1/stats", { Cookie: "tintype_session=x" })).status).toBe(401);
  });

  test("ends when its owner signs out", async () => {
    const cookie = await signIn();
    const { status, headers } = await call("DELETE", "/session", { ...cookie, ...ours });
    expect([status, headers.get("set-cookie")]).toEqual([
      204,
      "tintype_session=; Path=/_/; Max-Age=0; HttpOnly; SameSite=Strict",
    ]);
    expect((await call("GET", "/v1/stats", cookie)).status).toBe(401);
    expect((await call("DELETE", "/session")).status).toBe(204);
  });

  test("is refused with another key, in one shape, without the browser's dialogue", async () => {
    const wrong = await call("POST", "/session", ours, { key: "private_wrong" });
    expect([wrong.status, wrong.json.message]).toEqual([401, "That key is not right"]);
    expect(wrong.headers.get("www-authenticate")).toBe("Session");
    expect((await call("GET", "/v1/stats")).headers.get("www-authenticate")).toBe("Basic");
    for (const body of [{}, { key: 5 }, { key: privateKey, more: 1 }, []]) {
      expect((await call("POST", "/session", {}, body)).status).toBe(400);
    }
  });

  test("has a cookie for encrypted connections only, where there are such", async () => {
    const proxied = { "X-Forwarded-Proto": "https" };
    const { headers } = await call("POST", "/session", proxied, { key: privateKey });
    expect(headers.get("set-cookie")).toEndWith("; Secure");
    const args = [
      "--private-key",
      privateKey,
      "--public-url",
      "https://img.example.com",
      "--admin-public",
    ];
    const other = await startServer(fromCheckout, args);
    const signedIn = await call("POST", "/session", {}, { key: privateKey }, other.url);
    expect(signedIn.headers.get("set-cookie")).toEndWith("; Secure");
    await other.stop();
  });
});

describe("a change in a session", () => {
  const wrong: [name: string, headers: Record<string, string>][] = [
    ["without the dashboard's own header", {}],
    ["with another value of it", { "X-Tintype-Request": "true" }],
    ["from another site", { ...ours, "Sec-Fetch-Site": "cross-site" }],
    ["from a neighbouring site", { ...ours, "Sec-Fetch-Site": "same-site" }],
    ["from another origin", { ...ours, Origin: "https://elsewhere.example" }],
    ["from an opaque origin", { ...ours, Origin: "null" }],
    ["from another port of this host", { ...ours, Origin: "http://127.0.0.1:1" }],
  ];
  for (const [name, headers] of wrong) {
    test(`is refused ${name}`, async () => {
      const all = { ...(await signIn()), ...headers };
      expect((await call("POST", "/v1/named-transformations", all, named)).status).toBe(403);
      expect((await call("DELETE", "/session", all)).status).toBe(403);
    });
  }

  const right: [name: string, headers: () => Record<string, string>][] = [
    ["with the header", () => ours],
    ["from this site", () => ({ ...ours, "Sec-Fetch-Site": "same-origin" })],
    ["from this origin", () => ({ ...ours, Origin: server.url })],
  ];
  for (const [name, headers] of right) {
    test(`is made ${name}`, async () => {
      const all = { ...(await signIn()), ...headers() };
      const body = { ...named, name: `n${clients}` };
      expect((await call("POST", "/v1/named-transformations", all, body)).status).toBe(201);
    });
  }

  test("is refused from another site with the key that a browser remembers, too", async () => {
    const key = { Authorization: basic(privateKey), "Sec-Fetch-Site": "cross-site" };
    expect((await call("POST", "/v1/named-transformations", key, named)).status).toBe(403);
    expect((await call("GET", "/v1/named-transformations", key)).status).toBe(200);
  });

  test("no other site's script may ask for leave", async () => {
    const { status, headers } = await call("OPTIONS", "/v1/named-transformations", {
      Origin: "https://elsewhere.example",
      "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": "x-tintype-request",
    });
    expect(status).not.toBe(204);
    expect(headers.has("access-control-allow-origin")).toBe(false);
  });
});

describe("wrong keys", () => {
  const guess = (from: string) => ({ Authorization: basic("guess"), "X-Forwarded-For": from });
  const right = (from: string) => ({ Authorization: basic(privateKey), "X-Forwarded-For": from });

  test("make their address wait after the fifth, and no other", async () => {
    const from = someone();
    const statuses: number[] = [];
    for (let i = 0; i < 6; i += 1)
      statuses.push((await call("GET", "/v1/log", guess(from))).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    const waiting = await call("GET", "/v1/log", right(from));
    expect(waiting.status).toBe(429);
    expect(waiting.json.message).toMatch(/^Too many wrong keys: the next try is possible in \d s$/);
    expect(Number(waiting.headers.get("retry-after"))).toBeWithin(1, 3);
    expect((await call("GET", "/v1/log", right(someone()))).status).toBe(200);
    await Bun.sleep(1100);
    expect((await call("GET", "/v1/log", right(from))).status).toBe(200);
    // The right key clears the account.
    expect((await call("GET", "/v1/log", guess(from))).status).toBe(401);
  });

  test("count together, however they are given, and stop no session", async () => {
    const from = someone();
    const cookie = await signIn();
    const headers = { "X-Forwarded-For": from };
    for (let i = 0; i < 3; i += 1) {
      await call("GET", "/v1/log", guess(from));
      await call("POST", "/session", headers, { key: "guess" });
    }
    expect((await call("POST", "/session", headers, { key: privateKey })).status).toBe(429);
    expect((await call("GET", "/v1/log", { ...headers, ...cookie })).status).toBe(200);
  });

  test("are no reason to read what comes with them", async () => {
    const { status } = await call("POST", "/v1/accounts/origins", { Authorization: basic("x") });
    expect(status).toBe(401);
  });
});

describe("an address of its own for what is below /_/", () => {
  let apart: RunningServer;
  let admin: string;
  beforeAll(async () => {
    const args = ["--private-key", privateKey, "--admin-port", "0", "--admin-host", "127.0.0.1"];
    apart = await startServer(fromCheckout, args);
    admin = await apart.line(/^Dashboard and management API: (http:\S+)\/_\/$/m);
    for (let tries = 0; tries < 200 && (await send(admin, "/_/ready")).status !== 200; tries += 1) {
      await Bun.sleep(50);
    }
  });
  afterAll(() => apart?.stop());

  for (const path of ["/_/health", "/_/ready"]) {
    test(`${path} answers at both`, async () => {
      for (const url of [admin, apart.url]) expect((await send(url, path)).status).toBe(200);
    });
  }

  for (const path of ["/_/", "/_/metrics", "/_/api/openapi.json"]) {
    test(`${path} answers there, and is nothing where the images are`, async () => {
      expect((await send(admin, path)).status).toBe(200);
      const { status, headers } = await send(apart.url, path);
      expect([status, headers.get("ik-error")]).toEqual([404, "ENOENT - Nothing is here"]);
    });
  }

  test("the API takes the key there only, and images are shown at both", async () => {
    const key = { Authorization: basic(privateKey) };
    expect((await call("GET", "/v1/stats", key, undefined, admin)).status).toBe(200);
    expect((await send(apart.url, "/_/api/v1/stats", { headers: key })).status).toBe(404);
    for (const url of [apart.url, admin]) {
      const { headers } = await send(url, "/nothing.jpg");
      expect(headers.get("ik-error")).toBe("ENOENT - This URL endpoint has no origin yet");
    }
  });
});
