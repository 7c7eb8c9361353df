import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { bundledFontFile } from "../../../src/render/engine/text/font-files.ts";
import { noChromium, startChromium } from "../../support/chromium.ts";
import { decode } from "../../support/decode.ts";
import { describeUnless } from "../../support/needs.ts";
import { mustRender } from "../../support/rendition.ts";
import { namespaces } from "../../svg/fixtures.ts";

// Drawings of 40 by 40 pixels as Chromium shows them in an `img`, and as they are rendered here.

const drawn = (content: string, attributes = 'width="40" height="40"') =>
  `<svg ${namespaces} ${attributes}>${content}</svg>`;
const whole = (attributes: string) => `<rect width="40" height="40" ${attributes}/>`;
const filled = (colour: string) => whole(`style="fill:${colour}"`);
const sheet = (css: string, content: string) => drawn(`<style>${css}</style>${content}`);
const inner = drawn(
  '<style>.a{fill:oklch(60% .2 250)}</style><rect class="a" width="30" height="40"/>',
);

/** Words, and the font that has them. */
const scripts = [
  ["שלום עולם", "open-sans"],
  ["مرحبا بالعالم", "noto-sans-arabic"],
  ["สวัสดีชาวโลก น้ำ", "noto-sans-thai"],
] as const;

/** Colours without edges, which are smoothed in two ways. */
const ramp = sharp(
  Uint8Array.from(
    { length: 4800 },
    (_, i) => [6 * (Math.floor(i / 3) % 40), 90, i / 20][i % 3] ?? 0,
  ),
  { raw: { width: 40, height: 40, channels: 3 } },
);
const image = (type: string, bytes: Uint8Array, more = "") =>
  drawn(
    `<image width="40" height="40" href="data:image/${type};base64,${Buffer.from(bytes).toBase64()}" ${more}/>`,
  );
const png = await ramp.clone().png().toBuffer();

const drawings: [name: string, text: string][] = [
  ...[
    "rgb(0 0 220)",
    "rgb(10% 20% 90%)",
    "rgb(0 0 220 / 50%)",
    "rgba(0 0 220 / .25)",
    "hsl(200 80% 40%)",
    "hsl(200deg 80% 40% / 60%)",
    "hsl(0.5turn, 80%, 40%)",
    "hwb(200 20% 30%)",
    "hwb(90 60% 70%)",
    "lab(60% 40 -30)",
    "lab(29.69% 44.888% -29.04%)",
    "lch(60% 50 300)",
    "lch(60 50% 0.3turn / 0.5)",
    "oklab(0.6 0.1 -0.1)",
    "oklab(60% -30% 20%)",
    "oklch(0.6 0.1 30)",
    "oklch(70% 0.15 none)",
    "color(srgb 0.2 0.4 0.9)",
    "color(srgb-linear 0.2 0.4 0.9)",
    "color(display-p3 0.4 0.5 0.6)",
    "color(a98-rgb 0.4 0.5 0.6)",
    "color(prophoto-rgb 0.4 0.5 0.6)",
    "color(rec2020 0.4 0.5 0.6)",
    "color(xyz 0.3 0.3 0.3)",
    "color(xyz-d50 0.3 0.3 0.3 / 50%)",
    "light-dark(#c00, #0c0)",
    "currentcolor",
  ].map((colour): [string, string] => [colour, drawn(filled(colour))]),
  ["a colour in an attribute", drawn(whole('fill="oklch(0.6 0.1 30)"'))],
  [
    "a colour of a gradient",
    drawn(
      `<linearGradient id="g"><stop style="stop-color:lab(60% 40 -30)"/></linearGradient>${whole('fill="url(#g)"')}`,
    ),
  ],
  ["a colour that is not known after one that is", drawn(filled("red;fill:colour(1 2 3)"))],
  ["a transform in a rule", sheet("rect{transform:scale(10) translateX(1px)}", whole(""))],
  [
    "a transform of a class with an origin",
    sheet(
      ".a{transform:rotate(90deg);transform-origin:20px 20px}",
      '<path class="a" d="M0 0h40v10h-40z"/>',
    ),
  ],
  [
    "an origin in words and shares",
    sheet(
      "path{transform:rotate(.25turn);transform-origin:right 50%}",
      '<path d="M0 0h40v10h-40z"/>',
    ),
  ],
  [
    "an origin of the shape's own box",
    sheet(
      "rect{transform-box:fill-box;transform-origin:center;transform:rotate(90deg)}",
      '<rect x="10" y="4" width="24" height="6"/>',
    ),
  ],
  [
    "an origin beside an attribute",
    drawn('<rect width="30" height="8" transform="rotate(90)" transform-origin="20 20"/>'),
  ],
  [
    "translate, rotate and scale by themselves",
    sheet(
      "rect{translate:10px 5px;rotate:90deg;scale:.5 2}",
      '<rect y="-10" width="10" height="10"/>',
    ),
  ],
  [
    "a transform that is skewed",
    sheet("rect{transform:skewX(45deg)}", '<rect width="10" height="30"/>'),
  ],
  ["a matrix", sheet("rect{transform:matrix(1,0,0,2,5,6)}", '<rect width="10" height="10"/>')],
  [
    "a translation by shares",
    sheet("rect{transform:translate(50%,25%)}", '<rect width="20" height="20"/>'),
  ],
  [
    "a turn out of the plane",
    sheet("rect{transform:rotateX(60deg)}", '<rect width="20" height="40"/>'),
  ],
  ["geometry in a rule", sheet("rect{x:5px;y:.5em;width:50%;height:1cm;rx:4px}", "<rect/>")],
  ["a circle in a rule", sheet("circle{cx:20px;cy:20px;r:12px}", "<circle/>")],
  ["an ellipse in a rule", sheet("ellipse{cx:20px;cy:50%;rx:16px;ry:6px}", "<ellipse/>")],
  ["a path in a rule", sheet('path{d:path("M0 0h40v20h-40z")}', "<path/>")],
  ["a rule over an attribute", sheet("rect{width:12px}", whole(""))],
  ["an attribute under a class", sheet(".a{fill:#00c}", whole('class="b a" fill="red"'))],
  ["an id over a class", sheet("#i{fill:#00c}.a{fill:red}", whole('id="i" class="a"'))],
  [
    "what is important",
    sheet(".a{fill:#00c!important}#i{fill:red}", whole('id="i" class="a" style="fill:lime"')),
  ],
  ["the last of equals", sheet(".a{fill:red}.b{fill:#00c}", whole('class="b a"'))],
  ["a child's place", sheet("rect:nth-child(2n+1){fill:#00c}", `<rect/>${whole("")}`)],
  ["a type's place", sheet("rect:nth-of-type(2){fill:#00c}", `<rect/><g/>${whole("")}`)],
  ["the last child", sheet("rect:last-child{fill:#00c}", `<g/>${whole("")}`)],
  ["not a class", sheet("rect:not(.a){fill:#00c}", whole(""))],
  ["one of several", sheet(":is(.a,.b) > rect{fill:#00c}", `<g class="b">${whole("")}</g>`)],
  ["a descendant", sheet("svg .a rect{fill:#00c}", `<g class="a"><g>${whole("")}</g></g>`)],
  ["a sibling", sheet("path + rect{fill:#00c}path ~ g{opacity:.5}", `<path/>${whole("")}`)],
  ["an attribute's value", sheet('[data-a],[id^="x"]{fill:#00c}', whole('id="xyz"'))],
  ["a pointer that is not there", sheet("rect:hover{fill:red}rect{opacity:1}", whole(""))],
  ["a rule that is not known", sheet("rect:nothing{fill:red}rect, rect::-x{fill:lime}", whole(""))],
  [
    "a wide screen",
    sheet("@media (min-width:30px) and (max-width:50px){rect{fill:#00c}}", whole("")),
  ],
  ["a print", sheet("@media print{rect{fill:red}}", whole(""))],
  ["a dark screen", sheet("@media (prefers-color-scheme:dark){rect{fill:red}}", whole(""))],
  ["what is supported", sheet("@supports (fill:red){rect{fill:#00c}}", whole(""))],
  ["frames", sheet("@keyframes k{from{fill:red}}rect{fill:#00c}", whole(""))],
  [
    "a variable within a part",
    sheet(".a{--c:#00c}.b{--c:red}rect{fill:var(--c)}", `<g class="a">${whole("")}</g>`),
  ],
  [
    "a variable elsewhere",
    sheet(".b{--c:red}rect{fill:var(--c,#00c)}", `<g class="b"/>${whole("")}`),
  ],
  ["a variable of a variable", sheet("svg{--a:#00c;--b:var(--a)}rect{fill:var(--b)}", whole(""))],
  ["a variable in a colour", sheet("svg{--h:250}rect{fill:oklch(60% .1 var(--h))}", whole(""))],
  [
    "a variable that is missing",
    sheet("g{fill:#00c}rect{fill:var(--none)}", `<g>${whole('fill="red"')}</g>`),
  ],
  [
    "a value that is taken back",
    sheet("g{fill:#00c}rect{fill:red}.a{fill:unset}", `<g>${whole('class="a"')}</g>`),
  ],
  [
    "a variable of a use",
    drawn(
      `<defs><rect id="r" width="40" height="40" fill="var(--c)"/></defs><use href="#r" style="--c:#00c"/>`,
    ),
  ],
  [
    "a drawing in base64",
    drawn(`<image width="40" height="40" href="data:image/svg+xml;base64,${btoa(inner)}"/>`),
  ],
  [
    "a drawing in percents",
    drawn(`<image width="40" height="40" href="data:image/svg+xml,${encodeURIComponent(inner)}"/>`),
  ],
  [
    "a drawing in letters",
    drawn(
      `<image width="40" height="40" href='data:image/svg+xml;utf8,${inner.replaceAll("<", "&lt;")}'/>`,
    ),
  ],
  [
    "a turned JPEG",
    image("jpeg", await ramp.clone().jpeg().withMetadata({ orientation: 6 }).toBuffer()),
  ],
  [
    "a JPEG with a profile",
    image("jpeg", await ramp.clone().jpeg().withIccProfile("p3").toBuffer()),
  ],
  ["a PNG with a profile", image("png", await ramp.clone().withIccProfile("p3").png().toBuffer())],
  ["a BMP", image("bmp", await mustRender(png, "f-bmp"))],
  ["an icon", image("x-icon", await mustRender(png, "f-ico"))],
  [
    "a root that can be seen through",
    drawn(whole('fill="red"'), 'width="40" height="40" opacity=".5"'),
  ],
  [
    "a drawing within that can be seen through",
    drawn(`<svg style="opacity:.5">${whole('fill="red"')}</svg>`),
  ],
  [
    "a mask of the root",
    drawn(
      `<mask id="m"><rect width="40" height="40" fill="#888"/></mask>${whole('fill="red"')}`,
      'width="40" height="40" mask="url(#m)"',
    ),
  ],
  [
    "a filter of the root",
    drawn(
      `<filter id="f" color-interpolation-filters="sRGB"><feColorMatrix values=".5 0 0 0 0 0 1 0 0 0 0 0 1 0 0 0 0 0 1 0"/></filter>${whole('fill="#fff"')}`,
      'width="40" height="40" filter="url(#f)"',
    ),
  ],
  ["a ground", drawn("<path/>", 'width="40" height="40" style="background-color:rgb(0 0 200)"')],
  ["a ground in a rule", sheet("svg{background:#eee no-repeat}", '<rect width="10" height="10"/>')],
  [
    "a ground beyond the view box",
    drawn("<path/>", 'width="40" height="20" viewBox="-10 5 10 10" style="background:#c00"'),
  ],
  [
    "a ground of nothing",
    drawn('<rect width="9" height="9"/>', 'width="40" height="40" style="background:none"'),
  ],
  ["the youngest name of a colour", drawn(whole('fill="rebeccapurple"'))],
  ["a sum in a colour", drawn(filled("rgb(calc(100 + 20) 0 0)"))],
  [
    "sums in sums",
    drawn('<path d="M0 20h40" style="stroke:red;stroke-width:calc((1px + 3px)*5 - 2px/2)"/>'),
  ],
  ["a sum of shares", sheet("rect{width:calc(100% - 10px);height:max(10px, 50%)}", "<rect/>")],
  ["a share of numbers", drawn(whole('style="opacity:calc(1 / 4)"'))],
  ["a width in letters", drawn('<path d="M0 20h40" style="stroke:red;stroke-width:1em"/>')],
  ["a style sheet for print", drawn(`<style media="print">rect{fill:red}</style>${whole("")}`)],
  [
    "a mask by alpha",
    drawn(
      `<mask id="m" style="mask-type:alpha"><rect width="20" height="40"/></mask>${whole('fill="red" mask="url(#m)"')}`,
    ),
  ],
];

describeUnless(noChromium, "a drawing is rendered as Chromium shows it, with", () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await startChromium();
    page = await browser.newPage();
  }, 60_000);
  afterAll(() => browser?.close());

  const shown = (text: string): Promise<{ width: number; data: number[] }> =>
    page.evaluate(
      `(async () => {
        const image = new Image();
        image.src = "data:image/svg+xml," + encodeURIComponent(${JSON.stringify(text)});
        await image.decode();
        const { naturalWidth: width, naturalHeight: height } = image;
        const context = new OffscreenCanvas(width, height).getContext("2d");
        context.drawImage(image, 0, 0);
        return { width, data: [...context.getImageData(0, 0, width, height).data] };
      })()`,
    );

  async function expectSame(text: string): Promise<void> {
    const browsers = await shown(text);
    const { width, data } = await decode(await mustRender(text, "f-png"));
    expect(width).toBe(browsers.width);
    // Where all can be seen through, colours are left to chance.
    const differences = Array.from({ length: data.length / 4 }, (_, pixel) => {
      const at = 4 * pixel;
      const seen = Math.min(data[at + 3] ?? 0, browsers.data[at + 3] ?? 0) / 255;
      return Math.max(
        ...[0, 1, 2, 3].map((band) => {
          const difference = Math.abs((data[at + band] ?? 0) - (browsers.data[at + band] ?? 0));
          return band === 3 ? difference : difference * seen;
        }),
      );
    });
    // Edges are smoothed in two ways.
    const most = differences.length / 20;
    expect(differences.filter((difference) => difference > 3).length).toBeLessThanOrEqual(most);
    expect(differences.filter((difference) => difference > 48).length).toBeLessThanOrEqual(
      most / 5,
    );
  }

  for (const [name, text] of drawings) test(name, () => expectSame(text), 60_000);

  for (const [words, font] of scripts) {
    test(`text: ${words}`, async () => {
      const lines = (family: string) =>
        `<text x="10" y="50" font-size="36" font-family="${family}">${words}</text>`;
      const drawn = (content: string) =>
        `<svg xmlns="http://www.w3.org/2000/svg" width="360" height="80">${content}</svg>`;
      const file = readFileSync(bundledFontFile({ bold: false, italic: false }, font));
      const face = `<style>@font-face{font-family:T;src:url(data:font/ttf;base64,${file.toString("base64")})}</style>`;
      const browsers = await shown(drawn(`${face}${lines("T, 'Open Sans'")}`));
      const ours = await decode(await mustRender(drawn(lines("sans-serif")), "f-png"));
      const ink = (data: ArrayLike<number>, pixel: number) => data[4 * pixel + 3] ?? 0;
      const pixels = [...new Array(360 * 80).keys()];
      const all = pixels.reduce((sum, pixel) => sum + ink(browsers.data, pixel), 0);
      const differing = pixels.reduce(
        (sum, pixel) => sum + Math.abs(ink(browsers.data, pixel) - ink(ours.data, pixel)),
        0,
      );
      expect(all).toBeGreaterThan(pixels.length);
      // Edges are smoothed in two ways.
      expect(differing / all).toBeLessThan(0.15);
    }, 60_000);
  }
});
