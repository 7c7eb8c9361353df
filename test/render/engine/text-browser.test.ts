import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import sharp, { type Sharp } from "sharp";
import { bundledFontFile } from "../../../src/render/engine/text/font-files.ts";
import { drawText } from "../../../src/render/engine/text/text.ts";
import { noChromium, startChromium } from "../../support/chromium.ts";
import { describeUnless } from "../../support/needs.ts";

// The same words, set by us and by a browser with the same fonts.

const families = [
  "open-sans",
  "noto-sans-arabic",
  "noto-sans-devanagari",
  "noto-sans-thai",
] as const;
const fontSize = 40;
/** Mean difference of grey levels, 0 to 255, over the box. The browser's rasteriser is another. */
const mostDifference = 2.5;

describeUnless(noChromium, "text is set as a browser sets it", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser?.close());

  const rows: [name: string, text: string, more?: { width?: number; align?: "left" | "right" }][] =
    [
      ["Latin, with kerning and ligatures", "AVATAR Tyrol office fluff"],
      ["Greek", "Η γρήγορη αλεπού"],
      ["Cyrillic", "Съешь ещё этих булок"],
      ["Hebrew", "שלום עולם"],
      ["Arabic", "مرحبا بالعالم"],
      ["Persian, with a joiner that parts letters", "می‌خواهم"],
      ["Devanagari", "नमस्ते दुनिया क्षत्रिय"],
      ["Thai, with marks on marks", "สวัสดีชาวโลก ที่นี่"],
      ["Vietnamese", "Tiếng Việt ẩn"],
      ["a mixed line that runs from the left", "Order 12 שלום (abc) مرحبا end"],
      ["a mixed line that runs from the right", "مرحبا Tintype (12) عالم"],
      ["wrapped words", "one two three four five six", { width: 260 }],
      ["wrapped Thai, by its words", "สวัสดีชาวโลกที่นี่สวยงามมาก", { width: 260 }],
      ["wrapped Arabic, at the right", "مرحبا بالعالم هذا نص طويل", { width: 260, align: "right" }],
    ];

  test.each(rows)("%s", async (_, text, { width, align = "left" } = {}) => {
    const ours = await drawText({
      text,
      fontSize,
      bold: false,
      italic: false,
      colour: { red: 0, green: 0, blue: 0, alpha: 1 },
      background: { red: 255, green: 255, blue: 255, alpha: 1 },
      align,
      ...(width === undefined ? {} : { width }),
      lineHeight: 70,
      padding: [0, 0, 0, 0],
    });
    const theirs = await ofBrowser(text, align, width);
    expect(Math.abs(theirs.width - ours.width)).toBeLessThanOrEqual(2);
    expect(theirs.height).toBe(ours.height);
    const shared = Math.min(ours.width, theirs.width);
    const [mine, browsers] = await Promise.all([
      grey(sharp(ours.data, { raw: { ...ours, channels: 4 } }), shared),
      grey(sharp(theirs.png), shared),
    ]);
    // Half a pixel may be rounded up or down: a baseline above or below is the same setting.
    const differences = [-1, 0, 1].map((rows) => difference(mine, browsers, rows * shared));
    expect(Math.min(...differences)).toBeLessThan(mostDifference);
  });

  async function ofBrowser(text: string, align: string, width: number | undefined) {
    const faces = families.map((family) => {
      const bytes = readFileSync(bundledFontFile({ bold: false, italic: false }, family));
      return `@font-face{font-family:${family};src:url(data:font/ttf;base64,${bytes.toString("base64")})}`;
    });
    const page = await browser.newPage();
    try {
      await page.setContent(
        `<meta charset=utf-8><style>${faces.join("")} body{margin:0;background:#fff}
        div{display:inline-block;font:${fontSize}px/70px ${families.join(",")};text-align:${align};
        ${width === undefined ? "white-space:pre" : `width:${width}px`};text-rendering:geometricPrecision}
        </style><div dir=auto></div>`,
      );
      const element = page.locator("div");
      await element.evaluate((div, words) => {
        div.textContent = words;
        return document.fonts.ready;
      }, text);
      const box = await element.evaluate((div) => {
        const { width, height } = div.getBoundingClientRect();
        return { width: Math.ceil(width), height: Math.round(height) };
      });
      const png = await page.screenshot({ clip: { x: 0, y: 0, ...box } });
      return { ...box, png };
    } finally {
      await page.close();
    }
  }
});

/** Grey levels of the left part of this width. */
async function grey(image: Sharp, width: number): Promise<Buffer> {
  const { height = 1 } = await image.metadata();
  const part = image.flatten({ background: "white" }).extract({ left: 0, top: 0, width, height });
  return part.greyscale().raw().toBuffer();
}

/** The mean difference where one begins as many pixels later. */
function difference(a: Buffer, b: Buffer, shift: number): number {
  let [sum, count] = [0, 0];
  for (let i = Math.max(0, -shift); i < Math.min(a.length, b.length - shift); i += 1) {
    sum += Math.abs((a[i] ?? 0) - (b[i + shift] ?? 0));
    count += 1;
  }
  return sum / count;
}
