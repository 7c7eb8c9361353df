import { beforeAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { billOfMaterials } from "../../build/bill-of-materials.ts";
import { compile } from "../../build/compile.ts";
import { temporaryFolder } from "../support/tintype.ts";

const sha256 = "ab".repeat(32);
const time = new Date("2026-11-30T12:00:00Z");
let held: string[];
let bill: ReturnType<typeof billOfMaterials>;
beforeAll(() => {
  held = compile(join(temporaryFolder(), "tintype"));
  bill = billOfMaterials({ name: "tintype-linux-x64", sha256 }, held, "bun-linux-x64", time);
}, 60_000);

test("it names each package of which the executable holds something", () => {
  const named = new Set(bill.components.map(({ name }) => name));
  const names = held.map((key) => /(?:@[^/]+\/)?[^/]+$/.exec(key)?.[0] ?? "");
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !named.has(name))).toEqual([]);
});

test("and those that are bundled into the dashboard, but none that only tests use", () => {
  const named = bill.components.map(({ name }) => name);
  expect(named).toContain("preact");
  for (const name of ["typescript", "playwright-core", "sharp"]) expect(named).not.toContain(name);
});

test("each package has a version, a licence and the hash of its archive", () => {
  const wanting = bill.components.filter(
    ({ version, licenses, hashes }) =>
      !/^\d+\.\d+\.\d+/.test(version) ||
      JSON.stringify(licenses ?? "NOASSERTION").includes("NOASSERTION") ||
      !/^[0-9a-f]{128}$/.test(hashes?.[0]?.content ?? ""),
  );
  expect(wanting.map(({ name }) => name)).toEqual([]);
});

test("it names the runtime, and what is inside libvips", () => {
  expect(bill.components.find(({ type }) => type === "platform")?.name).toBe("@oven/bun-linux-x64");
  const vips = bill.components.find(({ name }) => name === "wasm-vips");
  expect(vips?.components?.map(({ name }) => name)).toContain("webp");
});

test("it names the models, which belong to no package", () => {
  const named = bill.components.filter(({ type }) => type === "machine-learning-model");
  expect(named.map(({ name, licenses }) => [name, licenses])).toContainEqual([
    "NanoDet-g",
    [{ license: { id: "Apache-2.0" } }],
  ]);
  const graphs = new Bun.Glob("**/*.graph").scanSync(join(import.meta.dirname, "../../src"));
  expect(named).toHaveLength([...graphs].length);
});

test("it names the encoder of AVIF, which belongs to no package either, by its bytes", () => {
  const file = join(import.meta.dirname, "../../src/render/engine/av1/encoder.wasm");
  const content = new Bun.CryptoHasher("sha512").update(readFileSync(file)).digest("hex");
  expect(bill.components).toContainEqual({
    type: "library",
    "bom-ref": "library:av1/encoder.wasm",
    name: "libaom",
    version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    licenses: [{ license: { id: "BSD-2-Clause" } }],
    hashes: [{ alg: "SHA-512", content }],
  });
});

test("what depends on what is told of packages that are in it, each once", () => {
  const refs = [bill.metadata.component, ...bill.components].map((one) => one["bom-ref"]);
  expect(new Set(refs).size).toBe(refs.length);
  const told = bill.dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]);
  expect(told.filter((ref) => !refs.includes(ref))).toEqual([]);
});

test("it belongs to one file, and says when it was made", () => {
  expect(bill.metadata.component.hashes).toEqual([{ alg: "SHA-256", content: sha256 }]);
  expect(bill.metadata.timestamp).toBe("2026-11-30T12:00:00.000Z");
  expect(bill.serialNumber).toMatch(
    /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
});
