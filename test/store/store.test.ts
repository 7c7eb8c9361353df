import { afterEach, describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openDatabase as openBun } from "../../src/runtime/bun-sqlite.ts";
import { openDatabase as openNode } from "../../src/runtime/node-sqlite.ts";
import { createVault } from "../../src/store/secrets.ts";
import { createStore, newId, type Store } from "../../src/store/store.ts";
import { temporaryFolder } from "../support/tintype.ts";

const vault = createVault(new Uint8Array(32).fill(7));
const open: Store[] = [];
afterEach(() => {
  for (const store of open.splice(0)) store.close();
});

/** Only Linux tells. */
function openFiles(): string[] {
  const folder = "/proc/self/fd";
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((descriptor) => {
    try {
      return [readlinkSync(join(folder, descriptor))];
    } catch {
      return [];
    }
  });
}

function suite(openDatabase: typeof openBun) {
  async function storeIn(file = join(temporaryFolder(), "origins.sqlite")): Promise<Store> {
    const database = await openDatabase(file);
    const store = createStore(database, vault);
    open.push(store);
    return store;
  }

  const origin = (id: string, secrets: Record<string, unknown> = {}) => ({
    id,
    name: `origin ${id}`,
    type: "S3",
    settings: { bucket: "b", s3ForcePathStyle: true },
    secrets,
  });

  test("a file that is no database fails by its code, and is not held open", async () => {
    const file = join(temporaryFolder(), "noise");
    writeFileSync(file, "this is no database\n".repeat(100));
    const failed = openDatabase(file).catch((error) => error);
    expect(await failed).toMatchObject({ code: "SQLITE_NOTADB" });
    expect(openFiles()).not.toContain(file);
  });

  test("an empty configuration has the default endpoint", async () => {
    const store = await storeIn();
    expect(store.origins()).toEqual([]);
    expect(store.endpoints()).toMatchObject([{ id: "default", urlPrefix: "", origins: [] }]);
  });

  test("the first origin is attached to the default endpoint, the second is not", async () => {
    const store = await storeIn();
    store.putOrigin(origin("a", { secretKey: "s" }));
    store.putOrigin(origin("b"));
    expect(store.origins()).toEqual([origin("a", { secretKey: "s" }), origin("b")]);
    expect(store.endpoints()[0]?.origins).toEqual(["a"]);
  });

  test("an endpoint keeps the order of its origins", async () => {
    const store = await storeIn();
    for (const id of ["a", "b", "c"]) store.putOrigin(origin(id));
    const endpoint = {
      id: newId(),
      description: "Shop",
      urlPrefix: "shop",
      settings: { originalMaxAge: 5 },
      origins: ["c", "a", "b"],
    };
    store.putEndpoint(endpoint);
    expect(store.endpoints()[1]).toEqual(endpoint);
    store.putEndpoint({ ...endpoint, origins: ["b", "c"] });
    expect(store.endpoints()[1]?.origins).toEqual(["b", "c"]);
  });

  test("an origin in use cannot be removed, an endpoint takes its list along", async () => {
    const store = await storeIn();
    store.putOrigin(origin("a"));
    expect(() => store.removeOrigin("a")).toThrow();
    store.putEndpoint({ id: "e", description: "E", urlPrefix: "e", settings: {}, origins: ["a"] });
    expect(store.removeEndpoint("e")).toBe(true);
    store.putEndpoint({ ...(store.endpoints()[0] as never as object), origins: [] } as never);
    expect([store.removeOrigin("a"), store.removeOrigin("a")]).toEqual([true, false]);
  });

  test("a prefix and a name are taken once", async () => {
    const store = await storeIn();
    const endpoint = { description: "E", urlPrefix: "e", settings: {}, origins: [] };
    store.putEndpoint({ ...endpoint, id: "1" });
    expect(() => store.putEndpoint({ ...endpoint, id: "2" })).toThrow();
    store.putNamed({ id: "1", name: "n", transformation: "w-1", enabled: true });
    expect(() => {
      store.putNamed({ id: "2", name: "n", transformation: "w-2", enabled: true });
    }).toThrow();
    expect(store.named()).toMatchObject([{ id: "1", name: "n", enabled: true }]);
  });

  test("a failed change leaves nothing behind", async () => {
    const store = await storeIn();
    store.putOrigin(origin("a"));
    const endpoint = { id: "e", description: "E", urlPrefix: "e", settings: {} };
    expect(() => store.putEndpoint({ ...endpoint, origins: ["a", "missing"] })).toThrow();
    expect(store.endpoints()).toHaveLength(1);
  });

  test("another connection's change is noticed", async () => {
    const file = join(temporaryFolder(), "origins.sqlite");
    const [one, two] = [await storeIn(file), await storeIn(file)];
    const before = one.revision();
    expect(one.revision()).toBe(before);
    two.putOrigin(origin("a"));
    const after = one.revision();
    expect(after).not.toBe(before);
    one.putOrigin(origin("b"));
    expect(one.revision()).not.toBe(after);
  });

  test("what the server keeps about itself comes back", async () => {
    const store = await storeIn();
    expect(store.kept("key")).toBeUndefined();
    store.keep("key", "value");
    expect(store.kept("key")).toBe("value");
  });
}

describe("a store over bun:sqlite", () => suite(openBun));
describe("a store over node:sqlite", () => suite(openNode));

test("a sealed text opens with its key only, and not when it was touched", () => {
  const sealed = vault.lock("secret");
  expect(vault.unlock(sealed)).toBe("secret");
  expect(() => createVault(new Uint8Array(32)).unlock(sealed)).toThrow();
  sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
  expect(() => vault.unlock(sealed)).toThrow();
});
