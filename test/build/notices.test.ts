import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { noticesFor } from "../../build/notices.ts";
import program from "../../package.json" with { type: "json" };

const project = join(import.meta.dirname, "../..");
const notices = noticesFor([]);

function textOf(path: string): string {
  return readFileSync(join(project, path), "utf8").trim();
}

test("the notices name each package that the program depends on, with its version", () => {
  const named = Object.entries(program.dependencies).map(([name, version]) => `${name}@${version}`);
  expect(named.filter((name) => !notices.includes(`${name}  `))).toEqual([]);
});

test("the notices have the words of a licence, of those inside libvips, and of libaom's patents", () => {
  for (const path of [
    "node_modules/elysia/LICENSE",
    "node_modules/ogv/COPYING",
    "node_modules/wasm-vips/THIRD-PARTY-NOTICES.md",
    "src/render/engine/av1/LICENSE",
    "src/render/engine/av1/PATENTS",
  ]) {
    expect(notices).toContain(textOf(path));
  }
});

test("the notices have a licence that many packages share once", () => {
  expect(notices.split(textOf("node_modules/@aws-sdk/client-s3/LICENSE"))).toHaveLength(2);
});

test("the notices name what comes without a text: the runtime and the models", () => {
  const [, bare = ""] = notices.split("These come without a text of their own:");
  expect(bare).toMatch(/^bun@1\.\S+ {2}MIT/m);
  expect(bare).toMatch(/^NanoDet-g@\S+ {2}Apache-2\.0$/m);
});

test("the notices name nothing that only tests use", () => {
  for (const name of ["typescript", "playwright-core", "sharp"]) {
    expect(notices).not.toContain(`\n${name}@`);
  }
});
