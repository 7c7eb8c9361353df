import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { formatNames, formatOf, urlNames } from "../src/formats.ts";

const source = resolve(import.meta.dirname, "../src");

/**
 * Each part and the parts that it imports, all of which stand above it; `main.ts` starts what it
 * needs. `docs/architecture.md` shows the same table.
 */
const allowed: Record<string, string> = {
  failure: "",
  "ip-addresses": "",
  limits: "",
  log: "",
  lru: "",
  progress: "",
  "readable-bytes": "",
  runtime: "",
  suggestion: "",
  flags: "ip-addresses suggestion",
  tls: "log runtime",
  config: "flags ip-addresses limits tls",
  svg: "failure",
  // The loader of each row's codec, which only the engine calls.
  formats: "render svg",
  url: "failure formats limits suggestion",
  render: "failure formats limits lru runtime svg url",
  store: "failure runtime",
  origins: "failure ip-addresses lru store url",
  endpoints: "failure formats origins store url",
  video: "failure limits render runtime url",
  cache: "failure formats lru origins render runtime video",
  delivery: "cache endpoints failure formats limits lru origins render url video",
  explain: "cache delivery endpoints failure formats origins render store url",
  observe: "cache failure log lru render runtime url",
  api: "cache delivery endpoints explain failure ip-addresses log lru observe origins render store url video",
  http: "api cache delivery failure ip-addresses log lru observe render runtime",
  server:
    "api cache config delivery endpoints explain http log observe render runtime store url video",
  migrate:
    "cache delivery endpoints failure flags formats limits lru origins progress readable-bytes render runtime server store url video",
  commands:
    "api cache config delivery endpoints explain failure flags formats ip-addresses limits log migrate observe origins progress readable-bytes render runtime server store suggestion tls url video",
  // Types, except for `schemas.ts`, which the bundler runs: none of the server is in the page.
  dashboard: "api endpoints explain observe origins store url",
};

function files(): string[] {
  return readdirSync(source, { recursive: true, encoding: "utf8" }).filter((file) =>
    /\.tsx?$/.test(file),
  );
}

/** Modules that a file imports: what is embedded in the executable is none. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(source, file), "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+\.tsx?)"/g)].map(([, path]) =>
    relative(source, resolve(source, dirname(file), path as string)),
  );
}

const partOf = (file: string) => file.replace(/\.tsx?$/, "").split("/")[0] as string;

test("each part imports what the table allows, and the table allows nothing else", () => {
  const found = new Map(Object.keys(allowed).map((part) => [part, new Set<string>()]));
  for (const file of files()) {
    if (file === "main.ts" || file.endsWith(".d.ts")) continue;
    const targets = found.get(partOf(file));
    if (!targets) throw new Error(`${file} belongs to no part of the table`);
    for (const target of importsOf(file).map(partOf)) {
      if (target !== partOf(file) && !target.startsWith("..")) targets.add(target);
    }
  }
  const table = Object.fromEntries(
    [...found].map(([part, to]) => [part, [...to].sort().join(" ")]),
  );
  expect(table).toEqual(allowed);
});

test("dependencies point one way: to the parts above, and to the codecs of the formats", () => {
  const parts = Object.keys(allowed);
  const upward = parts.flatMap((part, at) =>
    (allowed[part] as string)
      .split(" ")
      .filter((target) => parts.indexOf(target) >= at)
      .map((target) => `${part} imports ${target}`),
  );
  expect(upward).toEqual(["formats imports render"]);
});

test("the document shows every part, and the same table", () => {
  const document = readFileSync(join(source, "../docs/architecture.md"), "utf8");
  const rows = Object.entries(allowed).map(
    ([part, to]) => `| \`${part}\` | ${to.split(" ").filter(Boolean).join(", ") || "nothing"} |`,
  );
  expect(document).toContain(`|---|---|\n${rows.join("\n")}\n\n`);
  const missing = [...Object.keys(allowed), "main"].filter(
    (part) => !new RegExp(`^\\|.*\`src/${part}(?:/[^\`]*|\\.ts)\`.*\\|$`, "m").test(document),
  );
  expect(missing).toEqual([]);
});

test("the page takes nothing but types from the server", () => {
  const values = /^(?:import|export) (?!type\b)[^;]*? from "(\.[^"]+)"/gm;
  const wrong = files().flatMap((file) => {
    if (!file.startsWith("dashboard/") || file === "dashboard/schemas.ts") return [];
    return [...readFileSync(join(source, file), "utf8").matchAll(values)]
      .map(([, path]) => relative(source, resolve(source, dirname(file), path as string)))
      .filter((target) => partOf(target) !== "dashboard")
      .map((target) => `${file} imports ${target}`);
  });
  expect(wrong).toEqual([]);
});

test("what decides is pure: no file system, no network, no clock, no process", () => {
  const pure = files().filter(
    (file) =>
      file.startsWith("url/") ||
      (file.startsWith("svg/") && file !== "svg/inflate.ts") ||
      file.startsWith("render/plan/") ||
      file.startsWith("video/plan/") ||
      file.startsWith("video/stream/"),
  );
  // A hash is as pure as a sum, and what is signed is decided by one.
  const impure = /from "(?:node:(?!crypto")|bun:)|process\.|Date\.now|Math\.random|fetch\(|Bun\./;
  const wrong = pure.filter((file) => impure.test(readFileSync(join(source, file), "utf8")));
  expect(pure.length).toBeGreaterThan(5);
  expect(wrong).toEqual([]);
});

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");

const onlyBun =
  /\bBun\b(?!'|’)|"bun:|with \{\s*type: "(?:file|macro)"|import \{[^}]*\} from "[^"]+\.json"/;
const onlyDeno = /\bDeno\b|"jsr:|"npm:/;

test("what only one runtime has is named in its files, and those in one folder", () => {
  const naming = (pattern: RegExp) =>
    files()
      .filter((file) => pattern.test(withoutComments(readFileSync(join(source, file), "utf8"))))
      // Only the bundler reads the page's files, and it is Bun's under any runtime.
      .filter((file) => !file.startsWith("dashboard/"));
  const notIn = (own: RegExp, pattern: RegExp) => naming(pattern).filter((file) => !own.test(file));
  expect(notIn(/^runtime\/bun/, onlyBun)).toEqual([]);
  expect(notIn(/^runtime\/deno/, onlyDeno)).toEqual([]);
  expect([naming(onlyBun).length > 3, naming(onlyDeno).length > 1]).toEqual([true, true]);
});

test("the files of packages that the executable holds are called as they are imported", () => {
  const text = readFileSync(join(source, "runtime/bun-packaged-files.ts"), "utf8");
  const imported = [...text.matchAll(/^import (\w+) from "([^"]+)"/gm)];
  const named = [...text.matchAll(/^ {2}"([^"]+)": (\w+),$/gm)].map(([, name, id]) => [id, name]);
  expect(named.length).toBeGreaterThan(20);
  expect(named.sort()).toEqual(imported.map(([, id, name]) => [id, name]).sort());
});

test("what a file format is stands in one table", () => {
  const own =
    /^formats(?:\.ts$|\/)|^svg\/|^render\/engine\/codecs\/|^url\/(?:cloudinary|imgix|akamai)\//;
  const names = new Set([...formatNames, ...urlNames]);
  const naming = new Map<string, string[]>();
  for (const file of files().filter((path) => !own.test(path))) {
    const text = readFileSync(join(source, file), "utf8");
    for (const name of names) {
      if (new RegExp(`["']${name}["']`).test(withoutComments(text))) {
        naming.set(name, [...(naming.get(name) ?? []), file]);
      }
    }
  }
  expect(Object.fromEntries([...naming].filter(([, where]) => where.length > 3))).toEqual({});
});

test("a format is decoded and encoded by its codec, and by no codec of which its row does not know", async () => {
  const table: Record<string, unknown> = {};
  const found: Record<string, unknown> = {};
  for (const name of formatNames) {
    const { vector, decodes, encodes, codec } = formatOf(name);
    const made = (await codec?.())?.codec;
    table[name] = { decodes: decodes && !vector, encodes };
    found[name] = {
      decodes: (made?.decode ?? made?.raster) !== undefined,
      encodes: made?.encode !== undefined,
    };
  }
  expect(found).toEqual(table);
});

test("no folder holds more files beside each other than one looks through", () => {
  const root = join(source, "..");
  const folders = ["src", "test"].flatMap((top) => [
    top,
    ...readdirSync(join(root, top), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => relative(root, join(entry.parentPath, entry.name))),
  ]);
  const most = (folder: string) => (folder === "src/http" ? 12 : 25);
  const filesIn = (folder: string) =>
    readdirSync(join(root, folder), { withFileTypes: true }).filter((entry) => entry.isFile());
  const full = folders
    // What the pixels are compared with is data.
    .filter((folder) => folder !== "test/golden/pictures")
    .filter((folder) => filesIn(folder).length > most(folder))
    .map((folder) => `${folder} holds ${filesIn(folder).length} files`);
  expect(full).toEqual([]);
});
