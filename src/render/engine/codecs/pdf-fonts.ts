import type { PDFiumPage } from "@hyzyla/pdfium";

/** What PDFium tells of a page and its fonts; the page's own methods do not. */
interface Library {
  HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(at: number): void;
  _FPDFPage_CountObjects(page: number): number;
  _FPDFPage_GetObject(page: number, index: number): number;
  _FPDFFormObj_CountObjects(form: number): number;
  _FPDFFormObj_GetObject(form: number, index: number): number;
  _FPDFPageObj_GetType(object: number): number;
  _FPDFTextObj_GetFont(text: number): number;
  _FPDFFont_GetIsEmbedded(font: number): number;
  _FPDFFont_GetBaseFontName(font: number, to: number, bytes: number): number;
}

/** Kinds of objects, in PDFium's `fpdf_edit.h`. */
const [text, form] = [1, 5];

/** A page may have any number of objects, in forms in forms: so many are looked at, so deep. */
const [mostObjects, deepest] = [20_000, 8];

/** Families that every reader has: PDFium draws them, and what is named after them, in its own. */
const standard = /^(?:[A-Z]{6}\+)?(?:Helvetica|Arial|Times|Courier|Symbol|ZapfDingbats)/i;

/** Fonts of a page's texts that are not in the document, so that another is drawn or none. */
export function missingFonts(page: PDFiumPage): string[] {
  const { module: library, pageIdx } = page as unknown as { module: Library; pageIdx: number };
  const fonts = new Set<number>();
  let left = mostObjects;
  const look = (object: number, depth: number): void => {
    left -= 1;
    const kind = library._FPDFPageObj_GetType(object);
    if (kind === text) fonts.add(library._FPDFTextObj_GetFont(object));
    if (kind !== form || depth > deepest) return;
    const count = library._FPDFFormObj_CountObjects(object);
    for (let i = 0; i < count && left > 0; i += 1) {
      look(library._FPDFFormObj_GetObject(object, i), depth + 1);
    }
  };
  const count = library._FPDFPage_CountObjects(pageIdx);
  for (let i = 0; i < count && left > 0; i += 1) look(library._FPDFPage_GetObject(pageIdx, i), 0);
  fonts.delete(0);
  const missing = [...fonts].filter((font) => library._FPDFFont_GetIsEmbedded(font) === 0);
  const names = missing.map((font) => nameOf(library, font));
  return [...new Set(names)].filter((name) => name !== "" && !standard.test(name));
}

/** As a header can hold it. */
function nameOf(library: Library, font: number): string {
  const room = 256;
  const at = library._malloc(room);
  try {
    const length = library._FPDFFont_GetBaseFontName(font, at, room);
    // With the zero at its end; where there is no room for it, nothing is written.
    if (length < 2 || length > room) return "";
    const name = String.fromCharCode(...library.HEAPU8.subarray(at, at + length - 1));
    return name.replace(/[^ -~]|[,"]/g, "");
  } finally {
    library._free(at);
  }
}
