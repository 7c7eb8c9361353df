import { beforeAll, describe, expect, test } from "bun:test";
import { endpointDefaults } from "../../../src/endpoints/settings.ts";
import { defaultLimits } from "../../../src/limits.ts";
import { createRehearsal } from "../../../src/migrate/audit/dry-run.ts";
import { localFolder } from "../../../src/origins/local-folder/origin.ts";
import { folderOf } from "../../support/audit.ts";

describe("the audit reads a URL in the way that the server answers it", () => {
  let rehearse: ReturnType<typeof createRehearsal>;
  const verdictOn = async (target: string) => {
    const { status, parameters } = await rehearse({ target });
    return [status, ...parameters.map(({ token, fate }) => `${token} ${fate}`)];
  };

  beforeAll(() => {
    const path = folderOf({ "a b.jpg": "x", "w_9/d e.jpg": "x", "c.jpg": "x" });
    const origins = [localFolder({ id: "folder", name: "folder", path })];
    const endpoint = { ...endpointDefaults, origins, hostnames: [], variesByHost: false };
    const endpoints = [
      { ...endpoint, id: "1", revision: "1", urlPrefix: "" },
      { ...endpoint, id: "2", revision: "1", urlPrefix: "imgix", urlRewriter: { type: "IMGIX" } },
      {
        ...endpoint,
        id: "3",
        revision: "1",
        urlPrefix: "cld",
        urlRewriter: { type: "CLOUDINARY" },
      },
    ] as const;
    const snapshot = { loaded: { endpoints: [...endpoints], named: new Map() }, id: undefined };
    rehearse = createRehearsal({
      ...{ snapshot, limits: defaultLimits, privateKey: "key", timeout: 10_000 },
    });
  });

  const rows: [target: string, ...verdict: (string | number)[]][] = [
    [
      "/cld/image/upload/h_8/w_30%252Cc_fill/a%2520b.jpg",
      200,
      "h_8 exact",
      "w_30 exact",
      "c_fill exact",
    ],
    // The folder is called like a parameter, and is none in the way that leads to a file.
    ["/cld/image/upload/h_8/w_9/d%2520e.jpg", 200, "h_8 exact"],
    ["/imgix/c.jpg?w=30&amp;h=20&amp;fit=crop", 200, "w=30 exact", "h=20 exact", "fit=crop exact"],
    ["/imgix/a%2520b.jpg?w=30", 200, "w=30 exact"],
    ["/c.jpg?v=1&amp;tr=w-30", 200, "w-30 exact"],
    ["/a%2520b.jpg?tr=w-30", 200, "w-30 exact"],
    ["/c.jpg?tr=w-30&amp;ik-s=***", 200, "w-30 exact"],
    ["/c.jpg?tr=w-30&amp;ik-s=0123456789012345678901234567890123456789", 401, "w-30 exact"],
    ["/a%252520b.jpg?tr=w-30", 404, "w-30 exact"],
  ];
  test.each(rows)("%s", async (target, ...verdict) => {
    expect(await verdictOn(target)).toEqual(verdict);
  });
});
