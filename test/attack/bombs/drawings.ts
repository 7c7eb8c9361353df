import { bytesOf, laughs, svg, useBomb } from "../../svg/fixtures.ts";
import type { Bombs } from "./bomb.ts";
import { gzipOf } from "./inflating.ts";
import { pngOf } from "./pngs.ts";

const large = (width: number, height: number, body = '<rect width="9" height="9"/>') =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${body}</svg>`;
const image = (bytes: Uint8Array, id = "i") =>
  `<image id="${id}" width="9" height="9" href="data:image/png;base64,${Buffer.from(bytes).toString("base64")}"/>`;
const filtered = (primitives: string) =>
  large(
    2_000,
    2_000,
    `<filter id="f">${primitives}</filter><rect width="2000" height="2000" filter="url(#f)"/>`,
  );
const nested = (
  open: string,
  close: string,
  times: number,
  inner = '<rect width="9" height="9"/>',
) => open.repeat(times) + inner + close.repeat(times);
const declared = (declarations: string, content = "<text>&a;</text>") =>
  `<!DOCTYPE svg [${declarations}]>${svg(content)}`;
const line = (attributes: string) => svg(`<path d="M0 0L100 50" stroke="red" ${attributes}/>`);

/** By what is wrong with it; each becomes a file. */
const texts: Record<string, () => string> = {
  "billions-of-rectangles": () => useBomb,
  "billions-of-laughs": () => laughs,
  "one-entity-100000-times": () =>
    declared(`<!ENTITY a "${"x".repeat(100_000)}">`, `<text>${"&a;".repeat(100_000)}</text>`),
  "entity-in-a-circle": () => declared('<!ENTITY a "&b;"><!ENTITY b "&a;">'),
  "entity-of-a-file": () => declared('<!ENTITY a SYSTEM "file:///etc/passwd">'),
  "entity-of-a-device": () => declared('<!ENTITY a SYSTEM "file:///dev/zero">'),
  "declarations-of-elsewhere": () => declared('<!ENTITY % a SYSTEM "http://127.0.0.1:9/a"> %a;'),
  "2-to-the-31-squared": () => large(2 ** 31, 2 ** 31),
  "16000-by-6000": () => large(16_000, 6_000),
  "size-beyond-numbers": () => large(1e308, 1e308),
  "100000-deep": () => large(99, 99, nested("<g>", "</g>", 100_000)),
  "100000-drawings-deep": () => large(99, 99, nested("<svg>", "</svg>", 100_000)),
  "groups-of-half-opacity": () => large(8_000, 4_000, nested('<g opacity=".5">', "</g>", 200)),
  "masks-in-a-circle": () =>
    svg(
      '<mask id="m"><g mask="url(#m)"><rect width="9" height="9"/></g></mask><g mask="url(#m)"/>',
    ),
  "use-of-itself": () => svg('<g id="a"><use href="#a"/></g>'),
  "gradients-in-a-circle": () =>
    svg(
      '<linearGradient id="a" href="#b"/><linearGradient id="b" href="#a"/><rect fill="url(#a)"/>',
    ),
  dashes: () => line('stroke-dasharray="0.00001"'),
  "line-as-wide-as-all": () => line('stroke-width="1e30" stroke-linejoin="round"'),
  turbulence: () => filtered('<feTurbulence baseFrequency="0.1" numOctaves="99"/>'),
  "blur-of-all": () => filtered('<feGaussianBlur stdDeviation="1e9"/>'.repeat(50)),
  dilation: () => filtered('<feMorphology operator="dilate" radius="999"/>'.repeat(20)),
  convolution: () =>
    filtered(`<feConvolveMatrix order="99" kernelMatrix="${"1 ".repeat(99 * 99)}"/>`),
  "500-filters-of-one-image": () =>
    svg(
      `<defs>${image(pngOf({ width: 7_000, height: 7_000 }, 7_000 * 7_001))}</defs>` +
        `<filter id="f">${'<feImage href="#i"/>'.repeat(500)}</filter><rect width="9" height="9" filter="url(#f)"/>`,
    ),
  "one-image-200-times": () =>
    svg(
      image(pngOf({ width: 7_000, height: 7_000 }, 7_000 * 7_001)) + '<use href="#i"/>'.repeat(200),
    ),
  "image-of-4-gigapixels": () => svg(image(pngOf({ width: 60_000, height: 60_000 }, 99))),
  "pattern-of-points": () =>
    svg(
      '<pattern id="p" width=".001" height=".001" patternUnits="userSpaceOnUse"><rect width="9" height="9"/></pattern>' +
        '<rect width="100" height="50" fill="url(#p)"/>',
    ),
  "a-million-letters": () => svg(`<text font-size="1">${"x".repeat(1e6)}</text>`),
  "a-million-points": () => svg(`<path stroke="red" d="M0 0${"L99 49 0 0".repeat(5e5)}"/>`),
  "100000-rules": () =>
    svg(`<style>${"g g g>*+*~rect{fill:red}".repeat(1e5)}</style>${"<g><rect/></g>".repeat(1e4)}`),
  "letters-as-large-as-all": () => svg('<text font-size="1e9">Aa</text>'),
};

export const drawings: Bombs = {
  ...Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [`${name}.svg`, () => bytesOf(text())]),
  ),
  "spaces-of-a-gigabyte.svg": () => gzipOf(large(9, 9), 32, 1_000_000_000),
  "spaces-of-30-megabytes.svg": () => gzipOf(large(9, 9), 32, 30_000_000),
};
