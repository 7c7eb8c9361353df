import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const source = resolve(import.meta.dirname, "../src");

/** Each part and the parts that it may import; `main.ts` and the commands may import anything. */
const allowed: Record<string, string[]> = {
  failure: [],
  log: [],
  runtime: [],
  limits: [],
  flags: [],
  "ip-addresses": [],
  config: ["flags", "limits"],
  url: ["failure", "limits"],
  svg: ["failure"],
  render: ["failure", "limits", "url", "svg"],
  store: ["failure", "runtime"],
  origins: ["failure", "ip-addresses", "url", "store"],
  endpoints: ["failure", "url", "store", "origins"],
  cache: ["failure", "runtime", "store", "origins", "endpoints", "render"],
  delivery: [
    "failure",
    "limits",
    "url",
    "store",
    "origins",
    "endpoints",
    "render",
    "cache",
    "http",
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
    "api",
    "observe",
    "limits",
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
    "runtime",
    "config",
    "limits",
    "url",
    "render",
    "store",
    "origins",
    "endpoints",
    "cache",
    "delivery",
    "api",
    "commands",
    "http",
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
  dashboard: ["url", "store", "origins", "endpoints", "api", "explain", "observe", "http"],
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
    if (["main", "commands", "assets.d"].includes(part)) return [];
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
