import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { openFontLibrary } from "../../../src/render/fonts/library.ts";
import { readFontNames } from "../../../src/render/fonts/names.ts";
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

const upright = { bold: false, italic: false };

test("a font says its family, its weight and its slant", () => {
  const names = (style: string) => readFontNames(new Uint8Array(readFileSync(gelasio(style))));
  expect(names("400Regular")).toEqual({
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
  const file = (style: string) => join(folder, "google", `Gelasio_${style}.ttf`);
  expect(find("Gelasio", upright)).toBe(file("400Regular"));
  expect(find("gelasio ", { bold: true, italic: false })).toBe(file("700Bold"));
  expect(find("GELASIO", { bold: true, italic: true })).toBe(file("400Regular_Italic"));
  expect(find("Gelasio", { ...upright, weight: 500 })).toBe(file("400Regular"));
  expect(find("Gelasio", { ...upright, weight: 600 })).toBe(file("700Bold"));
  expect(find("Gelasio", { ...upright, weight: 100 })).toBe(file("400Regular"));
  expect(find("Karla", upright)).toBeUndefined();
  expect(find("constructor", upright)).toBeUndefined();
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
