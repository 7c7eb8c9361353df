import { expect, test } from "bun:test";
import sharp from "sharp";
import { codec } from "../../src/render/engine/codecs/pdf.ts";
import { judge } from "../../src/render/engine/fault.ts";
import { takeUndrawn } from "../../src/render/engine/undrawn.ts";
import { distance, sizeOf } from "../support/decode.ts";
import { describeUnless } from "../support/needs.ts";
import { pdfOf } from "../support/pictures/pdf.ts";
import { mustRender, rendition, stored } from "../support/rendition.ts";
import { expectImageOrRefusal, randomFrom } from "./changed-files.ts";
import { converted, whyNot } from "./converters.ts";

/** How much of 255 another drawing of edges and of a photo may differ on average. */
const tolerance = 3;

const document = pdfOf([
  {
    width: 595,
    height: 842,
    draws:
      "BT /F 36 Tf 60 700 Td (A page with a text) Tj ET 1 0 0 rg 60 500 200 100 re f " +
      "0 0 1 RG 8 w 300 480 m 520 640 l S q 400 0 0 300 60 100 cm /P Do Q",
  },
  { width: 400, height: 200, draws: "0 0.6 0 rg 0 0 400 200 re f 1 1 1 rg 50 50 100 100 re f" },
]);

describeUnless(whyNot("pdftoppm", "poppler-utils"), "pages are drawn as Poppler draws them", () => {
  for (const [page, width, height] of [
    [1, 1240, 1754],
    [2, 833, 417],
  ] as const) {
    test(`page ${page}`, async () => {
      const made = await mustRender(document, `pg-${page},f-png`);
      expect(await sizeOf(made)).toMatchObject({ width, height });
      const theirs = converted(document, "pdf", "png", (from, to) => [
        ...["pdftoppm", "-png", "-singlefile", "-f", String(page)],
        ...["-scale-to-x", String(width), "-scale-to-y", String(height)],
        ...[from, to.replace(/\.png$/, "")],
      ]);
      expect(await distance(made, theirs)).toBeLessThan(tolerance);
    }, 60_000);
  }
});

test("a page is resized into every format, and one that is not there is refused", async () => {
  for (const format of ["jpg", "png", "webp", "avif"]) {
    const made = await mustRender(document, `w-300,h-300,f-${format}`);
    expect(await sizeOf(made)).toMatchObject({ width: 300, height: 300 });
  }
  await expect(mustRender(document, "pg-3,w-100,f-png")).rejects.toMatchObject({ code: "EINVAL" });
}, 60_000);

test("an overlay is the page that it names, as large as that, and on nothing where it may be", async () => {
  const create = { width: 500, height: 300, channels: 3 as const, background: "#369" };
  const base = await sharp({ create }).png().toBuffer();
  const laid = async (page: string) => {
    const text = `l-image,i-a.pdf,${page},w-400,t-false,lx-9,ly-9,l-end:f-png`;
    return await mustRender(base, text, { layers: { "a.pdf": document } });
  };
  for (const page of ["pg-2", "pg-2,dn-72", "pg-2-,bg-00000000"]) {
    const input = Buffer.from(await mustRender(document, `${page},w-400,f-png`));
    const theirs = await sharp(base)
      .composite([{ input, left: 9, top: 9 }])
      .png()
      .toBuffer();
    expect(await distance(await laid(page), theirs)).toBeLessThan(1);
  }
  await expect(laid("pg-3")).rejects.toMatchObject({ code: "EINVAL" });
}, 60_000);

test("a page is drawn at the dots per inch of `dn`, and as sharp as it is wanted", async () => {
  for (const [text, width, height] of [
    ["dn-72,f-png", 595, 842],
    ["dn-300,pg-2,f-png", 1667, 833],
    ["dn-300,w-400,f-png", 400, 566],
    ["w-2480,f-png", 2480, 3508],
  ] as const) {
    expect(await sizeOf(await mustRender(document, text))).toMatchObject({ width, height });
  }
  // What is enlarged from 150 dots has soft edges, what is drawn so has none.
  const fine = await mustRender(document, "pg-2,w-2500,f-png");
  const edge = await sharp(fine)
    .extract({ left: 250, top: 600, width: 120, height: 1 })
    .greyscale()
    .raw()
    .toBuffer();
  const between = edge.filter((value) => value > Math.min(...edge) + 8 && value < 247);
  expect(between.length).toBeLessThan(4);
  await expect(mustRender(document, "dn-1200,f-png")).rejects.toMatchObject({ code: "ELIMIT" });
}, 60_000);

test("a font that the document lacks is named, and one that every reader has is not", async () => {
  const draws = "BT /F 36 Tf 20 40 Td (A text) Tj ET";
  const page = { width: 200, height: 100, draws };
  for (const [font, missing] of [
    ["Helvetica", []],
    ["Times-Bold", []],
    ["ComicSansMS", ["ComicSansMS"]],
  ] as const) {
    takeUndrawn();
    await mustRender(pdfOf([page], font), "f-png");
    expect(takeUndrawn()).toEqual([...missing]);
  }
}, 60_000);

test("a font that is missing is named in each rendition of a page that is kept drawn", async () => {
  const draws = "BT /F 36 Tf 20 40 Td (A text) Tj ET";
  const file = stored(pdfOf([{ width: 200, height: 100, draws }], "ComicSansMS"));
  const named: string[][] = [];
  for (const text of ["w-300,f-png", "w-300,f-webp", "w-300,f-png,bl-3"]) {
    takeUndrawn();
    await mustRender({ file }, text);
    named.push(takeUndrawn());
  }
  expect(named).toEqual([["ComicSansMS"], ["ComicSansMS"], ["ComicSansMS"]]);
}, 60_000);

test("that there is no memory for a page is not told as damage of the document", async () => {
  const vast = { width: 40_000, height: 20_000 };
  const read = codec.raster?.read(document, 0, { size: vast }) ?? Promise.resolve();
  const thrown = await Promise.resolve(read).catch((error: unknown) => error);
  expect(judge(thrown)).toMatchObject({ failure: { code: "ELIMIT" }, suspect: true });
  // And the next page is drawn.
  expect(await sizeOf(await mustRender(document, "w-200,f-png"))).toMatchObject({ width: 200 });
}, 60_000);

test("a stamp is drawn finely, and a poster coarsely", async () => {
  const page = (width: number, height: number) => pdfOf([{ width, height, draws: "" }]);
  expect(await sizeOf(await mustRender(page(60, 30), "f-png"))).toMatchObject({ width: 600 });
  const poster = await sizeOf(await mustRender(page(14_400, 7_200), "w-2000,f-png"));
  expect(poster).toMatchObject({ width: 2000, height: 1000 });
}, 60_000);

test("what is cut off or changed is an error or an image, and never more", async () => {
  const small = pdfOf([{ width: 200, height: 100, draws: "1 0 0 rg 10 10 80 80 re f" }]);
  await expect(mustRender(Buffer.from("%PDF-1.4\nnothing"), "f-png")).rejects.toMatchObject({
    code: "EFORMAT",
  });
  const random = randomFrom(5);
  for (let i = 0; i < 60; i += 1) {
    const changed = Uint8Array.from(small);
    // What is beside the photo.
    const places = [
      ...Array(300).keys(),
      ...Array.from({ length: 700 }, (_, n) => small.length - 1 - n),
    ];
    for (let n = 0; n < 5; n += 1) changed[9 + (places[random(places.length)] ?? 0)] = random(256);
    await expectImageOrRefusal(changed, "w-50,f-png", ["EFORMAT", "ELIMIT", "EINVAL"]);
  }
}, 120_000);

test("a page is drawn on nothing where its background can be seen through, else on white", async () => {
  const [white, nothing] = [[255, 255, 255, 255], [0]];
  const corner = async (text: string) => {
    const made = await mustRender(document, text);
    const pixel = sharp(made).ensureAlpha().extract({ left: 140, top: 2, width: 1, height: 1 });
    const values = [...(await pixel.raw().toBuffer())];
    return values[3] === 0 ? nothing : values;
  };
  const cases: [text: string, colour: number[]][] = [
    ["w-300,f-png", white],
    ["w-300,bg-FF0000,f-png", white],
    ["w-300,bg-FFFFFF00,f-png", nothing],
    ["w-300:bg-transparent,f-webp,lo-true", nothing],
    ["w-300,bg-FF000050,f-png", [255, 0, 0, 128]],
    ["w-300,bg-FFFFFF00:bg-FF0000,f-png", [255, 0, 0, 255]],
    ["w-300,bg-FFFFFF00,f-jpg,q-100", white],
    ["w-300,h-900,cm-pad_resize,fo-top,bg-FFFFFF00,f-png", white],
    ["w-300,rt-90,bg-transparent,f-png", white],
  ];
  for (const [text, colour] of cases) {
    expect([text, await corner(text)]).toEqual([text, colour]);
  }
}, 60_000);

test("a page on nothing looks on white like one on white", async () => {
  const [white, nothing] = [
    await mustRender(document, "w-300,f-png"),
    await mustRender(document, "w-300,bg-FFFFFF00,f-png"),
  ];
  expect(
    await distance(await sharp(nothing).flatten({ background: "#fff" }).png().toBuffer(), white),
  ).toBeLessThan(1);
}, 60_000);

test("a document is passed through where its own format is wanted, and no page or size of it", async () => {
  for (const text of ["f-orig", "f-orig,q-50", "q-auto:f-orig,md-true"]) {
    expect(await rendition(document, text)).toBeUndefined();
  }
  for (const text of ["f-orig,pg-1", "f-orig,w-100", "if-w_gt_5,w-100,if-end:f-orig", "q-50"]) {
    const made = await rendition(document, text);
    expect((await sharp(made).metadata()).format).toBe("jpeg");
  }
}, 60_000);
