import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { send } from "../../support/http.ts";
import { addWebOrigin, managementOf, privateKey, putEndpoint } from "../../support/management.ts";
import { photo } from "../../support/pictures.ts";
import { childrenOf } from "../../support/processes.ts";
import { type OriginServer, startOriginServer } from "../../support/servers/origin-server.ts";
import { program, type RunningServer, startServer } from "../../support/tintype.ts";

// What an original is, and what its origin says of it, is another's to choose.

const bytesOf = (text: string) => new TextEncoder().encode(text);
const page = bytesOf("<html xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></html>");
const drawing = bytesOf(
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>',
);

let origin: OriginServer;
let server: RunningServer;
beforeAll(async () => {
  origin = await startOriginServer();
  const flags = ["--renderers", "1", "--timeout", "20s"];
  server = await startServer(program, ["--private-key", privateKey, ...flags]);
  const call = managementOf(server.url);
  await putEndpoint(call, { origins: [await addWebOrigin(call, "web", origin.url)] });
}, 30_000);
afterAll(async () => {
  await server?.stop("SIGKILL");
  origin?.stop();
});

const get = (target: string, headers: Record<string, string> = {}) =>
  send(server.url, target, { headers });

describe("nothing runs in an original of the type", () => {
  const types = [
    ...["TEXT/HTML", "APPLICATION/XHTML+XML", "Text/Xml", "text/xsl", "Image/SVG+XML"],
    ...[
      "text/plain,text/html",
      "a/b, text/html",
      "text/html ;x",
      "\ttext/html",
      "application/x+xml",
    ],
    ...["multipart/x-mixed-replace", "text/html\u00a0", "image/svg", "*/*", "text", ""],
  ];
  for (const [i, type] of types.entries()) {
    test(JSON.stringify(type), async () => {
      for (const [name, body] of Object.entries({ page, drawing })) {
        const path = `/${i}-${name}.jpg`;
        origin.put(path, { body, headers: { "Content-Type": type } });
        for (const target of [path, `/tr:orig-true${path}`]) {
          const { status, headers } = await get(target);
          // What is said to be a drawing and is none is refused.
          if (status === 415) continue;
          expect(status).toBe(200);
          expect(headers.get("content-security-policy")).toContain("sandbox");
          expect(headers.get("content-security-policy")).toMatch(/(?:default|script)-src 'none'/);
          expect(headers.get("x-content-type-options")).toBe("nosniff");
          expect(headers.get("content-type")).toMatch(/^[a-z0-9.+/-]+(?:; charset=[\w-]+)?$/);
        }
      }
    });
  }
});

test("an original that says twice whether it is private, or says it oddly, is private", async () => {
  const marks = ["true", "true, true", "true, false", "false, true", "TRUE", " true ,"];
  const statuses: number[] = [];
  for (const [i, mark] of marks.entries()) {
    origin.put(`/private${i}.txt`, { body: page, headers: { "Is-Private-File": mark } });
    statuses.push((await get(`/private${i}.txt`)).status);
  }
  expect(statuses).toEqual(marks.map(() => 403));
});

test("a date of an original that is none is not passed on, and one that is stays", async () => {
  const date = "Mon, 01 Jul 2024 10:00:00 GMT";
  origin.put("/dated.txt", { body: page, headers: { "Last-Modified": date } });
  origin.put("/undated.txt", { body: page, headers: { "Last-Modified": "never, <script>" } });
  expect((await get("/dated.txt")).headers.get("last-modified")).toBe(date);
  expect((await get("/undated.txt")).headers.get("last-modified")).toBeNull();
});

describe("a small drawing that would take gigabytes is refused", () => {
  const svg = (width: number, height: number, body: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}">${body}</svg>`;
  const png = Buffer.alloc(33);
  png.write("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "latin1");
  png.writeUInt32BE(7_000, 16);
  png.writeUInt32BE(7_000, 20);
  const image = `<image id="i" width="9" height="9" href="data:image/png;base64,${png.toString("base64")}"/>`;
  const drawings: [name: string, text: string][] = [
    ["an image used 200 times", svg(99, 99, image + '<use href="#i"/>'.repeat(200))],
    [
      "500 filters of one image",
      svg(
        99,
        99,
        `<defs>${image}</defs><filter id="f">${'<feImage href="#i"/>'.repeat(500)}</filter><rect width="9" height="9" filter="url(#f)"/>`,
      ),
    ],
    ["16000 by 6000 pixels", svg(16_000, 6_000, '<rect width="9" height="9"/>')],
    [
      "groups in groups of half opacity",
      svg(
        8_000,
        4_000,
        `${'<g opacity=".5">'.repeat(200)}<rect width="9" height="9"/>${"</g>".repeat(200)}`,
      ),
    ],
  ];
  for (const [i, [name, text]] of drawings.entries()) {
    test(name, async () => {
      // Each a file of its own: an original that is known is not fetched again.
      origin.put(`/drawing${i}.svg`, bytesOf(text));
      // One that holds too much is replaced afterwards, and tells nothing any more.
      let peak = 0;
      const look = () => {
        const peaks = childrenOf(server.process.pid as number).map(peakOf);
        peak = Math.max(peak, ...peaks);
      };
      const watch = setInterval(look, 50);
      const { status } = await get(`/tr:orig-false,w-20,f-png/drawing${i}.svg`);
      clearInterval(watch);
      look();
      expect([200, 400, 415]).toContain(status);
      expect(peak).toBeGreaterThan(0);
      expect(peak).toBeLessThan(1_600 * 1024);
    }, 60_000);
  }
});

/** Kilobytes that a process had resident at most; 0 when it has ended. */
function peakOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

test("a path with control characters is refused, and takes nothing away from the path that it spells", async () => {
  origin.put("/pub.jpg", await photo(40, 30, { format: "jpeg" }));
  const codes = ["%0A", "%00", "%0d", "%0D%0A", "%1b", "%7f", "%09"];
  const forged = codes.flatMap((code) => [
    `/pub.jpg${code}`,
    `/tr:w-9/pub.jpg${code}${code}image${code}upload${code}`,
    `/x${code}/pub.jpg`,
  ]);
  for (const target of forged) expect([target, (await get(target)).status]).toEqual([target, 400]);
  expect((await get("/pub.jpg")).status).toBe(200);
  expect((await get("/tr:w-9/pub.jpg")).status).toBe(200);
});
