import { expect, test } from "bun:test";
import sharp from "sharp";
import { decode } from "../../support/decode.ts";
import { photo } from "../../support/pictures.ts";
import { mustRender } from "../../support/rendition.ts";
import { namespaces, redPng } from "../../svg/fixtures.ts";

const icon = `<svg ${namespaces} width="24" height="24"><path d="M4 4h16v16h-16z" fill="#d00"/></svg>`;

/** Rows from the first with any of the icon to the first that is all of it: a smear takes many. */
function softness({ height, width, pixel }: Awaited<ReturnType<typeof decode>>): number {
  const middle = Math.floor(width / 2);
  let soft = 0;
  for (let y = 0; y < height / 2; y += 1) {
    const [red, green, , alpha] = pixel(middle, y);
    const clean = alpha === 0 || (red === 255 && green === 255) || (red > 200 && green < 12);
    if (!clean) soft += 1;
  }
  return soft;
}

const base = await photo(40, 40, { format: "png" });
const white = new TextEncoder().encode(
  `<svg ${namespaces} width="500" height="500"><rect width="500" height="500" fill="#fff"/></svg>`,
);

test.each([
  "l-image,i-icon.svg,w-400,t-false,l-end",
  "l-image,i-icon.svg,w-400,l-end",
  "l-image,i-icon.svg,w-10,h-10,cm-extract:w-400,l-end",
])("an icon of 24 pixels as a logo of 400 is crisp: %s", async (layer) => {
  const made = await mustRender(white, `f-png,${layer}`, { layers: { "icon.svg": icon } });
  expect(softness(await decode(made))).toBeLessThanOrEqual(2);
});

test.each([
  "w-400",
  "fl-h:w-400",
  "t-true,w-400",
  "e-grayscale:w-400",
  "cm-extract,w-20,h-20:w-400",
  "b-1_FF0000:w-400",
])("a drawing that is enlarged is crisp, whatever was done before: %s", async (text) => {
  const made = await decode(await mustRender(icon, `${text},f-png`));
  expect(made.width).toBe(400);
  const gradual = made.data.filter((value, i) => i % 4 === 3 && value > 0 && value < 255);
  expect(gradual.length).toBeLessThan(5 * 1600);
});

test("a plan of 355,572 units a side, of which nobody has the pixels, is drawn at 128", async () => {
  const cad = `<svg ${namespaces} viewBox="0 0 355572 355572"><circle cx="177786" cy="177786" r="177786" fill="#080"/></svg>`;
  for (const text of ["w-128,f-png", "t-true,w-128,f-png"]) {
    const { width, height, pixel } = await decode(await mustRender(cad, text));
    expect([width, height]).toEqual([128, 128]);
    expect(pixel(64, 64)).toEqual([0, 136, 0, 255]);
  }
  const layer = `f-png,l-image,i-cad.svg,w-30,l-end`;
  const made = await decode(await mustRender(base, layer, { layers: { "cad.svg": cad } }));
  expect(made.pixel(20, 20)).toEqual([0, 136, 0, 255]);
});

const shown = async (content: string, x = 20, y = 20) => {
  const text = `<svg ${namespaces} width="40" height="40">${content}</svg>`;
  return (await decode(await mustRender(text, "f-png"))).pixel(x, y);
};
const square = (style: string) => `<rect width="40" height="40" style="${style}"/>`;

test.each([
  ["a variable", `<style>:root{--c:#0000dc}</style>${square("fill:var(--c)")}`],
  [
    "a variable of a class",
    `<style>svg{--c:#0000dc}.a{fill:var(--c)}</style><path class="a" d="M0 0h40v40h-40z"/>`,
  ],
  ["a variable with a fallback", square("fill:var(--none, #0000dc)")],
  ["an attribute with a variable", '<rect width="40" height="40" fill="var(--none,#0000dc)"/>'],
  ["a colour without commas", square("fill:rgb(0 0 220)")],
  ["geometry in CSS", '<rect style="fill:#0000dc;width:40px;height:40px"/>'],
  ["a transform in CSS", '<rect width="4" height="4" style="fill:#0000dc;transform:scale(10)"/>'],
])("a logo is coloured as in browsers, by %s", async (_, content) => {
  expect(await shown(content)).toEqual([0, 0, 220, 255]);
});

test("a colour of half opacity is no black", async () => {
  const [red, green, blue = 0, alpha = 0] = await shown(square("fill:rgb(0 0 220 / 50%)"));
  expect([red, green]).toEqual([0, 0]);
  expect(Math.abs(blue - 220) + Math.abs(alpha - 128)).toBeLessThanOrEqual(2);
});

test.each([
  ["the root's class", ".r{width:60px;height:30px}", 'class="r" viewBox="0 0 20 10"', 60, 30],
  ["its name", "svg{width:50px}", 'width="10" viewBox="0 0 20 10"', 50, 25],
  ["a rule that is not the root's", "rect{width:50px}", 'width="10" viewBox="0 0 2 1"', 10, 5],
  ["its own style over a rule", "svg{width:9px}", 'style="width:30px" viewBox="0 0 2 1"', 30, 15],
  ["a variable", "svg{--w:44px;width:var(--w)}", 'viewBox="0 0 2 1"', 44, 22],
])("the size of a style sheet counts, by %s", async (_, css, attributes, width, height) => {
  const text = `<svg ${namespaces} ${attributes}><style>${css}</style><path d="M0 0h99v99h-99z"/></svg>`;
  const made = await decode(await mustRender(text, "f-png"));
  expect(made).toMatchObject({ width, height });
  expect(made.pixel(width - 1, height - 1)).toEqual([0, 0, 0, 255]);
});

test("the size that is written in CSS counts", async () => {
  const text = `<svg ${namespaces} style="width:120px;height:60px" viewBox="0 0 2 1"/>`;
  expect(await decode(await mustRender(text, "f-png"))).toMatchObject({ width: 120, height: 60 });
});

const red = Buffer.from(redPng, "base64");
test.each([
  ["with a charset", `data:image/png;charset=utf-8;base64,${redPng}`],
  ["without a type", `data:;base64,${redPng}`],
  ["under another type", `data:image/jpeg;base64,${redPng}`],
  [
    "percent-encoded",
    `data:image/png,${[...red].map((b) => `%${b.toString(16).padStart(2, "0")}`).join("")}`,
  ],
])("a PNG that is written down %s is drawn", async (_, href) => {
  const image = `<image width="40" height="40" preserveAspectRatio="none" href="${href}"/>`;
  const [r = 0, g = 0, b = 0, alpha] = await shown(image);
  expect(alpha).toBe(255);
  expect([r > 200, g < 60, b < 60]).toEqual([true, true, true]);
});

test.each(["webp", "avif"] as const)("a picture of %s in a drawing is drawn", async (format) => {
  const picture = await sharp({
    create: { width: 20, height: 20, channels: 3, background: "#00c" },
  })
    .toFormat(format)
    .toBuffer();
  const href = `data:image/${format};base64,${picture.toString("base64")}`;
  const [red = 255, , blue = 0, alpha] = await shown(
    `<image width="40" height="40" href="${href}"/>`,
  );
  expect([red < 20, blue > 185, alpha]).toEqual([true, true, 255]);
});
