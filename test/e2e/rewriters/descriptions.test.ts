import { afterAll, beforeAll, expect, test } from "bun:test";
import { isBlurhashValid } from "blurhash";
import { type RewriterServer, startRewriterServer } from "../../support/servers/rewriter-server.ts";

let server: RewriterServer;
beforeAll(async () => {
  server = await startRewriterServer();
}, 60_000);
afterAll(() => server?.stop());

const textOf = (body: Uint8Array) => new TextDecoder().decode(body);

test("a BlurHash is a text that its decoder takes, whatever the client accepts", async () => {
  const { status, headers, body } = await server.get("/imgix/shoe.jpg?fm=blurhash&w=100", {
    accept: "image/avif,image/webp",
  });
  expect([status, headers.get("content-type"), headers.get("vary")]).toEqual([
    200,
    "text/plain",
    null,
  ]);
  const text = textOf(body);
  expect([text.length, isBlurhashValid(text).result]).toEqual([28, true]);
  expect(textOf((await server.get("/tr:f-blurhash,w-100/shoe.jpg")).body)).toBe(text);
});

test("a palette is JSON with shares of colours, or rules of CSS", async () => {
  const json = await server.get("/imgix/shoe.jpg?palette=json");
  expect(json.headers.get("content-type")).toBe("application/json");
  const palette = JSON.parse(textOf(json.body));
  expect(palette.colors).toHaveLength(6);
  for (const { red, green, blue, hex } of palette.colors) {
    const digits = [red, green, blue].map((share) =>
      Math.round(share * 255)
        .toString(16)
        .padStart(2, "0"),
    );
    expect(hex).toBe(`#${digits.join("")}`);
  }
  expect(palette.average_luminance).toBeGreaterThan(0);
  expect(palette.average_luminance).toBeLessThan(1);
  expect(Object.keys(palette.dominant_colors).length).toBeGreaterThan(0);
  const css = await server.get("/imgix/shoe.jpg?palette=css");
  expect(css.headers.get("content-type")).toBe("text/css");
  expect(textOf(css.body)).toContain(`.image-fg-1 { color: ${palette.colors[0].hex} !important; }`);
});
