import { beforeEach, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { importConfiguration } from "../../src/api/resources/document.ts";
import { createEndpoint } from "../../src/api/resources/endpoints.ts";
import { testOrigin } from "../../src/api/resources/origin-test.ts";
import {
  createOrigin,
  duplicateOrigin,
  findOrigin,
  replaceOrigin,
} from "../../src/api/resources/origins.ts";
import { openStore } from "../../src/store/open.ts";
import type { Store } from "../../src/store/store.ts";
import { temporaryFolder } from "../support/tintype.ts";

let store: Store;
beforeEach(async () => {
  store = await openStore(join(temporaryFolder(), "data"), "key");
});

const headers = { authorization: "Bearer secret" };
const web = { type: "WEB_FOLDER", name: "web", baseUrl: "https://shop.test/images" };
const bucket = {
  type: "S3_COMPATIBLE",
  name: "bucket",
  bucket: "b",
  endpoint: "https://s3.fr-par.scw.cloud",
};
const keys = { accessKey: "access", secretKey: "secret" };

interface Change {
  what: string;
  before: Record<string, unknown>;
  secrets: Record<string, unknown>;
  change: Record<string, unknown>;
}

const changes: Change[] = [
  {
    what: "the host of a web server",
    before: web,
    secrets: { requestHeaders: headers },
    change: { baseUrl: "https://attacker.test/" },
  },
  {
    what: "its port",
    before: web,
    secrets: { requestHeaders: headers },
    change: { baseUrl: "https://shop.test:8443/images" },
  },
  {
    what: "https to http",
    before: web,
    secrets: { requestHeaders: headers },
    change: { baseUrl: "http://shop.test/images" },
  },
  {
    what: "the hosts of a proxy",
    before: { type: "WEB_PROXY", name: "proxy", allowedHosts: ["a.test"] },
    secrets: { requestHeaders: headers },
    change: { allowedHosts: ["a.test", "attacker.test"] },
  },
  {
    what: "the endpoint of a bucket",
    before: bucket,
    secrets: keys,
    change: { endpoint: "https://attacker.test" },
  },
  {
    what: "the endpoint of a backup, which had none",
    before: { type: "CLOUDINARY_BACKUP", name: "backup", bucket: "b" },
    secrets: keys,
    change: { endpoint: "https://attacker.test" },
  },
];

describe("secrets have to be given again by who changes", () => {
  for (const { what, before, secrets, change } of changes) {
    test(what, async () => {
      const { id } = createOrigin(store, { ...before, ...secrets });
      const changed = { ...before, ...change };
      const refusal = { code: "EINVAL", message: expect.stringMatching(/^Missing `\w+`: give it/) };
      const refused: (() => unknown)[] = [
        () => replaceOrigin(store, id, changed),
        () => duplicateOrigin(store, id, { ...change, name: "copy" }),
        () => testOrigin(store, { ...changed, id }),
        () =>
          importConfiguration(
            store,
            { origins: [{ ...changed, id }], urlEndpoints: [], namedTransformations: [] },
            false,
          ),
      ];
      for (const work of refused) {
        await expect((async () => work())()).rejects.toMatchObject(
          work === refused.at(-1) ? { code: "EINVAL" } : refusal,
        );
      }
      expect(findOrigin(store, id).secrets).toEqual(secrets);
      replaceOrigin(store, id, { ...changed, ...secrets });
      expect(findOrigin(store, id).settings).toMatchObject(change);
    });
  }
});

describe("secrets stay", () => {
  test("when the path, the name or another header of the same server changes", () => {
    const { id } = createOrigin(store, { ...web, requestHeaders: headers });
    replaceOrigin(store, id, { ...web, name: "other", baseUrl: "https://shop.test/photos" });
    expect(findOrigin(store, id).secrets).toEqual({ requestHeaders: headers });
  });

  test("when a proxy may fetch from fewer hosts", () => {
    const proxy = { type: "WEB_PROXY", name: "proxy", allowedHosts: ["a.test", "b.test"] };
    const { id } = createOrigin(store, { ...proxy, requestHeaders: headers });
    replaceOrigin(store, id, { ...proxy, allowedHosts: ["b.test"] });
    expect(findOrigin(store, id).secrets).toEqual({ requestHeaders: headers });
  });
});

test("an origin that is `null`, a list or a text is refused for it names no type", () => {
  for (const body of [null, [], "text", 7, undefined]) {
    expect(() => createOrigin(store, body)).toThrow("Cannot read `type`");
  }
});

test("a URL endpoint that is `null`, a list or a text is refused for it has no description", () => {
  for (const body of [null, [], "text", 7, undefined]) {
    expect(() => createEndpoint(store, body)).toThrow("Missing `description`");
  }
});
