import { readFile } from "node:fs/promises";
import type { PDFiumDocument, PDFiumLibrary, PDFiumPage } from "@hyzyla/pdfium";
import { Failure } from "../../../failure.ts";
import { packagedFile } from "../../../runtime/runtime.ts";
import type { Codec } from "../codec.ts";
import { outOfMemory } from "../complaints.ts";
import { watchingMemories } from "../memory/held.ts";
import { damaged, type RasterHead } from "../raster/raster.ts";
import { missingFonts } from "./pdf-fonts.ts";

/** Dots per inch at which a page is drawn: A4 becomes 1240x1754. */
const density = 150;
/** Points per inch, in which pages are measured. */
const points = 72;
/** What a page has at least and at most: posters are drawn more coarsely, stamps more finely. */
const [leastSide, mostSide, mostPixels] = [600, 8_000, 24e6];

let started: Promise<PDFiumLibrary> | undefined;

/** PDFium, started when the first document is read. */
function pdfium(): Promise<PDFiumLibrary> {
  started ??= watchingMemories(async () => {
    const { PDFiumLibrary } = await import("@hyzyla/pdfium");
    const wasm = await readFile(packagedFile("@hyzyla/pdfium/pdfium.wasm"));
    const wasmBinary = wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength);
    return PDFiumLibrary.init({ wasmBinary });
  });
  return started;
}

/**
 * Pages on white, as they are printed, unless nothing is to lie under them. A document that needs a
 * password is refused.
 */
export const codec: Codec = {
  raster: {
    head: (bytes, page) => onPage(bytes, page, async (found) => headOf(found)),
    read: (bytes, page, { size, seeThrough = false }) =>
      onPage(bytes, page, async (found) => {
        const head = { ...headOf(found), ...size };
        const { width, height } = head;
        const undrawn = missingFonts(found.page);
        const drawing = { width, height, render: "bitmap", transparent: seeThrough } as const;
        const { data } = await found.page.render(drawing);
        if (seeThrough) return { ...head, alpha: true, data, bands: 4, undrawn };
        return { ...head, data: withoutAlpha(data), bands: 3, undrawn };
      }),
  },
};

interface FoundPage {
  page: PDFiumPage;
  pages: number;
}

async function onPage<T>(
  bytes: Uint8Array,
  number: number,
  work: (found: FoundPage) => Promise<T>,
): Promise<T> {
  const library = await pdfium();
  const document = await open(library, bytes);
  try {
    const pages = document.getPageCount();
    if (number >= pages) throw damaged("It has no such page");
    return await work({ page: document.getPage(number), pages });
  } catch (cause) {
    throw failureOf(cause);
  } finally {
    if (started) document.destroy();
  }
}

async function open(library: PDFiumLibrary, bytes: Uint8Array): Promise<PDFiumDocument> {
  try {
    return await library.loadDocument(bytes);
  } catch (cause) {
    if (!/password/i.test(String(cause))) throw failureOf(cause);
    const message = "Cannot decode the document: it can only be opened with a password";
    throw new Failure("EFORMAT", message, { cause });
  }
}

/** What a failure of PDFium's says of the file. */
function failureOf(cause: unknown): unknown {
  if (cause instanceof Failure) return cause;
  // What fails inside WebAssembly leaves a library that cannot be relied on.
  if (cause instanceof WebAssembly.RuntimeError) started = undefined;
  // That there is no room for a page is no fault of the file's.
  return outOfMemory.test(String(cause)) ? cause : damaged(cause);
}

function headOf({ page, pages }: FoundPage): RasterHead {
  const { originalWidth, originalHeight } = page.getOriginalSize();
  if (!(originalWidth > 0 && originalHeight > 0)) throw damaged("The page has no size");
  const longest = Math.max(originalWidth, originalHeight);
  const wanted = Math.max(density / points, leastSide / longest);
  const scale = Math.min(
    wanted,
    mostSide / longest,
    Math.sqrt(mostPixels / (originalWidth * originalHeight)),
  );
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  return {
    width: side(originalWidth),
    height: side(originalHeight),
    alpha: false,
    pages,
    inches: { width: originalWidth / points, height: originalHeight / points },
    density: Math.max(1, Math.round(scale * points)),
  };
}

/** The ground is opaque, and so is every pixel; in the memory that they are in, which may be much. */
function withoutAlpha(pixels: Uint8Array): Uint8Array {
  let to = 0;
  for (let from = 0; from < pixels.length; from += 4, to += 3) {
    pixels[to] = pixels[from] as number;
    pixels[to + 1] = pixels[from + 1] as number;
    pixels[to + 2] = pixels[from + 2] as number;
  }
  return pixels.subarray(0, to);
}
