import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { addWebOrigin, managementOf, privateKey, putEndpoint } from "../support/management.ts";
import { metricOf } from "../support/metrics.ts";
import { photo } from "../support/pictures.ts";
import { type OriginServer, startOriginServer } from "../support/servers/origin-server.ts";
import { program, type RunningServer, startServer, temporaryFolder } from "../support/tintype.ts";
import { exchange } from "../support/wire.ts";

const standard = "public, s-maxage=31536000, max-age=31536000, must-revalidate";
const literal = "public, max-age=77";

const folder = temporaryFolder();
let origin: OriginServer;
let server: RunningServer;

beforeAll(async () => {
  const picture = await photo(300, 200, { format: "jpeg" });
  const text = "0123456789 and so on\n".repeat(200);
  const shapes = '<rect width="9" height="9"/>'.repeat(200);
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${shapes}</svg>`;
  const files = { "photo.jpg": picture, "site.css": text, "list.json": text, "lines.svg": drawing };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  origin = await startOriginServer();
  const body = picture;
  origin.put("/said.jpg", { body, headers: { "Cache-Control": "private, max-age=60" } });
  origin.put("/silent.jpg", { body });
  origin.put("/broken.jpg", { body: new Uint8Array(0), status: 500 });
  server = await startServer(program, [folder, "--private-key", privateKey]);
  const call = managementOf(server.url);
  const origins = [await addWebOrigin(call, "web", origin.url)];
  await putEndpoint(call, { urlPrefix: "default-of-ours", origins });
  await putEndpoint(call, { urlPrefix: "of-the-origin", origins, cacheControl: "origin" });
  await putEndpoint(call, { urlPrefix: "literal", origins, cacheControl: literal });
  const corsOrigins = ["https://example.com"];
  await putEndpoint(call, { urlPrefix: "one-site", origins, corsOrigins });
}, 60_000);
afterAll(async () => {
  await server?.stop();
  origin?.stop();
});

const ask = (target: string, headers: Record<string, string> = {}, method = "GET") =>
  exchange(server.url, target, { method, headers });

describe("Cache-Control", () => {
  const rows: [target: string, status: number, value: string][] = [
    ["/default-of-ours/said.jpg", 200, standard],
    ["/default-of-ours/tr:w-50/said.jpg", 200, standard],
    ["/of-the-origin/said.jpg", 200, "private, max-age=60"],
    ["/of-the-origin/tr:w-50/said.jpg", 200, "private, max-age=60"],
    ["/of-the-origin/silent.jpg", 200, standard],
    ["/literal/said.jpg", 200, literal],
    ["/literal/tr:w-50/said.jpg", 200, literal],
    ["/literal/nothing.jpg", 404, "public, max-age=30"],
    ["/literal/tr:w-50/nothing.jpg", 404, "public, max-age=30"],
    ["/literal/broken.jpg", 502, "no-store"],
    ["/literal/tr:w-0/said.jpg", 400, "no-store"],
    ["/literal/tr:e-upscale/said.jpg", 501, "no-store"],
  ];
  for (const [target, status, value] of rows) {
    test(`${target} is ${value}`, async () => {
      for (let i = 0; i < 3; i += 1) {
        const { headers, ...answer } = await ask(target);
        expect([answer.status, headers.get("cache-control")]).toEqual([status, value]);
        expect(headers.get("x-content-type-options")).toBe("nosniff");
      }
    });
  }
});

describe("Vary", () => {
  const rows: [target: string, vary: string | null][] = [
    ["/tr:w-50/photo.jpg", "Accept"],
    ["/tr:w-50,f-auto/photo.jpg", "Accept"],
    ["/tr:w-50,f-jpg/photo.jpg", null],
    ["/photo.jpg", null],
    ["/tr:orig-true/photo.jpg", null],
    ["/site.css", "Accept-Encoding"],
    ["/list.json", "Accept-Encoding"],
    ["/lines.svg", "Accept-Encoding"],
    ["/one-site/tr:w-50,f-jpg/said.jpg", "Origin"],
    ["/one-site/said.jpg", "Origin"],
  ];
  for (const [target, vary] of rows) {
    test(`of ${target} is ${vary ?? "absent"}`, async () => {
      for (let i = 0; i < 4; i += 1) {
        const { headers } = await ask(target, { Accept: "image/webp" });
        expect(headers.get("vary")).toBe(vary);
      }
    });
  }

  test("clients that accept other formats get them, whoever came first", async () => {
    for (let i = 0; i < 4; i += 1) {
      const some = await ask("/tr:w-52/photo.jpg", { Accept: "image/webp" });
      const others = await ask("/tr:w-52/photo.jpg", { Accept: "image/png" });
      const types = [some, others].map(({ headers }) => headers.get("content-type"));
      expect(types).toEqual(["image/webp", "image/jpeg"]);
    }
  });
});

describe("methods", () => {
  test("OPTIONS says what another site may ask", async () => {
    const sent = { Origin: "https://example.com", "Access-Control-Request-Method": "GET" };
    const { status, headers, body } = await ask("/photo.jpg", sent, "OPTIONS");
    expect([status, body.length]).toEqual([204, 0]);
    expect(headers.get("allow")).toBe("GET, HEAD, OPTIONS");
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("access-control-allow-methods")).toContain("GET");
  });

  test("OPTIONS of an endpoint for one site names that site and no other", async () => {
    const allowed = async (site: string) => {
      const { headers } = await ask("/one-site/said.jpg", { Origin: site }, "OPTIONS");
      return headers.get("access-control-allow-origin");
    };
    expect(await allowed("https://example.com")).toBe("https://example.com");
    expect(await allowed("https://evil.example")).toBeNull();
  });

  for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
    test(`${method} is not allowed`, async () => {
      for (const target of ["/photo.jpg", "/tr:w-50,f-jpg/photo.jpg", "/nothing.jpg"]) {
        const { status, headers } = await ask(target, { "Content-Length": "0" }, method);
        expect(status).toBe(405);
        expect(headers.get("allow")).toBe("GET, HEAD, OPTIONS");
        expect(headers.get("cache-control")).toBe("no-store");
      }
    });
  }
});

test("parameters that mean nothing here make no second rendition", async () => {
  const renders = () => metricOf(server.url, "tintype_stage_seconds_count", { stage: "render" });
  const before = await renders();
  const target = "/tr:w-55,f-jpg/photo.jpg";
  const first = await ask(target);
  expect(first.headers.get("x-tintype-cache")).toBe("miss");
  const others = [
    "?updatedAt=1700000000000",
    "?v=2",
    "?utm_source=mail&v=3",
    "?ik-sdk-version=js-1",
  ];
  for (const other of [...others.map((query) => target + query), "/photo.jpg?tr=w-55,f-jpg&v=1"]) {
    const { status, headers } = await ask(other);
    expect(status).toBe(200);
    expect(headers.get("x-tintype-cache")).toMatch(/^(?:disk|memory)$/);
    expect(headers.get("etag")).toBe(first.headers.get("etag"));
  }
  expect(await renders()).toBe(before + 1);
});
