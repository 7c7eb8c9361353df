import { expect, test } from "bun:test";
import { type Module, readModules } from "./support/modules.ts";

/** What `src` exports for tests alone, by the reason. */
const onlyForTests: Record<string, string[]> = {
  "arithmetic that is checked against numbers worked out by hand": [
    "src/delivery/media-type.ts parseMediaType",
    "src/explain/origins.ts nearMiss",
    "src/migrate/audit/input/page.ts urlsOfCss",
    "src/migrate/audit/input/page.ts urlsOfSrcset",
    "src/render/engine/operations/colour/colour-key.ts middlemost",
    "src/render/engine/operations/colour/level.ts stretch",
    "src/render/engine/operations/colour/main-colours.ts frequentColours",
    "src/render/engine/operations/colour/tint.ts coloursOf",
    "src/render/engine/operations/effects/fade.ts sharesOf",
    "src/render/engine/operations/geometry/homography.ts apply",
    "src/render/engine/operations/geometry/outline.ts lineMask",
  ],
  "types of what tests pass, which callers in the source write in place": [
    "src/cache/originals.ts Lookup",
    "src/observe/metrics.ts Measurements",
    "src/origins/cloudinary-backup/origin.ts CloudinaryBackup",
    "src/origins/cloudinary-backup/search.ts SearchOptions",
    "src/origins/web/client.ts WebRequest",
    "src/origins/web/folder.ts WebFolder",
    "src/origins/web/proxy.ts WebProxy",
    "src/render/engine/text/text.ts TextSpec",
    "src/render/pool/pool.ts PoolOptions",
    "src/url/parameters/kind.ts NumberForm",
  ],
  "tables that the documents print, or that generated values come from": [
    "src/url/cloudinary/dialect.ts supportOf",
    "src/url/cloudinary/layers/source.ts layerKinds",
    "src/url/cloudinary/layers/place.ts blendModes",
    "src/url/cloudinary/layers/place.ts layerFlags",
    "src/url/cloudinary/layers/text-style.ts styleWords",
    "src/url/parameters/expression.ts variables",
  ],
};

const modules = readModules("src", "test");

test("every export is imported by another file", () => {
  expect(exportsWithout(modules)).toEqual([]);
});

test("what only tests import is listed with its reason, and nothing else is", () => {
  const source = new Map([...modules].filter(([file]) => file.startsWith("src/")));
  expect(exportsWithout(source)).toEqual(Object.values(onlyForTests).flat().sort());
});

/** Exports of these files that none of the others imports, as `file name`. */
function exportsWithout(importers: ReadonlyMap<string, Module>): string[] {
  return [...importers]
    .flatMap(([file, { exports }]) =>
      exports.filter((name) => !isImported(file, name, importers)).map((name) => `${file} ${name}`),
    )
    .sort();
}

function isImported(file: string, name: string, importers: ReadonlyMap<string, Module>): boolean {
  for (const [importer, { text, imports }] of importers) {
    for (const { target, names, passesOn } of imports) {
      if (target !== file) continue;
      if (passesOn && isImported(importer, name, importers)) return true;
      // What is taken as a whole is used by its members' names.
      if (!passesOn && (names?.includes(name) ?? new RegExp(`\\b${name}\\b`).test(text))) {
        return true;
      }
    }
  }
  return false;
}
