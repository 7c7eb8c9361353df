import { type Chain, printChain, readNumber, urlOf, valueIn, withValue } from "./chain.ts";

/** Widths of a responsive image: phones to wide screens. */
const widths = [320, 640, 960, 1280, 1920];

/** `<img>` with a `srcset`: the same image at several widths, its height in proportion. */
export function imageTag(base: string, chain: Chain, path: string, alt: string): string {
  const at = (width: number) => urlOf(base, resized(chain, width), path);
  const set = widths.map((width) => `${at(width)} ${width}w`).join(",\n    ");
  return `<img
  src="${attribute(at(960))}"
  srcset="
    ${attribute(set)}"
  sizes="100vw"
  alt="${attribute(alt)}">`;
}

/** `<video>` with its first frame as the poster. */
export function videoTag(url: string): string {
  return `<video
  src="${attribute(url)}"
  poster="${attribute(url)}/ik-thumbnail.jpg"
  controls
  preload="none"></video>`;
}

/** The last step that says a width decides; without one, the first is given one. */
function resized(chain: Chain, width: number): Chain {
  const found = chain.findLastIndex((step) => readNumber(valueIn(step, "w") ?? "") !== undefined);
  const at = Math.max(0, found);
  return (chain.length === 0 ? [[]] : chain).map((step, i) => {
    if (i !== at) return step;
    const before = readNumber(valueIn(step, "w") ?? "");
    const height = readNumber(valueIn(step, "h") ?? "");
    const wide = withValue(step, "w", String(width));
    if (before === undefined || height === undefined || before < 1 || height < 1) return wide;
    return withValue(wide, "h", String(Math.round((height * width) / before)));
  });
}

function attribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}

/** The options of ImageKit's client for our parameters, where it passes values on unchanged. */
const names: Record<string, string> = {
  w: "width",
  h: "height",
  ar: "aspectRatio",
  c: "crop",
  cm: "cropMode",
  fo: "focus",
  q: "quality",
  f: "format",
  bl: "blur",
  rt: "rotation",
  bg: "background",
  b: "border",
  r: "radius",
  dpr: "dpr",
};

/** Code for `@imagekit/javascript` that makes the same URL. */
export function clientCode(base: string, chain: Chain, path: string): string {
  const steps = chain.filter((step) => step.length > 0).map(stepCode);
  const transformation =
    steps.length === 0 ? "" : `\n  transformation: [\n    ${steps.join(",\n    ")},\n  ],`;
  return `import { buildSrc } from "@imagekit/javascript";

const src = buildSrc({
  urlEndpoint: ${JSON.stringify(base.replace(/\/$/, ""))},
  src: ${JSON.stringify(`/${path.replace(/^\/+/, "")}`)},${transformation}
});`;
}

function stepCode(step: readonly string[]): string {
  const known = Object.entries(names).flatMap(([key, name]) => {
    const value = valueIn(step, key);
    if (value === undefined || value === "") return [];
    const number = /^\d+(?:\.\d+)?$/.test(value);
    return [`${name}: ${number ? value : JSON.stringify(value)}`];
  });
  // A step with parameters that the client has no options for is passed as text.
  if (known.length < step.length) return `{ raw: ${JSON.stringify(printChain([[...step]]))} }`;
  return `{ ${known.join(", ")} }`;
}
