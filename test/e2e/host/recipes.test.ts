import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSrc } from "@imagekit/javascript";
import { program, type RunningServer, startServer } from "../../support/tintype.ts";

const project = join(import.meta.dirname, "../../..");
const recipes = readFileSync(join(project, "docs/recipes.md"), "utf8");
const shown = "https://images.example.com";

let server: RunningServer;
beforeAll(async () => {
  server = await startServer(program, [join(project, "src/demo")]);
});
afterAll(() => server?.stop());

/** The blocks of code of a recipe, each by its number. */
function codeOf(title: string): string[] {
  const [, section = ""] = recipes.split(`\n## ${title}\n`);
  const lines = (section.split("\n## ")[0] ?? "").split("\n");
  // Every line of prose ends a block.
  const text = lines.map((line) => (/^ {4}|^$/.test(line) ? line.slice(4) : "\0")).join("\n");
  return text.split("\0").flatMap((code) => code.trim() || []);
}

/** What a block's expression, or what it exports, comes to. */
function valueIn(code: string, names: Record<string, unknown> = {}): unknown {
  const expression = code.replace(/^import .*\n+/gm, "").replace(/^export default /, "");
  const make = new Function(...Object.keys(names), `return ${expression.replace(/;$/, "")}`);
  return make(...Object.values(names));
}

async function expectImage(url: string): Promise<void> {
  expect(url).toStartWith(`${shown}/`);
  const answer = await fetch(url.replace(shown, server.url));
  expect([url, answer.status, answer.headers.get("content-type")?.split("/")[0]]).toEqual([
    url,
    200,
    "image",
  ]);
}

test("every URL of the recipe for HTML is an image", async () => {
  const urls =
    codeOf("HTML")
      .join("\n")
      .match(/https:\/\/images\.example\.com\/[^\s"]+/g) ?? [];
  expect(urls.length).toBeGreaterThanOrEqual(6);
  for (const url of urls) await expectImage(url);
});

test("ImageKit's client makes the URL of an image", async () => {
  const [code = ""] = codeOf("ImageKit's JavaScript client");
  await expectImage(String(valueIn(code, { buildSrc })));
});

test("the loader for Next.js makes the URLs of images", async () => {
  const code = codeOf("Next.js").find((block) => block.startsWith("export default")) ?? "";
  const loader = valueIn(code) as (asked: object) => string;
  await expectImage(loader({ src: "/coast.jpg", width: 640 }));
  await expectImage(loader({ src: "/coast.jpg", width: 640, quality: 60 }));
});

test("the image service for Astro makes the URLs of images", async () => {
  const code = codeOf("Astro").find((block) => block.startsWith("export default")) ?? "";
  const { getURL } = valueIn(code) as { getURL(asked: object): string };
  await expectImage(getURL({ src: "/coast.jpg", width: 400, height: 300 }));
  await expectImage(getURL({ src: "coast.jpg" }));
});
