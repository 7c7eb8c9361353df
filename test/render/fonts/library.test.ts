import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { drawText, type TextSpec } from "../../../src/render/engine/text/text.ts";
import { takeUndrawn } from "../../../src/render/engine/undrawn.ts";
import { openFontLibrary } from "../../../src/render/fonts/library.ts";
import { readFontNames } from "../../../src/render/fonts/names.ts";
import { black, transparent } from "../../../src/render/plan/operations.ts";
import { temporaryFolder } from "../../support/tintype.ts";

const root = join(import.meta.dirname, "../../..");
const gelasio = (style: string) =>
  Bun.resolveSync(`@expo-google-fonts/gelasio/${style}/Gelasio_${style}.ttf`, root);

function folderOf(...styles: string[]): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "google"));
  for (const style of styles) {
    const file = gelasio(style);
    copyFileSync(file, join(folder, "google", basename(file)));
  }
  return folder;
}

/** Fonts one behind the other in one file. */
function collectionOf(...fonts: Uint8Array[]): Uint8Array {
  const head = 12 + 4 * fonts.length;
  const parts = [new Uint8Array(head)];
  const view = new DataView(parts[0]?.buffer ?? new ArrayBuffer());
  for (const [i, word] of [0x74746366, 0x00010000, fonts.length].entries()) {
    view.setUint32(4 * i, word);
  }
  let at = head;
  for (const [i, font] of fonts.entries()) {
    view.setUint32(12 + 4 * i, at);
    const moved = new Uint8Array(Math.ceil(font.length / 4) * 4);
    moved.set(font);
    const tables = new DataView(moved.buffer);
    for (let record = 12; record < 12 + 16 * tables.getUint16(4); record += 16) {
      tables.setUint32(record + 8, tables.getUint32(record + 8) + at);
    }
    parts.push(moved);
    at += moved.length;
  }
  return Buffer.concat(parts);
}

const spec: TextSpec = {
  ...{ text: "Hamburgefonts", fontSize: 30, bold: false, italic: false, colour: black },
  ...{ background: transparent, align: "left", padding: [2, 2, 2, 2] },
};

const upright = { bold: false, italic: false };

test("a font says its family, its weight and its slant", () => {
  const names = (style: string) => readFontNames(new Uint8Array(readFileSync(gelasio(style))));
  expect(names("400Regular")).toMatchObject({
    ...{ families: ["Gelasio"], weight: 400, italic: false, isVariable: false },
  });
  expect(names("700Bold_Italic")).toMatchObject({ weight: 700, italic: true });
});

test("what is no font says nothing, wherever it breaks off", () => {
  const font = new Uint8Array(readFileSync(gelasio("400Regular")));
  expect(readFontNames(new Uint8Array())).toBeUndefined();
  expect(readFontNames(new TextEncoder().encode("not a font at all"))).toBeUndefined();
  for (const length of [4, 12, 100, 300]) {
    expect(readFontNames(font.slice(0, length))).toBeUndefined();
  }
});

test("a family is found however it is spelt, in the style that is nearest", () => {
  const folder = folderOf("400Regular", "700Bold", "400Regular_Italic");
  writeFileSync(join(folder, "broken.ttf"), "no font");
  const { find } = openFontLibrary(folder);
  const file = (style: string) =>
    expect.objectContaining({ file: join(folder, "google", `Gelasio_${style}.ttf`), face: 0 });
  expect(find("Gelasio", upright)).toEqual(file("400Regular"));
  expect(find("gelasio ", { bold: true, italic: false })).toEqual(file("700Bold"));
  expect(find("GELASIO", { bold: true, italic: true })).toEqual(file("400Regular_Italic"));
  expect(find("Gelasio", { ...upright, weight: 500 })).toEqual(file("400Regular"));
  expect(find("Gelasio", { ...upright, weight: 600 })).toEqual(file("700Bold"));
  expect(find("Gelasio", { ...upright, weight: 100 })).toEqual(file("400Regular"));
  expect(find("Karla", upright)).toBeUndefined();
  expect(find("constructor", upright)).toBeUndefined();
});

const inPackage = (name: string) => new Uint8Array(readFileSync(Bun.resolveSync(name, root)));
const thai = inPackage("@expo-google-fonts/noto-sans-thai/700Bold/NotoSansThai_700Bold.ttf");
const arimo = inPackage("@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf");

test("each font of a collection is found, by its family and by its full name", () => {
  const folder = temporaryFolder();
  const file = join(folder, "both.ttc");
  writeFileSync(file, collectionOf(arimo, thai));
  const { find } = openFontLibrary(folder);
  expect(find("Arimo", upright)).toMatchObject({ file, face: 0 });
  expect(find("Noto Sans Thai", upright)).toMatchObject({ file, face: 1, weight: 700 });
  expect(find("Noto Sans Thai Bold", upright)).toMatchObject({ file, face: 1 });
});

test("each font of a collection is drawn as it is in a file of its own", async () => {
  const folder = temporaryFolder();
  const [alone, both] = [join(folder, "thai.ttf"), join(folder, "both.otc")];
  writeFileSync(alone, thai);
  writeFileSync(both, collectionOf(arimo, thai));
  const expected = await drawText({ ...spec, font: alone });
  expect(await drawText({ ...spec, font: both, face: 1 })).toEqual(expected);
  expect(await drawText({ ...spec, font: both })).not.toEqual(expected);
  await expect(drawText({ ...spec, font: both, face: 2 })).rejects.toMatchObject({
    code: "EFORMAT",
  });
});

test("the fonts that hold letters are found, as few as have them all, and none for common ones", () => {
  const folder = folderOf("400Regular");
  writeFileSync(join(folder, "both.ttc"), collectionOf(arimo, thai));
  const { holding } = openFontLibrary(folder);
  const faces = (text: string) => holding(text, upright).map(({ face }) => face);
  expect(faces("Hello, Žofie")).toEqual([]);
  expect(faces("→")).toEqual([0]);
  expect(faces("สวัสดี →")).toEqual([1, 0]);
  expect(faces("漢")).toEqual([]);
});

test("a letter that neither the font nor a bundled one has is drawn from another", async () => {
  const file = join(temporaryFolder(), "arimo.ttf");
  writeFileSync(file, arimo);
  const text = "→";
  // What other tests have left.
  takeUndrawn();
  const framed = await drawText({ ...spec, text });
  const drawn = await drawText({ ...spec, text, standIns: [{ font: "/nowhere" }, { font: file }] });
  expect(takeUndrawn()).toEqual(["U+2192"]);
  expect(Buffer.from(drawn.data).equals(framed.data)).toBe(false);
});

test("what only bears the name of a font costs no other", () => {
  const folder = folderOf("400Regular");
  mkdirSync(join(folder, "folder.ttf"));
  symlinkSync(join(folder, "gone"), join(folder, "link.ttf"));
  // Who opens a pipe waits for a writer.
  spawnSync("mkfifo", [join(folder, "pipe.ttf")]);
  expect(openFontLibrary(folder).find("Gelasio", upright)).toBeDefined();
});

test("the revision changes with the files, and is none without any", () => {
  const folder = folderOf("400Regular");
  const { revision } = openFontLibrary(folder);
  expect(openFontLibrary(folder).revision).toBe(revision);
  copyFileSync(gelasio("700Bold"), join(folder, "bold.ttf"));
  expect(openFontLibrary(folder).revision).not.toBe(revision);
  expect(openFontLibrary(temporaryFolder()).revision).toBe("");
});
