import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { authorizeCandidates } from "../../src/delivery/candidates.ts";
import { renditionKey } from "../../src/delivery/rendition-key.ts";
import { type ConfigSnapshot, parseRequest } from "../../src/delivery/request.ts";
import type { UrlEndpoint } from "../../src/endpoints/loaded-config.ts";
import { endpointDefaults } from "../../src/endpoints/settings.ts";
import { asFailure } from "../../src/failure.ts";
import type { Origin } from "../../src/origins/origin.ts";
import { signUrl } from "../../src/url/signature.ts";

const key = "private_key";
const origin: Origin = { id: "o.1", name: "o", fetch: async () => undefined };
const backup: Origin = { ...origin, variesByAsset: true, cloud: "demo", apiSecret: "secret" };

function endpoint(urlPrefix: string, more: Partial<UrlEndpoint> = {}): UrlEndpoint {
  return {
    ...endpointDefaults,
    id: urlPrefix || "default",
    urlPrefix,
    hostnames: [],
    origins: [origin],
    variesByHost: false,
    revision: "1",
    ...more,
  };
}

const snapshot: ConfigSnapshot = {
  loaded: {
    endpoints: [
      endpoint(""),
      endpoint("cld", { urlRewriter: { type: "CLOUDINARY" }, origins: [backup] }),
      endpoint("imgix", { urlRewriter: { type: "IMGIX" } }),
      endpoint("akamai", { urlRewriter: { type: "AKAMAI" } }),
      endpoint("signed", { signing: "all" }),
      endpoint("thrifty", { saveData: true }),
    ],
    named: new Map([["thumb", "w-20"]]),
  },
  id: undefined,
};

const read = (target: string, headers: Record<string, string> = {}) =>
  parseRequest({ url: `http://img.test${target}`, headers: new Headers(headers) }, snapshot);

function codeOf(work: () => unknown): string {
  try {
    work();
    return "none";
  } catch (error) {
    return asFailure(error).code;
  }
}

describe("a path that was encoded twice is meant as it stands, and else as if encoded once", () => {
  const meanings = (target: string) =>
    read(target).map(({ address, asked }) => `${address.path} ${asked.replace(/,c-\w+/, "")}`);
  const rows: [target: string, first: string, other: string][] = [
    ["/a%2520b.jpg?tr=w-30", "a%20b.jpg w-30", "a b.jpg w-30"],
    ["/tr:w-30%252Ch-20/a.jpg", "a.jpg w-30,h-20", "a.jpg w-30,h-20"],
    ["/imgix/a%2520b.jpg?w=30", "a%20b.jpg w-30", "a b.jpg w-30"],
    ["/cld/image/upload/w_30/a%2520b.jpg", "a%20b.jpg w-30,f-jpg", "a b.jpg w-30,f-jpg"],
    ["/cld/image/upload/c_fill%252Cw_30/a.jpg", "a.jpg w-30,f-jpg", "a.jpg w-30,f-jpg"],
    [
      "/cld/image/fetch/w_30/https%253A%252F%252Fa.test%252Fb.jpg",
      "https%3A%2F%2Fa.test%2Fb.jpg w-30,f-jpg",
      "https://a.test/b.jpg w-30,f-jpg",
    ],
  ];
  test.each(rows)("%s", (target, first, other) => {
    expect(meanings(target)[0]).toBe(first);
    expect(meanings(target)).toContain(other);
  });

  test("also the value of a parameter", () => {
    expect(meanings("/imgix/a.jpg?auto=format%252Ccompress&w=30")).toEqual([
      "a.jpg w-30,q-45,f-auto",
    ]);
  });

  const whole: [target: string, plain: string][] = [
    ["/tr:l-text%252Ci-Good%252520day%252Cl-end/a.jpg", "/tr:l-text,i-Good%20day,l-end/a.jpg"],
    ["/a.jpg?tr=w-30%252Cl-text%252Ci-1%25252C5%252Cl-end", "/tr:w-30,l-text,i-1%2C5,l-end/a.jpg"],
    [
      "/cld/image/upload/l_text%253AArial_20%253AGood%252520day/a.jpg",
      "/cld/image/upload/l_text:Arial_20:Good%20day/a.jpg",
    ],
    ["/cld/image/upload/e_blur%253A400%252Cw_30/a.jpg", "/cld/image/upload/e_blur:400,w_30/a.jpg"],
    ["/cld/image/upload/e_pixelate%253A5/a.jpg", "/cld/image/upload/e_pixelate:5/a.jpg"],
  ];
  test.each(whole)("a transformation of which all was: %s", (target, plain) => {
    expect(read(target)[0].asked).toBe(read(plain)[0].asked);
    expect(read(target)[0].compat).toEqual(read(plain)[0].compat);
  });

  test("and what cannot be decoded once more has one meaning", () => {
    expect(read("/a%25zz.jpg").map(({ address }) => address.path)).toEqual(["a%zz.jpg"]);
    expect(read("/a%25ff.jpg").map(({ address }) => address.path)).toEqual(["a%ff.jpg"]);
  });

  test("and it is as private as what it means", () => {
    const meant = read("/cld/image%252Fprivate/a.jpg").map((each) => each.address.path);
    expect(meant.every((path) => !/^a\.jpg$/.test(path))).toBe(true);
  });
});

describe("an ampersand may be written as pages write it that are escaped twice", () => {
  const rows: [target: string, asked: string][] = [
    ["/a.jpg?v=1&amp;tr=w-30", "w-30"],
    ["/a.jpg?tr=w-30&amp;amp;v=1", "w-30"],
    ["/imgix/a.jpg?w=30&amp;h=20&#038;fit=crop&#x26;q=50", "w-30,h-20,q-50"],
    ["/imgix/a.jpg?w=30&AMP;h=20", "w-30,h-20,c-at_max_enlarge"],
  ];
  test.each(rows)("%s", (target, asked) => expect(read(target)[0].asked).toBe(asked));

  test("and a URL may have been signed with either", () => {
    const stateOf = (target: string) =>
      codeOf(() => authorizeCandidates(read(target), { client: "c" }, key));
    for (const signed of ["/signed/a.jpg?v=1&tr=w-30", "/signed/a.jpg?v=1&amp;tr=w-30"]) {
      const { pathname, search } = new URL(signUrl(`http://h${signed}`, "http://h/signed/", key));
      expect(stateOf(pathname + search)).toBe("none");
      expect(stateOf((pathname + search).replace("w-30", "w-31"))).toBe("EAUTH");
      const escaped = search.replace("&ik-s=", "&amp;ik-s=");
      expect(stateOf(pathname + escaped)).toBe(signed.includes("amp;") ? "EAUTH" : "none");
      expect(stateOf(pathname + escaped.replace(/.$/, "_"))).toBe("EAUTH");
    }
    const open = "/a.jpg?v=1&amp;ik-s=0123456789012345678901234567890123456789";
    expect(stateOf(open)).toBe("EAUTH");
  });

  test("but not in a name", () => {
    expect(read("/a&amp;b.jpg")[0].address.path).toBe("a&amp;b.jpg");
  });
});

describe("a URL is read as its endpoint, its path and what is asked for", () => {
  const rows: [target: string, endpoint: string, path: string, asked: string][] = [
    ["/a/b.jpg", "default", "a/b.jpg", ""],
    ["/tr:w-30/a%20b.jpg?v=1", "default", "a b.jpg", "w-30"],
    ["/a.jpg?tr=w-30,h-20", "default", "a.jpg", "w-30,h-20"],
    ["/tr:n-thumb/a.jpg", "default", "a.jpg", "w-20"],
    ["/tr:orig-true/a.jpg", "default", "a.jpg", ""],
    ["/imgix/a.jpg?w=30", "imgix", "a.jpg", "w-30"],
    ["/imgix/tr:w-30/a.jpg", "imgix", "a.jpg", "w-30"],
  ];
  test.each(rows)("%s", (target, id, path, asked) => {
    const [request] = read(target);
    expect([request.endpoint.id, request.address.path]).toEqual([id, path]);
    expect(request.asked.replace(/,c-\w+/, "")).toBe(asked);
  });
});

test("a stream is refused by its URL, and never by what a client says of itself", () => {
  const hints = { "save-data": "on", "sec-ch-width": "300", "sec-ch-dpr": "2" };
  const list = "/thrifty/clip.mp4/ik-master.m3u8?tr=sr-240";
  expect(codeOf(() => read(list, hints))).toBe("none");
  for (const headers of [{}, hints]) {
    for (const steps of ["w-auto", "w-100", "q-50:rt-90"]) {
      expect(codeOf(() => read(`${list},${steps}`, headers))).toBe("EINVAL");
    }
  }
});

test("the ways to read a Cloudinary URL are candidates, its own way first", () => {
  const paths = (target: string) => read(target).map(({ address }) => address.path);
  expect(paths("/cld/image/upload/w_30/shoe.jpg")[0]).toBe("shoe.jpg");
  expect(paths("/cld/w_30/shoe.jpg").length).toBeGreaterThan(1);
  expect(paths("/cld/w_30/shoe.jpg").at(-1)).toBe("w_30/shoe.jpg");
  expect(paths("/a.jpg")).toEqual(["a.jpg"]);
});

describe("a path with control characters is refused in every dialect", () => {
  const targets = [
    "/a%0Ab.jpg",
    "/tr:w-9/a%0A%0Aimage%0Aupload%0A",
    "/tr:n-thumb/secret.jpg%0A%0Aimage%0Aprivate%0Aauthorised",
    "/a.jpg%00",
    "/a%7F.jpg",
    "/a%C2%85.jpg",
    "/a%09b.jpg?tr=w-3",
    "/cld/image/upload/a%0Ab.jpg",
    "/cld/image/upload/w_30/v1/a%0D.jpg",
    "/cld/image/fetch/http://example.com/a%0Ab.jpg",
    "/imgix/a%0Ab.jpg?w=3",
    "/akamai/a%1Bb.jpg?imwidth=3",
  ];
  test.each(targets)("%s", (target) => {
    expect(codeOf(() => read(target))).toBe("EINVAL");
  });
});

describe("what a request may see", () => {
  const signed = (target: string, expiry?: number) =>
    signUrl(`http://img.test${target}`, "http://img.test/signed", key, expiry).slice(15);
  const list = "sp_hd/p/clip.m3u8";
  const part = "ik-stream-480-0.m4s";
  const listSignature = createHash("sha1").update(`${list}secret`).digest("base64url").slice(0, 8);
  const ofCloudinary = `/cld/video/private/s--${listSignature}--`;
  const ofOurs = signed("/signed/a.mp4/ik-master.mpd?tr=sr-240");
  const rows: [name: string, target: string, outcome: string][] = [
    ["a stream's file by its list's signature", ofOurs.replace("ik-master.mpd", part), "private"],
    ["nothing of another stream", ofOurs.replace("ik-master.mpd", `b/${part}`), "EAUTH"],
    ["a stream's file by Cloudinary's for its list", `${ofCloudinary}/${list}/${part}`, "private"],
    ["nothing of another in Cloudinary", `${ofCloudinary}/sp_4k/p/clip.m3u8/${part}`, "EAUTH"],
    ["nothing of a private stream there", `/cld/video/private/${list}/${part}`, "EFORBIDDEN"],
    ["a plain URL: what is public", "/a.jpg", "public"],
    ["a named transformation: private originals", "/tr:n-thumb/a.jpg", "private"],
    ["a signed URL: private originals", signed("/signed/a.jpg"), "private"],
    ["nothing without a signature where one is needed", "/signed/a.jpg", "EAUTH"],
    ["nothing with a wrong one", `/signed/a.jpg?ik-s=${"0".repeat(40)}`, "EAUTH"],
    ["nothing with an expired one", signed("/signed/a.jpg", 1_500_000_000), "EAUTH"],
    ["nothing that is private in Cloudinary", "/cld/image/private/a.jpg", "EFORBIDDEN"],
    ["nothing with a wrong one of Cloudinary's", "/cld/image/private/s--abcdefgh--/a", "EAUTH"],
  ];
  test.each(rows)("%s", (_, target, outcome) => {
    const permitted = () => {
      const [{ permissions }] = authorizeCandidates(read(target), { client: "client" }, key);
      return permissions.private ? "private" : "public";
    };
    const code = codeOf(permitted);
    expect(code === "none" ? permitted() : code).toBe(outcome);
  });

  test("is everything for the server itself", () => {
    const [{ permissions }] = authorizeCandidates(read("/cld/image/private/a"), {}, key);
    expect(permissions).toEqual({ private: true, restricted: true });
  });

  test("is what clients get for what is prepared for them, and everything where they get nothing", () => {
    const prepared = (target: string) =>
      authorizeCandidates(read(target), { forClients: true }, key)[0].permissions;
    const layered = "/cld/image/upload/l_logo,w_9/a.jpg";
    expect(prepared(layered)).toEqual({ private: true, restricted: false });
    expect(prepared(`/cld/video/private/${list}`)).toEqual({ private: true, restricted: true });
    expect(prepared(`${ofCloudinary}/${list}`)).toEqual({ private: true, restricted: true });
    expect(prepared("/signed/a.jpg")).toEqual({ private: true, restricted: false });
  });
});

describe("the key of a rendition", () => {
  const keyOf = (target: string, accept = "", restricted = false) =>
    renditionKey(read(target, { accept })[0], restricted, "", false);
  const same: [string, string][] = [
    ["/tr:w-30/a.jpg", "/a.jpg?tr=w-30"],
    ["/tr:w-30/a.jpg", "/tr:w-30/a.jpg?v=2"],
    ["/tr:w-30/a.jpg", "/tr:w-30/%61.jpg"],
  ];
  test.each(same)("is that of another spelling: %s and %s", (one, other) => {
    expect(keyOf(one)).toBe(keyOf(other));
  });
  const different: [string, string][] = [
    ["/tr:w-30/a.jpg", "/tr:w-31/a.jpg"],
    ["/tr:w-30/a.jpg", "/tr:w-30/b.jpg"],
    ["/tr:w-30/a.jpg", "/imgix/tr:w-30/a.jpg"],
    ["/cld/image/upload/w_30/a.jpg", "/cld/image/fetch/w_30/a.jpg"],
  ];
  test.each(different)("is another for another request: %s and %s", (one, other) => {
    expect(keyOf(one)).not.toBe(keyOf(other));
  });

  test("depends on what the client accepts, and on a signature where one is needed", () => {
    expect(keyOf("/tr:w-30/a.jpg", "image/webp")).not.toBe(keyOf("/tr:w-30/a.jpg"));
    expect(keyOf("/tr:w-30,f-png/a.jpg", "image/webp")).toBe(keyOf("/tr:w-30,f-png/a.jpg"));
    const [open, restricted] = ["/cld/image/upload/w_30/a", "/cld/image/private/w_30/a"];
    expect(keyOf(open, "", true)).toBe(keyOf(open));
    expect(keyOf(restricted, "", true)).not.toBe(keyOf(restricted));
  });
});
