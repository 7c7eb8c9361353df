import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { formatNames, formatOf, urlNames } from "../src/formats.ts";

const source = resolve(import.meta.dirname, "../src");

/** Each part and the parts that it may import; `main.ts`, `server.ts` and the commands may import anything. */
const allowed: Record<string, string[]> = {
  failure: [],
  // The loader of each row's codec, which only the engine calls.
  formats: ["render", "svg"],
  log: [],
  runtime: [],
  limits: [],
  flags: [],
  progress: [],
  "readable-bytes": [],
  "ip-addresses": [],
  suggestion: [],
  config: ["flags", "ip-addresses", "limits", "suggestion"],
  url: ["failure", "formats", "limits"],
  svg: ["failure"],
  render: ["failure", "formats", "limits", "url", "svg"],
  store: ["failure", "runtime"],
  origins: ["failure", "ip-addresses", "url", "store"],
  endpoints: ["failure", "formats", "url", "store", "origins"],
  cache: ["failure", "formats", "runtime", "store", "origins", "endpoints", "render"],
  delivery: [
    "failure",
    "formats",
    "limits",
    "url",
    "store",
    "origins",
    "endpoints",
    "render",
    "cache",
  ],
  observe: [
    "failure",
    "runtime",
    "log",
    "limits",
    "url",
    "origins",
    "render",
    "cache",
    "delivery",
    "http",
  ],
  explain: [
    "failure",
    "formats",
    "url",
    "store",
    "origins",
    "endpoints",
    "render",
    "cache",
    "delivery",
    "http",
  ],
  api: [
    "failure",
    "formats",
    "log",
    "limits",
    "ip-addresses",
    "url",
    "store",
    "origins",
    "endpoints",
    "render",
    "cache",
    "delivery",
    "explain",
    "observe",
    "http",
  ],
  migrate: [
    "failure",
    "formats",
    "runtime",
    "progress",
    "readable-bytes",
    "config",
    "limits",
    "url",
    "render",
    "store",
    "origins",
    "endpoints",
    "cache",
    "delivery",
    "server",
  ],
  http: [
    "failure",
    "log",
    "limits",
    "runtime",
    "ip-addresses",
    "url",
    "render",
    "store",
    "origins",
    "endpoints",
    "cache",
    "delivery",
    "observe",
    "explain",
    "api",
  ],
  // Types, except for `schemas.ts`, which the bundler runs: none of the server is in the page.
  dashboard: ["store", "origins", "endpoints", "api", "explain", "observe", "http"],
};

function files(): string[] {
  return readdirSync(source, { recursive: true, encoding: "utf8" }).filter((file) =>
    /\.tsx?$/.test(file),
  );
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(source, file), "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map(([, path]) =>
    relative(source, resolve(source, dirname(file), path as string)),
  );
}

const partOf = (file: string) => file.replace(/\.tsx?$/, "").split("/")[0] as string;

test("dependencies point one way", () => {
  const wrong = files().flatMap((file) => {
    const part = partOf(file);
    if (["main", "server", "commands", "assets.d"].includes(part)) return [];
    return importsOf(file)
      .map(partOf)
      .filter(
        (target) => target !== part && !target.startsWith("..") && !allowed[part]?.includes(target),
      )
      .map((target) => `${file} imports ${target}`);
  });
  expect(wrong).toEqual([]);
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
      file.startsWith("render/plan/"),
  );
  // A hash is as pure as a sum, and what is signed is decided by one.
  const impure = /from "(?:node:(?!crypto")|bun:)|process\.|Date\.now|Math\.random|fetch\(|Bun\./;
  const wrong = pure.filter((file) => impure.test(readFileSync(join(source, file), "utf8")));
  expect(pure.length).toBeGreaterThan(5);
  expect(wrong).toEqual([]);
});

test("what only one runtime has is named in one folder", () => {
  const wrong = files().filter(
    (file) =>
      !file.startsWith("runtime/") &&
      /\bBun\.|\bDeno\.|"bun:/.test(readFileSync(join(source, file), "utf8")),
  );
  expect(wrong).toEqual([]);
});

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");

test("what a file format is stands in one table", () => {
  const own = /^formats\.ts$|^svg\/|^render\/engine\/codecs\/|^url\/(?:cloudinary|imgix|akamai)\//;
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
    found[name] = { decodes: made?.decode !== undefined, encodes: made?.encode !== undefined };
  }
  expect(found).toEqual(table);
});

test("no file imports itself by way of others where URLs are read and images are planned", () => {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, way: readonly string[]) => {
    if (way.includes(file)) found.push([...way.slice(way.indexOf(file)), file].join(" -> "));
    if (done.has(file) || !existsSync(join(source, file)) || !/\.tsx?$/.test(file)) return;
    done.add(file);
    for (const target of importsOf(file)) visit(target, [...way, file]);
  };
  for (const file of files().filter((path) => /^(?:url|render|formats)\b/.test(path))) {
    visit(file, []);
  }
  expect(found).toEqual([]);
});
