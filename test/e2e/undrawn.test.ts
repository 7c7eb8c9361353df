import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { send } from "../support/http.ts";
import { animatedGif } from "../support/pictures/kinds.ts";
import { photo } from "../support/pictures.ts";
import { program, type RunningServer, startServer, temporaryFolder } from "../support/tintype.ts";

const drawings: [name: string, content: string, undrawn: string | null][] = [
  ["plain", '<rect width="9" height="9"/>', null],
  ["html", "<foreignObject width='9' height='9'><p>a</p></foreignObject>", "foreignObject"],
  ["elsewhere", '<image href="https://host/a.png"/>', "image from elsewhere"],
  ["stroke", '<path d="M0 0h9" vector-effect="non-scaling-stroke"/>', "vector-effect"],
  ["shape", '<rect width="9" height="9" style="clip-path:circle(4px)"/>', "clip-path: shape"],
  [
    "colour",
    '<path style="fill:color-mix(in srgb,red,blue)"/>',
    "fill: color-mix(in srgb,red,blue)",
  ],
  ["space", '<path style="transform:perspective(9px)"/>', "transform in space"],
  ["moving", '<rect><animate attributeName="x" to="9" dur="1s"/></rect>', "animation"],
  ["family", '<text y="9" font-family="Roboto, sans-serif">ab</text>', "font Roboto"],
  ["generic", '<text y="9" font-family="sans-serif">ab &amp; c</text>', null],
  ["scripts", '<text y="9">שלום مرحبا น้ำ</text>', null],
  ["joined", '<text y="9">नमस्ते</text>', "Devanagari letters in their exact places"],
  ["letters", '<text y="9">a日本日</text>', "U+65E5, U+672C"],
];

const folder = temporaryFolder();
let server: RunningServer;

beforeAll(async () => {
  for (const [name, content] of drawings) {
    const text = `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">${content}</svg>`;
    writeFileSync(join(folder, `${name}.svg`), text);
  }
  writeFileSync(join(folder, "moves.gif"), await animatedGif(60, 40, 3));
  const apng = join(import.meta.dirname, "../render/originals/moves.png");
  writeFileSync(join(folder, "moves.png"), readFileSync(apng));
  writeFileSync(join(folder, "photo.jpg"), await photo(200, 100, { format: "jpeg" }));
  server = await startServer(program, [folder]);
}, 60_000);
afterAll(() => server?.stop());

const undrawnOf = async (path: string) => {
  const { status, headers } = await send(server.url, path);
  expect(status).toBe(200);
  return headers.get("x-tintype-undrawn");
};

test.each(drawings)(
  "what a rendition of a drawing lacks is named, made or kept: %s",
  async (name, _, undrawn) => {
    for (let i = 0; i < 3; i += 1) {
      expect(await undrawnOf(`/tr:f-png/${name}.svg`)).toBe(undrawn);
    }
    const layer = `/tr:l-image,i-${name}.svg,l-end/photo.jpg`;
    expect(await undrawnOf(layer)).toBe(undrawn);
  },
);

test("a background that stays is named, since nobody is in front of it", async () => {
  const stays = "background removal: no person found";
  expect(await undrawnOf("/tr:w-50,e-bgremove-try/photo.jpg")).toBe(stays);
  const { status, headers } = await send(server.url, "/tr:w-50,e-bgremove/photo.jpg");
  expect([status, headers.get("ik-error")]).toEqual([
    ...[
      501,
      "ENOTSUP - `e-bgremove` cuts people out of still images: none was found in this image",
    ],
  ]);
});

test("what a drawing loses that is delivered as it is, is named", async () => {
  expect(await undrawnOf("/html.svg")).toBe("foreignObject");
  expect(await undrawnOf("/html.svg")).toBe("foreignObject");
  expect(await undrawnOf("/stroke.svg")).toBe(null);
});

test("a letter that no font has is named, and those that are drawn are not", async () => {
  const text = (letters: string) =>
    undrawnOf(`/tr:l-text,i-${encodeURIComponent(letters)},l-end/photo.jpg`);
  expect(await text("abc")).toBe(null);
  expect(await text("a日c日本")).toBe("U+65E5, U+672C");
  expect(await text("a日c日本")).toBe("U+65E5, U+672C");
  expect(await text("ok 👍")).toBe("U+1F44D");
});

test.each([
  ["/tr:f-jpg/moves.gif", "animation"],
  ["/tr:w-30,f-avif/moves.gif", "animation"],
  ["/tr:f-jpg/moves.png", "animation"],
  ["/tr:w-30/moves.gif", null],
  ["/tr:w-30,f-webp/moves.gif", null],
  ["/tr:w-30,pg-2,f-png/moves.gif", null],
  ["/tr:f-avif/photo.jpg", null],
])("a still of what moves says so, unless a frame was requested: %s", async (path, undrawn) => {
  expect(await undrawnOf(path)).toBe(undrawn);
});
