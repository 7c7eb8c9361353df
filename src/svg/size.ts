import { cleanSheet } from "./css.ts";
import { type SvgSize, toPixels } from "./length.ts";
import { svgLimits } from "./sanitise.ts";
import { createCascade } from "./style/cascade.ts";
import type { StyledNode } from "./style/node.ts";
import { readXml } from "./xml.ts";

/** What browsers give an image that says nothing of its size. */
const fallback: SvgSize = { width: 300, height: 150 };

const maxSvgSide = 16_383;

/** What is larger is drawn at this many pixels, unless another size is wanted. */
export const maxSvgPixels = 100_000_000;

/**
 * The size of an SVG in whole pixels: its width and height; what is missing or relative comes from
 * its view box; without one, 300x150. Over 16383 pixels a side or 100
 * megapixels it is scaled down, keeping its shape.
 * @throws Failure EFORMAT if the text does not begin as well-formed XML
 */
export function svgSize(text: string): SvgSize {
  const { width, height } = svgExtent(text);
  const whole = (side: number) => Math.min(maxSvgSide, Math.max(1, Math.round(side)));
  const shrink = Math.min(1, maxSvgSide / Math.max(width, height));
  const sides = { width: whole(width * shrink), height: whole(height * shrink) };
  const area = sides.width * sides.height;
  if (area <= maxSvgPixels) return sides;
  const less = Math.sqrt(maxSvgPixels / area);
  return { width: Math.floor(sides.width * less), height: Math.floor(sides.height * less) };
}

/** The size of an SVG before it is rounded and limited; both sides are above 0. */
export function svgExtent(text: string): SvgSize {
  const { attributes, sheets } = readRoot(text);
  const plain = extentOf((name) => attributes.get(name));
  const style = attributes.get("style");
  if (sheets === "" && style === undefined) return plain;
  // CSS wins over attributes.
  const values = rootStyle(attributes, sheets, plain);
  return extentOf((name) => values.get(name) ?? attributes.get(name));
}

function extentOf(value: (name: string) => string | undefined): SvgSize {
  const box = viewBox(value("viewBox"));
  const width = pixels(value("width"), box?.width);
  const height = pixels(value("height"), box?.height);
  if (width && height) return { width, height };
  if (!box) return { width: width ?? fallback.width, height: height ?? fallback.height };
  if (width) return { width, height: (width * box.height) / box.width };
  if (height) return { width: (height * box.width) / box.height, height };
  return box;
}

const hasSheet = /<(?:[\w-]+:)?style[\s>]/;

/** The root's attributes, and all style sheets; a document without any is read no further. */
function readRoot(text: string): { attributes: Map<string, string>; sheets: string } {
  const all = hasSheet.test(text);
  let attributes: Map<string, string> | undefined;
  let sheets = "";
  const open: string[] = [];
  readXml(
    text,
    {
      open(element) {
        open.push(element.local);
        attributes ??= new Map(
          element.attributes.flatMap(({ uri, local, value }) =>
            uri === "" ? [[local, value] as const] : [],
          ),
        );
        return all;
      },
      close: () => open.pop(),
      text(part) {
        if (open.at(-1) === "style") sheets += part;
      },
    },
    svgLimits,
  );
  return { attributes: attributes ?? new Map(), sheets: cleanSheet(sheets) };
}

function rootStyle(attributes: Map<string, string>, sheets: string, size: SvgSize) {
  const node = { content: [], children: [], parent: undefined, place: 0 };
  const root: StyledNode = { ...node, local: "svg", attributes };
  return createCascade(sheets, size).declared(root, new Map()).values;
}

/** A length above 0; a percentage is one of `whole`. */
function pixels(text: string | undefined, whole: number | undefined): number | undefined {
  return usable(toPixels(text ?? "", whole));
}

function viewBox(text: string | undefined): SvgSize | undefined {
  const [, , width, height, more] = (text ?? "")
    .trim()
    .split(/\s*,\s*|\s+/)
    .map(Number);
  const sides = { width: usable(width), height: usable(height) };
  if (more !== undefined || !sides.width || !sides.height) return undefined;
  return { width: sides.width, height: sides.height };
}

/** Zero, endless and absurd sides count as missing, so that ratios stay numbers. */
function usable(side: number | undefined): number | undefined {
  return side !== undefined && side >= 1e-6 && side <= 1e9 ? side : undefined;
}
