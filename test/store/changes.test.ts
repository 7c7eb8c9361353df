import { afterAll, expect, test } from "bun:test";
import { importConfiguration } from "../../src/api/resources/document.ts";
import { Failure } from "../../src/failure.ts";
import { openDatabase } from "../../src/runtime/runtime.ts";
import { differences } from "../../src/store/differences.ts";
import { createVault } from "../../src/store/secrets.ts";
import { createStore } from "../../src/store/store.ts";

const database = await openDatabase(":memory:");
const store = createStore(database, createVault(new Uint8Array(32).fill(7)));
afterAll(() => store.close());

const told: [
  name: string,
  before: Parameters<typeof differences>[0],
  after: Parameters<typeof differences>[1],
  summary: string,
][] = [
  ["nothing", { fields: { a: 1 } }, { fields: { a: 1 } }, ""],
  ["a new record", undefined, { fields: { a: "x", list: ["y"] } }, 'a "x", list ["y"]'],
  ["a value", { fields: { a: "x" } }, { fields: { a: "y" } }, 'a "x" → "y"'],
  ["a value that came", { fields: {} }, { fields: { a: true } }, "a true"],
  ["a value that went", { fields: { a: true } }, { fields: {} }, "a true → default"],
  [
    "secrets",
    { fields: {}, secrets: { gone: "1", other: { x: "2" } } },
    { fields: {}, secrets: { other: { x: "3" }, come: "4" } },
    "gone removed, other replaced, come set",
  ],
];
for (const [name, before, after, summary] of told) {
  test(`a summary tells ${name}`, () => expect(differences(before, after)).toBe(summary));
}

test("a summary is short, however long the values are", () => {
  const fields = Object.fromEntries(
    Array.from({ length: 100 }, (_, i) => [`field${i}`, "x".repeat(5000)]),
  );
  expect(differences(undefined, { fields }).length).toBe(1000);
});

test("a change that fails is not in the log", () => {
  const named = { id: "n1", name: "good", transformation: "w-1", enabled: true };
  const document = {
    namedTransformations: [named, { ...named, id: "n2", name: "bad", transformation: "w-x" }],
  };
  expect(() => importConfiguration(store, document, false)).toThrow(Failure);
  expect(store.named()).toEqual([]);
  expect(store.changes({ limit: 10 })).toEqual([]);
});

test("an import that changes nothing is no change", () => {
  const document = { namedTransformations: [{ id: "n1", name: "good", transformation: "w-1" }] };
  importConfiguration(store, document, false);
  const after = store.changes({ limit: 10 });
  expect(after.map(({ action }) => action)).toEqual(["import", "create"]);
  importConfiguration(store, document, false);
  expect(store.changes({ limit: 10 })).toEqual(after);
});

test("the newest ten thousand changes are kept", () => {
  store.transaction(() => {
    for (let i = 0; i < 10_050; i += 1) {
      const nothing = { target: "", name: String(i), summary: "" };
      store.note({ action: "purge", kind: "cache", ...nothing });
    }
  });
  const kept = store.changes({ limit: 20_000 });
  expect(kept.length).toBe(10_000);
  expect([kept[0]?.name, kept.at(-1)?.name]).toEqual(["10049", "50"]);
});

test("a summary calls the origins of an endpoint by name", () => {
  for (const [id, name] of [
    ["a1", "Bucket"],
    ["b2", "Website"],
  ] as const) {
    store.putOrigin({ id, name, type: "LOCAL_FOLDER", settings: { path: "/srv" }, secrets: {} });
  }
  const endpoint = { id: "e", description: "Shop", urlPrefix: "shop", settings: {} };
  store.putEndpoint({ ...endpoint, origins: ["a1", "b2"] });
  store.putEndpoint({ ...endpoint, origins: ["b2"] });
  const [changed, added] = store.changes({ limit: 2 });
  expect(added?.summary).toContain('origins ["Bucket","Website"]');
  expect(changed?.summary).toBe('origins ["Bucket","Website"] → ["Website"]');
});
