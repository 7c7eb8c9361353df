import { createHash } from "node:crypto";
import { readdirSync, readFileSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { bytesOf, faceOf, facesIn } from "./collection.ts";
import { type Coverage, covers } from "./coverage.ts";
import { type FontNames, readFontNames } from "./names.ts";
import { unpackedFont } from "./woff.ts";

export interface FontStyle {
  bold: boolean;
  italic: boolean;
  /** 1 to 1000; absent, it is regular or bold. */
  weight?: number;
}

/** What a font of a family has. */
export type FontFace = Pick<FontNames, "weight" | "italic" | "isVariable">;

/** Where a font is. */
export interface FontLocation {
  file: string;
  /** Which of the fonts in the file; 0 in most. */
  face: number;
}

/** A larger font is not drawn: open, its outlines take about 60 times its file. */
export const mostFontBytes = 12 * 1024 * 1024;

/** Fonts by the name of their family. */
export interface FontLibrary {
  /** The font that is nearest to a style; undefined for a family that is not here. */
  find(family: string, style: FontStyle): FontLocation | undefined;
  /** The fonts that have letters of a text which the bundled ones may lack. */
  holding(text: string, style: FontStyle): FontLocation[];
  /** What the font has that `find` finds. */
  faceOf(family: string, style: FontStyle): FontFace | undefined;
  /** Changes with the files. */
  revision: string;
}

/** No font at all. */
export const noFonts: FontLibrary = {
  find: () => undefined,
  holding: () => [],
  faceOf: () => undefined,
  revision: "",
};

/** A folder of more files is none of fonts. */
const filesAtMost = 10_000;

interface OwnFont extends FontFace, FontLocation {
  coverage: Coverage;
}

/** Reads which fonts lie in a folder and the folders in it. Throws where there is no such folder. */
export function openFontLibrary(folder: string): FontLibrary {
  const families = new Map<string, OwnFont[]>();
  const full = new Map<string, OwnFont[]>();
  const all: OwnFont[] = [];
  const revision = createHash("sha256");
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(?:ttf|otf|ttc|otc|woff2?)$/i.test(name))
    .sort()
    .slice(0, filesAtMost);
  for (const name of names) {
    const file = join(folder, name);
    const status = statusOf(file);
    if (!status?.isFile()) continue;
    revision.update(`${name} ${status.size} ${status.mtimeMs}\n`);
    for (const [face, { names, isDrawable }] of fontsIn(file)) {
      const { weight, italic, isVariable, coverage } = names;
      const font = { file, face, weight, italic, isVariable, coverage };
      for (const family of names.families) add(families, family, font);
      for (const name of names.fullNames) add(full, name, font);
      if (isDrawable && coverage.length > 0) all.push(font);
    }
  }
  const nearestOf = (name: string, style: FontStyle) =>
    nearest(families.get(plainName(name)) ?? full.get(plainName(name)) ?? [], style);
  return {
    find: nearestOf,
    holding: (text, style) => holding(all, text, style),
    faceOf: nearestOf,
    revision: names.length === 0 ? "" : revision.digest("hex").slice(0, 16),
  };
}

/** Undefined for a link that leads nowhere: one file is no reason to do without the others. */
function statusOf(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch {
    return undefined;
  }
}

function add(fonts: Map<string, OwnFont[]>, name: string, font: OwnFont): void {
  const known = fonts.get(plainName(name)) ?? [];
  fonts.set(plainName(name), [...known, font]);
}

/** Tables that say what a font is: its outlines, thousands of times over, would hold up the start. */
const isOfNames = (tag: string) =>
  ["name", "OS/2", "fvar", "cmap", "CBDT", "COLR", "SVG ", "sbix"].includes(tag);

/** None in a file that is no font, or that the server may not read. */
function fontsIn(file: string): Map<number, { names: FontNames; isDrawable: boolean }> {
  const found = new Map<number, { names: FontNames; isDrawable: boolean }>();
  try {
    const bytes = readFileSync(file);
    const unpacked = unpackedFont(bytes, isOfNames);
    for (let face = 0; face < facesIn(unpacked); face += 1) {
      const names = readFontNames(faceOf(unpacked, face, isOfNames));
      const isDrawable = bytesOf(bytes, face) <= mostFontBytes;
      if (names) found.set(face, { names, isDrawable });
    }
  } catch {
    // What has been read counts.
  }
  return found;
}

/** Most fonts that stand in for another one in a text. */
const mostStandIns = 4;

/** What the bundled fonts have, by and large: for the rest a font of the owner's is looked for. */
const bundled =
  /[\p{ASCII}\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Default_Ignorable_Code_Point}\s]/u;

function holding(fonts: readonly OwnFont[], text: string, style: FontStyle): FontLocation[] {
  let missing = [...new Set(text)].filter((char) => !bundled.test(char));
  const chosen: OwnFont[] = [];
  while (missing.length > 0 && chosen.length < mostStandIns) {
    const most = (font: OwnFont) => missing.filter((char) => covers(font.coverage, char)).length;
    const counted = fonts.map((font) => ({ font, count: most(font) }));
    const best = Math.max(0, ...counted.map(({ count }) => count));
    const holders = counted.filter(({ count }) => count === best).map(({ font }) => font);
    const font = best === 0 ? undefined : nearest(holders, style);
    if (!font) break;
    chosen.push(font);
    missing = missing.filter((char) => !covers(font.coverage, char));
  }
  return chosen;
}

/** `Source Sans Pro`, `source_sans_pro` and `SourceSansPro` are one. */
function plainName(family: string): string {
  return family.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** A slant that is missing weighs more than any weight. */
const slantPenalty = 1000;

function nearest(
  fonts: readonly OwnFont[],
  { bold, italic, weight }: FontStyle,
): OwnFont | undefined {
  const wanted = weight ?? (bold ? 700 : 400);
  const unlike = (font: OwnFont) =>
    Math.abs(font.weight - wanted) + (font.italic === italic ? 0 : slantPenalty);
  return fonts.toSorted((a, b) => unlike(a) - unlike(b))[0];
}
