import { expect, test } from "bun:test";
import { rasteriseSvg } from "../../../src/render/engine/drawing/svg.ts";
import type { Raster } from "../../../src/render/engine/text/text.ts";
import { bytesOf, laughs, redPng, svg, useBomb } from "../../svg/fixtures.ts";

const draw = (content: string, width = 100, height = 50) =>
  rasteriseSvg(bytesOf(svg(content)), { width, height });

function pixel({ width, data }: Raster, x: number, y: number): number[] {
  return [...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4)];
}

/** Covered pixels, in all. */
function ink({ data }: Raster): number {
  let sum = 0;
  for (let i = 3; i < data.length; i += 4) sum += (data[i] ?? 0) / 255;
  return sum;
}

const whole = (fill: string) => `<rect width="100" height="50" ${fill}/>`;

test("colours and alpha are right, and alpha is not multiplied in", async () => {
  expect(pixel(await draw(whole('fill="#c81e28"')), 50, 25)).toEqual([200, 30, 40, 255]);
  expect(pixel(await draw(whole('fill="#f00" fill-opacity=".5"')), 50, 25)).toEqual([
    255, 0, 0, 128,
  ]);
  expect(pixel(await draw(""), 50, 25)).toEqual([0, 0, 0, 0]);
  const [red = 0, green = 0, blue = 0, alpha] = pixel(
    await draw(whole('fill="#c81e28" opacity=".25"')),
    50,
    25,
  );
  expect(alpha).toBe(64);
  // Eight bits that were multiplied keep less.
  for (const [got, wanted] of [
    [red, 200],
    [green, 30],
    [blue, 40],
  ] as const) {
    expect(Math.abs(got - wanted)).toBeLessThanOrEqual(2);
  }
});

test.each([
  [100, 50],
  [33, 17],
  [1, 1],
  [17, 200],
])("the picture is %i by %i when asked so, to the edges", async (width, height) => {
  const raster = await draw(whole('fill="#00f"'), width, height);
  expect(raster).toMatchObject({ width, height });
  expect(raster.data).toHaveLength(4 * width * height);
  expect(ink(raster)).toBe(width * height);
});

test("a picture whose box has another shape keeps it", async () => {
  const text =
    '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50" viewBox="0 0 10 10" x="40"><rect width="10" height="10"/></svg>';
  const raster = await rasteriseSvg(bytesOf(text), { width: 100, height: 50 });
  expect([20, 30, 70, 80].map((x) => pixel(raster, x, 25)[3])).toEqual([0, 255, 255, 0]);
});

test("a gradient runs from one colour to the other", async () => {
  const raster = await draw(
    `<linearGradient id="a"><stop stop-color="#f00"/><stop offset="1" stop-color="#00f"/></linearGradient>${whole('fill="url(#a)"')}`,
  );
  const [start, middle, end] = [0, 50, 99].map((x) => pixel(raster, x, 25));
  expect(start?.[0]).toBeGreaterThan(250);
  expect(end?.[2]).toBeGreaterThan(250);
  expect(Math.abs((middle?.[0] ?? 0) - 127)).toBeLessThan(4);
});

test.each([
  "Open Sans",
  "Arial",
  "sans-serif",
  "serif",
  "monospace",
  "cursive",
  "No Such Font, fantasy",
])("text in %p has ink", async (family) => {
  const raster = await draw(`<text x="5" y="35" font-size="24" font-family="${family}">Ham</text>`);
  expect(ink(raster)).toBeGreaterThan(150);
  expect(pixel(raster, 99, 49)[3]).toBe(0);
});

test("bold text has more ink, and style sheets count", async () => {
  const [plain, bold] = await Promise.all(
    ["normal", "bold"].map((weight) =>
      draw(`<style>.t{font-weight:${weight}}</style><text class="t" x="5" y="35">Hamburg</text>`),
    ),
  );
  expect(ink(bold as Raster)).toBeGreaterThan(1.15 * ink(plain as Raster));
});

test("a picture written down in place is drawn, one from elsewhere is not", async () => {
  const image = (href: string) =>
    `<image width="100" height="50" preserveAspectRatio="none" href="${href}"/>`;
  expect(pixel(await draw(image(`data:image/png;base64,${redPng}`)), 50, 25)[3]).toBe(255);
  expect(ink(await draw(image("/etc/hostname")))).toBe(0);
  expect(ink(await draw(image("file:///etc/hostname")))).toBe(0);
  expect(ink(await draw(image("data:image/svg+xml;base64,PHN2Zy8+")))).toBe(0);
});

/** A PNG of this size as far as its header goes. */
function pngHeader(width: number, height: number): string {
  const header = Buffer.alloc(33);
  header.write("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "latin1");
  header.writeUInt32BE(width, 16);
  header.writeUInt32BE(height, 20);
  return `<image href="data:image/png;base64,${header.toString("base64")}"/>`;
}

const masks = Array.from(
  { length: 20 },
  (_, i) => `<mask id="m${i}">${`<g mask="url('#m${i + 1}')"/>`.repeat(4)}</mask>`,
).join("");

test.each([
  ["nothing", "", "EFORMAT"],
  ["what is broken", "<svg><g></svg>", "EFORMAT"],
  ["entities of entities", laughs, "EFORMAT"],
  ["references to references", useBomb, "ELIMIT"],
  ["masks of masks", svg(`${masks}<g mask="url(#m0)"/>`), "ELIMIT"],
  ["a picture that unpacks to 2.5 billion pixels", svg(pngHeader(50_000, 50_000)), "ELIMIT"],
  [
    "a picture that is drawn again and again",
    svg(`<g id="a">${pngHeader(7_000, 7_000)}</g>${'<use href="#a"/>'.repeat(10)}`),
    "ELIMIT",
  ],
  ["many pictures", svg(pngHeader(4_000, 4_000).repeat(4)), "ELIMIT"],
])("%s is refused at once", async (_, text, code) => {
  const start = performance.now();
  const drawing = rasteriseSvg(bytesOf(text), { width: 10, height: 10 });
  expect(await drawing.catch((error) => error)).toMatchObject({ code });
  expect(performance.now() - start).toBeLessThan(1_000);
});

test("a drawing of a few lines that needs gigabytes is refused, and not called damaged", async () => {
  const groups = `${'<g opacity=".9">'.repeat(200)}<rect width="100" height="50"/>${"</g>".repeat(200)}`;
  const failed = await draw(groups, 8_000, 4_000).catch((error) => error);
  expect(failed).toMatchObject({ code: "ELIMIT", message: expect.stringContaining("memory") });
}, 20_000);

test("a size beyond every limit is refused", async () => {
  const drawing = draw("", 20_000, 20_000);
  expect(await drawing.catch((error) => error)).toMatchObject({ code: "ELIMIT" });
});

test("references that go round are not drawn", async () => {
  expect(ink(await draw('<g id="a"><use href="#a"/></g>'))).toBe(0);
});

test("what makes the rasteriser panic leaves the next picture alone", async () => {
  const panic = `<filter id="f" x="-1e9" width="1e10"><feGaussianBlur stdDeviation="1e9"/></filter><rect filter="url(#f)" width="5" height="5"/>`;
  for (let i = 0; i < 3; i += 1) {
    const text = `<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10">${panic}</svg>`;
    const failed = await rasteriseSvg(bytesOf(text), { width: 10, height: 10 }).catch((e) => e);
    expect(failed).toMatchObject({ code: "EFORMAT" });
    expect(pixel(await draw(whole('fill="#0f0"')), 1, 1)).toEqual([0, 255, 0, 255]);
  }
});

test("a hundred pictures of many sizes come out alike", async () => {
  for (let i = 0; i < 100; i += 1) {
    const raster = await draw(`${whole('fill="#fff"')}<text y="9">a</text>`, 10 + i, 10 + i);
    expect(pixel(raster, 9 + i, 9 + i)).toEqual([255, 255, 255, 255]);
  }
});
