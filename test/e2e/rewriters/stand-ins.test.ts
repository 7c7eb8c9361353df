import { afterAll, beforeAll, expect, test } from "bun:test";
import sharp from "sharp";
import { decode } from "../../support/decode.ts";
import { type RewriterServer, startRewriterServer } from "../../support/servers/rewriter-server.ts";

let server: RewriterServer;
beforeAll(async () => {
  server = await startRewriterServer();
}, 60_000);
afterAll(() => server?.stop());

async function ink(body: Uint8Array): Promise<number> {
  const { channels } = await sharp(body).stats();
  return channels.at(-1)?.max ?? 0;
}

test("a text without an image is drawn on a ground of its own", async () => {
  const { status, headers, body } = await server.get(
    "/imgix/~text?txtsize=55&txt=917x558&w=917&h=558",
  );
  expect([status, headers.get("content-type")]).toEqual([200, "image/png"]);
  expect(await decode(body)).toMatchObject({ width: 917, height: 558, format: "png" });
  expect(await ink(body)).toBe(255);
  const free = await server.get("/imgix/~text?txt=two%20lines&txt-size=40&w=120&fm=jpg&bg=ffffff");
  const { width, height, format } = await decode(free.body);
  expect([width, format, height > 80]).toEqual([120, "jpeg", true]);
});

test("a watermark may be such a text", async () => {
  const mark = "https://demo.imgix.net/~text?txt=Title&txt-size=40&w=100&h=60&bg=ff0000";
  const mark64 = Buffer.from(mark).toString("base64url");
  const { status, headers, body } = await server.get(
    `/imgix/shoe.jpg?fm=png&mark-align=top,left&mark-pad=0&mark64=${mark64}`,
  );
  expect([status, headers.get("x-tintype-ignored")]).toEqual([200, null]);
  const [red, green, blue] = await sharp(body)
    .extract({ left: 95, top: 55, width: 1, height: 1 })
    .removeAlpha()
    .raw()
    .toBuffer();
  expect([red, green, blue]).toEqual([255, 0, 0]);
});

test("a profile's image that no origin has is a neutral one, which is said", async () => {
  const { status, headers, body } = await server.get(
    "/cld/image/twitter_name/w_60,h_60,c_fill/ada.jpg",
  );
  expect([status, headers.get("content-type")]).toEqual([200, "image/jpeg"]);
  expect(await decode(body)).toMatchObject({ width: 60, height: 60 });
  expect(headers.get("x-tintype-ignored")).toBe("twitter_name");
  expect(headers.get("x-tintype-origin")).toBe("built-in");
  expect(headers.get("cache-control")).toBe("public, max-age=30");
  const plain = await server.get("/cld/image/facebook/65646572251.jpg");
  expect([plain.status, plain.headers.get("content-type")]).toEqual([200, "image/png"]);
});

test("what was uploaded and is missing stays missing", async () => {
  expect(await server.statusOf("/cld/image/upload/w_60/ada.jpg")).toBe(404);
  expect(await server.statusOf("/blank?tr=w-10")).toBe(404);
  expect(await server.statusOf("/imgix/person")).toBe(404);
});
