import { createHash } from "node:crypto";
import { readdirSync, readFileSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { type FontNames, readFontNames } from "./names.ts";
import { unpackedFont } from "./woff.ts";

export interface FontStyle {
  bold: boolean;
  italic: boolean;
  /** 1 to 1000; absent, it is regular or bold. */
  weight?: number;
}

/** What a file of a family has. */
export type FontFace = Omit<FontNames, "families">;

/** Fonts by the name of their family. */
export interface FontLibrary {
  /** The path of the file that is nearest to a style; undefined for a family that is not here. */
  find(family: string, style: FontStyle): string | undefined;
  /** What that file has. */
  faceOf(family: string, style: FontStyle): FontFace | undefined;
  /** Changes with the files. */
  revision: string;
}

/** No font at all. */
export const noFonts: FontLibrary = {
  find: () => undefined,
  faceOf: () => undefined,
  revision: "",
};

/** A folder of more files is none of fonts. */
const filesAtMost = 10_000;

interface FontFile extends FontFace {
  file: string;
}

/** Reads which fonts lie in a folder and the folders in it. Throws where there is no such folder. */
export function openFontLibrary(folder: string): FontLibrary {
  const families = new Map<string, FontFile[]>();
  const revision = createHash("sha256");
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(?:ttf|otf|ttc|woff2?)$/i.test(name))
    .sort()
    .slice(0, filesAtMost);
  for (const name of names) {
    const file = join(folder, name);
    const status = statusOf(file);
    if (!status?.isFile()) continue;
    revision.update(`${name} ${status.size} ${status.mtimeMs}\n`);
    const read = namesIn(file);
    for (const family of read?.families ?? []) {
      const { families: _, ...face } = read as FontNames;
      const known = families.get(plainName(family)) ?? [];
      families.set(plainName(family), [...known, { file, ...face }]);
    }
  }
  const nearestOf = (family: string, style: FontStyle) =>
    nearest(families.get(plainName(family)) ?? [], style);
  return {
    find: (family, style) => nearestOf(family, style)?.file,
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

/** Tables that say what a font is: its outlines, thousands of times over, would hold up the start. */
const isOfNames = (tag: string) => ["name", "OS/2", "fvar"].includes(tag);

/** Undefined for a file that is no font, or that the server may not read. */
function namesIn(file: string): FontNames | undefined {
  try {
    return readFontNames(unpackedFont(readFileSync(file), isOfNames));
  } catch {
    return undefined;
  }
}

/** `Source Sans Pro`, `source_sans_pro` and `SourceSansPro` are one. */
function plainName(family: string): string {
  return family.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** A slant that is missing weighs more than any weight. */
const slantPenalty = 1000;

function nearest(
  fonts: readonly FontFile[],
  { bold, italic, weight }: FontStyle,
): FontFile | undefined {
  const wanted = weight ?? (bold ? 700 : 400);
  const unlike = (font: FontFile) =>
    Math.abs(font.weight - wanted) + (font.italic === italic ? 0 : slantPenalty);
  return fonts.toSorted((a, b) => unlike(a) - unlike(b))[0];
}
