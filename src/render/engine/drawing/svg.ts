import { readFile } from "node:fs/promises";
import { Failure } from "../../../failure.ts";
import { packagedFile } from "../../../runtime/runtime.ts";
import { withPlainCss } from "../../../svg/browser-css.ts";
import { fitted } from "../../../svg/fit.ts";
import { drawingIn, drawingReference } from "../../../svg/href.ts";
import { type SvgLimits, sanitiseSvg, svgLimits } from "../../../svg/sanitise.ts";
import { maxSvgPixels } from "../../../svg/size.ts";
import { undrawnParts } from "../../../svg/undrawn.ts";
import { checkWeight } from "../../../svg/weight.ts";
import type { Size } from "../../plan/size.ts";
import { withMemoryLimit } from "../memory/limit.ts";
import { scriptFontsFor } from "../text/fallback.ts";
import { bundledFontFile } from "../text/font-files.ts";
import type { Raster } from "../text/text.ts";
import { noteUndrawn } from "../undrawn.ts";
import { undrawnText } from "./missing-text.ts";
import { type Resvg, startResvg } from "./resvg.ts";

/**
 * Draws an SVG at exactly this size, text with the bundled fonts, and nothing from anywhere else.
 * Only its process can stop it, so a deadline is for those who run that.
 * @throws Failure EFORMAT if it is no SVG that can be drawn, ELIMIT over a limit
 */
export async function rasteriseSvg(
  bytes: Uint8Array,
  size: Size,
  limits: Partial<SvgLimits> = {},
  convert?: ImageConverter,
): Promise<Raster> {
  if (size.width * size.height > maxSvgPixels) {
    throw new Failure("ELIMIT", `The SVG is too large: ${size.width}x${size.height} pixels`);
  }
  const all = { ...svgLimits, ...limits };
  const text = new TextDecoder().decode(sanitiseSvg(bytes, all, noteUndrawn));
  checkWeight(text, all);
  const drawable = await plainDrawing(text, convert);
  // Images that have become PNG have a weight now.
  if (drawable !== text) checkWeight(drawable, all);
  const content = fitted(drawable, size);
  const fonts = content.includes("<text") ? await fontsFor(content) : [];
  const pixels = draw(await rasteriser(), content, fonts);
  if (pixels.length !== 4 * size.width * size.height) throw undrawable();
  return { ...size, data: straight(pixels) };
}

/** Makes a PNG of an image that the rasteriser would draw wrong; undefined of others, and where that fails. */
type ImageConverter = (bytes: Uint8Array) => Promise<Uint8Array | undefined>;

/** A drawing as the rasteriser reads it, and those within it. */
async function plainDrawing(text: string, convert?: ImageConverter): Promise<string> {
  const plain = await withKnownImages(withPlainCss(text, noteUndrawn), convert);
  for (const part of undrawnParts(plain)) noteUndrawn(part);
  for (const part of await undrawnText(plain)) noteUndrawn(part);
  const found = new Set([...plain.matchAll(innerDrawing)].map(([reference]) => reference));
  let drawable = plain;
  for (const reference of found) {
    const bytes = drawingIn(reference);
    if (!bytes) continue;
    const inner = await plainDrawing(new TextDecoder().decode(bytes), convert);
    // The rasteriser follows no reference from there.
    if (/<(?:image|feImage)[ >]/.test(inner)) noteUndrawn("image in a drawing in a drawing");
    const written = drawingReference(new TextEncoder().encode(inner));
    drawable = drawable.replaceAll(reference, written);
  }
  return drawable;
}

const innerDrawing = /data:image\/svg\+xml;base64,[A-Za-z0-9+/=]+/g;

/** What has to be looked at: of those that the rasteriser reads, it heeds neither profile nor Exif. */
const embeddedImage = /data:image\/(?:png|jpeg|webp|avif|bmp|x-icon);base64,([A-Za-z0-9+/=]+)/g;

async function withKnownImages(text: string, convert?: ImageConverter): Promise<string> {
  if (!convert) return text;
  const found = new Set([...text.matchAll(embeddedImage)].map(([, data = ""]) => data));
  const known = new Map<string, string>();
  for (const data of found) {
    const png = await convert(Buffer.from(data, "base64"));
    if (png) known.set(data, `data:image/png;base64,${Buffer.from(png).toString("base64")}`);
  }
  return text.replace(embeddedImage, (whole, data: string) => known.get(data) ?? whole);
}

const family = "Open Sans";

/** resvg without its fonts, of which it would look for the system's. */
const options = JSON.stringify({
  font: {
    defaultFontFamily: family,
    serifFamily: family,
    sansSerifFamily: family,
    monospaceFamily: family,
    cursiveFamily: family,
    fantasyFamily: family,
  },
});

let compiled: Promise<WebAssembly.Module> | undefined;

function rasteriser(): Promise<WebAssembly.Module> {
  compiled ??= compile();
  return compiled;
}

async function compile(): Promise<WebAssembly.Module> {
  const file = await readFile(packagedFile("@resvg/resvg-wasm/index_bg.wasm"));
  return WebAssembly.compile(withMemoryLimit(file, mostMemory));
}

const fontBytes = new Map<string, Promise<Uint8Array>>();

/** The bundled family, and those of the scripts that it lacks and the text has: all are parsed again for each drawing. */
function fontsFor(content: string): Promise<Uint8Array[]> {
  const upright = [false, true].map((bold) => ({ bold, italic: false }));
  const slanted = upright.map(({ bold }) => ({ bold, italic: true }));
  const files = [
    ...[...upright, ...slanted].map((style) => bundledFontFile(style)),
    ...scriptFontsFor(content).flatMap((family) =>
      upright.map((style) => bundledFontFile(style, family)),
    ),
  ];
  return Promise.all(
    files.map((file) => {
      const bytes = fontBytes.get(file) ?? readFile(file);
      fontBytes.set(file, bytes);
      return bytes;
    }),
  );
}

/** Its WebAssembly memory never shrinks: a larger one is given back after use. */
const keptMemory = 64 * 1024 * 1024;

/**
 * What a drawing may take. The result of 100 megapixels is there twice, and every layer of groups
 * and filters has pixels of its own.
 */
const mostMemory = 1536 * 1024 * 1024;

let kept: Resvg | undefined;

/** Pixels with alpha multiplied in. */
function draw(module: WebAssembly.Module, text: string, fonts: Uint8Array[]): Uint8Array {
  const resvg = kept ?? startResvg(module, options);
  // What stops in the middle, as panics do, leaves an instance that cannot be relied on.
  kept = undefined;
  try {
    const pixels = resvg.draw(text, fonts);
    if (resvg.memory() <= keptMemory) kept = resvg;
    return pixels;
  } catch (cause) {
    // What has no memory left panics; the largest pieces are asked for at once.
    if (resvg.memory() > mostMemory / 4) throw tooHeavy(cause);
    throw undrawable(cause);
  }
}

function tooHeavy(cause: unknown): Failure {
  return new Failure("ELIMIT", "The SVG needs too much memory to be drawn at this size", { cause });
}

function undrawable(cause?: unknown): Failure {
  return new Failure("EFORMAT", "Cannot draw the SVG", cause === undefined ? undefined : { cause });
}

/** Divides by alpha, in place. */
function straight(pixels: Uint8Array): Uint8Array {
  for (let i = 0; i < pixels.length; i += 4) {
    const alpha = pixels[i + 3] as number;
    if (alpha === 0 || alpha === 255) continue;
    for (let j = i; j < i + 3; j += 1) {
      pixels[j] = Math.min(255, Math.round(((pixels[j] as number) * 255) / alpha));
    }
  }
  return pixels;
}
