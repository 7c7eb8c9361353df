import { beforeEach, describe, expect, test } from "bun:test";
import { join } from "node:path";
import {
  exportConfiguration,
  importConfiguration,
  standInVariables,
} from "../../src/api/resources/document.ts";
import { createOrigin, findOrigin, replaceOrigin } from "../../src/api/resources/origins.ts";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { temporaryFolder } from "../support/tintype.ts";

const open = () => openStore(join(temporaryFolder(), "data"), "key");
let store: Store;
beforeEach(async () => {
  store = await open();
});

const bucket = { type: "S3", name: "Product images", bucket: "b" };
const keys = { accessKey: "AKIA", secretKey: "typed in" };
const addBucket = (fields = {}) => createOrigin(store, { ...bucket, ...keys, ...fields }).id;

describe("a key that was typed in", () => {
  test("is exported as a variable, and never itself", () => {
    addBucket();
    const document = exportConfiguration(store);
    expect(document.origins[0]).toMatchObject({
      accessKey: "env:PRODUCT_IMAGES_ACCESS_KEY",
      secretKey: "env:PRODUCT_IMAGES_SECRET_KEY",
    });
    expect(JSON.stringify(document)).not.toContain("typed in");
    expect(standInVariables(store)).toEqual([
      "PRODUCT_IMAGES_ACCESS_KEY",
      "PRODUCT_IMAGES_SECRET_KEY",
    ]);
  });

  test("lets the document be restored where nothing is yet, and twice without a difference", async () => {
    const id = addBucket();
    const document = exportConfiguration(store);
    const elsewhere = await open();
    importConfiguration(elsewhere, document, false);
    expect(findOrigin(elsewhere, id).secrets).toEqual({
      accessKey: "env:PRODUCT_IMAGES_ACCESS_KEY",
      secretKey: "env:PRODUCT_IMAGES_SECRET_KEY",
    });
    expect(importConfiguration(elsewhere, document, false)).toEqual([]);
    expect(exportConfiguration(elsewhere)).toEqual(document);
  });

  test("stays where it is known, also when the origin was renamed on either side", () => {
    const id = addBucket();
    const document = exportConfiguration(store);
    expect(importConfiguration(store, document, false)).toEqual([]);
    expect(findOrigin(store, id).secrets).toEqual(keys);
    const [origin] = document.origins;
    importConfiguration(store, { origins: [{ ...origin, name: "Shoes" }] }, false);
    expect(findOrigin(store, id)).toMatchObject({ name: "Shoes", secrets: keys });
    importConfiguration(store, document, false);
    expect(findOrigin(store, id)).toMatchObject({ name: bucket.name, secrets: keys });
  });

  test("does not follow a changed address", () => {
    const fields = { type: "S3_COMPATIBLE", endpoint: "https://s3.fr-par.scw.cloud" };
    const id = addBucket(fields);
    const [origin] = exportConfiguration(store).origins;
    const moved = { origins: [{ ...origin, endpoint: "https://attacker.test" }] };
    expect(() => importConfiguration(store, moved, false)).toThrow("give it again");
    expect(findOrigin(store, id).settings.endpoint).toBe(fields.endpoint);
  });

  test("is replaced by a variable that the document names otherwise", () => {
    const id = addBucket();
    const [origin] = exportConfiguration(store).origins;
    importConfiguration(store, { origins: [{ ...origin, secretKey: "env:MINE" }] }, false);
    expect(findOrigin(store, id).secrets).toEqual({ ...keys, secretKey: "env:MINE" });
  });
});

test("references are exported as they are, and each header has a variable of its own", () => {
  const requestHeaders = { Authorization: "Bearer x", "X-Key": "env:SHOP_KEY" };
  createOrigin(store, {
    type: "WEB_FOLDER",
    name: "Shop",
    baseUrl: "https://a.test",
    requestHeaders,
  });
  expect(exportConfiguration(store).origins[0]?.requestHeaders).toEqual({
    Authorization: "env:SHOP_REQUEST_HEADERS_AUTHORIZATION",
    "X-Key": "env:SHOP_KEY",
  });
});

test("origins have variables of their own, whatever they are called", () => {
  const names = ["Product images", "product-images", "1st", "tintype x", "日本", "Été"];
  for (const name of names) addBucket({ name });
  const variables = standInVariables(store);
  expect(new Set(variables).size).toBe(2 * names.length);
  for (const name of variables) expect(name).toMatch(/^(?!TINTYPE_)[A-Z]\w*$/);
  expect(variables).toContain("ETE_SECRET_KEY");
  expect(importConfiguration(store, exportConfiguration(store), false)).toEqual([]);
  for (const { id } of store.origins()) expect(findOrigin(store, id).secrets).toEqual(keys);
});

test("a key that is replaced after the export is that of the store", () => {
  const id = addBucket();
  const document = exportConfiguration(store);
  replaceOrigin(store, id, { ...bucket, accessKey: "AKIB", secretKey: "newer" });
  importConfiguration(store, document, false);
  expect(findOrigin(store, id).secrets).toEqual({ accessKey: "AKIB", secretKey: "newer" });
});
