import { describe, expect, test } from "bun:test";
import { columnsOf } from "../../src/dashboard/cache/columns.ts";
import { allFields } from "../../src/dashboard/endpoints/labels.ts";
import { reorder } from "../../src/dashboard/endpoints/reorder.ts";
import {
  bodyOf,
  fieldAtFault,
  missingIn,
  readLines,
  readPairs,
} from "../../src/dashboard/form/field.ts";
import { ago, bytes, duration, milliseconds } from "../../src/dashboard/labels.ts";
import { originFields, originKinds } from "../../src/dashboard/origins/labels.ts";
import { readPlace } from "../../src/dashboard/place.ts";
import { endpointSettings } from "../../src/endpoints/settings.ts";
import { originTypes } from "../../src/origins/registry.ts";

describe("forms", () => {
  test("every origin type can be chosen, and every field of it be filled in", () => {
    expect(Object.keys(originKinds).sort()).toEqual([...originTypes.keys()].sort());
    for (const { type, schema } of originTypes.values()) {
      const names = originFields(type, false).map(({ name }) => name);
      expect(names.sort()).toEqual(Object.keys(schema.properties).sort());
    }
  });

  test("every setting of a URL endpoint can be changed", () => {
    const names = allFields.map(({ name }) => name);
    expect(Object.keys(endpointSettings).filter((name) => !names.includes(name))).toEqual(
      Object.keys(endpointSettings).filter((name) => name === "urlRewriter"),
    );
  });

  test("keys are asked for, unless the machine's role is used", () => {
    const missing = (withRole: boolean) =>
      missingIn(originFields("S3", withRole), { name: "a", bucket: "b" }).map(({ name }) => name);
    expect(missing(false)).toEqual(["accessKey", "secretKey"]);
    expect(missing(true)).toEqual([]);
  });

  test("what is empty is not sent, and so a secret that nobody typed stays", () => {
    const fields = originFields("WEB_FOLDER", false);
    const values = { name: "a", baseUrl: "https://x.test", apiSecret: "", requestHeaders: {} };
    expect(bodyOf(fields, values)).toEqual({ name: "a", baseUrl: "https://x.test" });
    expect(bodyOf(fields, { ...values, apiSecret: "s" })).toMatchObject({ apiSecret: "s" });
  });

  test("a refusal of the server is shown at the field that it names", () => {
    const fields = originFields("S3", false);
    expect(fieldAtFault({ field: "bucket" }, fields)).toBe("bucket");
    expect(fieldAtFault({ field: "baseUrl" }, fields)).toBeUndefined();
    expect(fieldAtFault({ field: undefined }, fields)).toBeUndefined();
  });

  test("headers and lists are read line by line", () => {
    expect(readPairs("A: b\n  Authorization:  Bearer x:y \nnothing\n")).toEqual({
      A: "b",
      Authorization: "Bearer x:y",
    });
    expect(readLines("a.test, b.test\n\n c.test ")).toEqual(["a.test", "b.test", "c.test"]);
  });

  test("an item is moved, and all others keep their order", () => {
    expect(reorder(["a", "b", "c", "d"], 0, 2)).toEqual(["b", "c", "a", "d"]);
    expect(reorder(["a", "b", "c", "d"], 3, 0)).toEqual(["d", "a", "b", "c"]);
    expect(reorder(["a"], 5, 0)).toEqual(["a"]);
  });
});

describe("what people read", () => {
  test("sizes, times and ages", () => {
    expect([bytes(0), bytes(999), bytes(1400), bytes(250e6)]).toEqual([
      ...["0 bytes", "999 bytes", "1.4 kB", "250 MB"],
    ]);
    expect([milliseconds(1.25), milliseconds(250), milliseconds(1500)]).toEqual([
      ...["1.3 ms", "250 ms", "1.5 s"],
    ]);
    expect([duration(1), duration(150), duration(90_000)]).toEqual([
      ...["1 second", "2 minutes", "1 day"],
    ]);
    expect([ago(1000, 1500), ago(0, 60_000)]).toEqual(["just now", "1 minute ago"]);
  });

  test("an address of the dashboard that is broken is an address all the same", () => {
    expect(readPlace("#/origins/a%2Fb?x=1").parts).toEqual(["origins", "a/b"]);
    expect(readPlace("#/origins/%E0%A4%A").parts).toEqual(["origins", "%E0%A4%A"]);
    expect(readPlace("").parts).toEqual([]);
  });

  test("columns of the chart add up to what was counted, the newest whole", () => {
    const bucket = (time: number, memory: number, miss: number, clientErrors: number) => ({
      time,
      requests: memory + miss + clientErrors,
      ok: memory + miss,
      clientErrors,
      serverErrors: 0,
      memory,
      disk: 0,
      miss,
      stale: 0,
      bytes: 0,
      milliseconds: 0,
    });
    const columns = columnsOf([bucket(0, 1, 1, 0), bucket(1, 3, 1, 2), bucket(2, 0, 0, 1)], 2);
    expect(columns).toEqual([
      { time: 0, hits: 1, misses: 1, errors: 0, hitRate: 0.5 },
      { time: 1, hits: 3, misses: 1, errors: 3, hitRate: 0.75 },
    ]);
    expect(columnsOf([], 2)).toEqual([]);
  });
});
