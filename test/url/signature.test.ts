import { describe, expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import { buildSrc as buildInBrowser } from "@imagekit/javascript";
import ImageKit from "@imagekit/nodejs";
import fc from "fast-check";
import OlderImageKit from "imagekit";
import { checkSignature, signUrl } from "../../src/url/signature.ts";
import vectors from "./imagekit-urls.json" with { type: "json" };

const key = "dummy-key";
const endpoint = "https://ik.imagekit.io/demo";
const now = Date.now();

const newer = new ImageKit({ privateKey: key }).helper;
const older = new OlderImageKit({ publicKey: "public", privateKey: key, urlEndpoint: endpoint });

/** What a server is sent for a URL, behind the endpoint. */
function received(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname.replace(/^\/demo/, "") + search;
}

const stateOf = (url: string, at = now) => checkSignature(received(url), key, at).state;

describe("the signed URLs of ImageKit's own tests", () => {
  const signed = vectors.filter(({ url }) => url.includes("ik-s="));
  test("are all here", () => expect(signed.length).toBe(6));
  for (const { url, meaning } of signed) {
    test(`verify: ${meaning}`, () => {
      expect(stateOf(url)).toBe("good");
      expect(checkSignature(received(url), "another-key", now).state).toBe("wrong");
    });
  }
});

/** Paths, raw transformations and further parameters that clients are asked to sign. */
const shapes: [src: string, transformation?: string, query?: Record<string, string>][] = [
  ["a.jpg"],
  ["/folder/deep/a.jpg", "w-300,h-400:rt-90"],
  ["हिन्दी/日本.png", "w-300"],
  ["with space (1).jpg", "w-1"],
  ["plus+sign,comma;semi=eq&amp@at.jpg", "w-1", { v: "1" }],
  ["it's [a] ~tilde!*.jpg", "w-1"],
  ["100%25.jpg", "w-1"],
  ["a%2Fb%2Cc.jpg"],
  ["a.jpg", "l-text,i-a%2Cb%20c,l-end", { updatedAt: "1718", x: "ü & ä" }],
  ["with space.jpg", "l-text,i-Hello world it's ü,l-end"],
  ["a.jpg", "l-image,i-folder@@logo.png,w-$x,lx-N10,l-end:q-80"],
  ["https%3A%2F%2Fexample.com%2Fa.jpg%3Fx%3D1", "w-10"],
  ["https://example.com/a.jpg".replace("https://", "https:/"), "w-10"],
  [`${endpoint}/a.jpg?existing=1&b=%20`, "w-10", { c: "d e" }],
  // The parameter beside the transformation is encoded, the transformation is not.
  ["x%20.jpg", "l-text,i-a b,l-end", { tr: "\u00a0" }],
  ["a.jpg", "w-10", { "ik-attachment": "true", "ik-attachment-filename": "näme.jpg" }],
];

describe("what a client of ImageKit signs verifies", () => {
  for (const [src, raw, queryParameters = {}] of shapes) {
    const transformation = raw === undefined ? [] : [{ raw }];
    for (const transformationPosition of ["path", "query"] as const) {
      const common = { transformation, transformationPosition, queryParameters, signed: true };
      const absolute = src.startsWith("https://");
      const clients = {
        "@imagekit/nodejs": (seconds?: number) =>
          newer.buildSrc({
            ...common,
            urlEndpoint: endpoint,
            src,
            ...(seconds === undefined ? {} : { expiresIn: seconds }),
          }),
        imagekit: (seconds?: number) =>
          older.url({
            ...common,
            ...(absolute ? { src } : { path: `/${src.replace(/^\//, "")}` }),
            ...(seconds === undefined ? {} : { expireSeconds: seconds }),
          }),
      };
      for (const [client, build] of Object.entries(clients)) {
        test(`${client}, ${transformationPosition}: ${src} ${raw ?? ""}`, () => {
          expect(stateOf(build())).toBe("good");
          const url = build(100);
          const { state, expiry = 0 } = checkSignature(received(url), key, now);
          expect(state).toBe("good");
          expect(Math.abs(expiry - now / 1000 - 100)).toBeLessThan(60);
          expect(stateOf(url, expiry * 1000)).toBe("good");
          expect(stateOf(url, expiry * 1000 + 1)).toBe("expired");
          expect(stateOf(url.replace(/ik-t=\d+&/, ""))).toBe("wrong");
        });
      }
    }
  }
});

describe("a URL is signed as ImageKit's client signs it", () => {
  // Of a raw transformation the client signs characters that no URL can hold.
  for (const [src, raw, queryParameters = {}] of shapes.filter(
    ([, raw]) => !/[ ü]/.test(raw ?? ""),
  )) {
    test(`${src} ${raw ?? ""}`, () => {
      const wish = { urlEndpoint: endpoint, src, transformation: raw ? [{ raw }] : [] };
      const url = buildInBrowser({ ...wish, queryParameters });
      const expected = newer.buildSrc({ ...wish, queryParameters, signed: true });
      expect(signUrl(url, endpoint, key)).toBe(expected);
      expect(signUrl(expected, `${endpoint}/`, key)).toBe(expected);
      const limited = signUrl(expected, endpoint, key, 1_900_000_000);
      expect(limited).toContain("ik-t=1900000000&ik-s=");
      expect(stateOf(limited, 1_900_000_000_000)).toBe("good");
    });
  }

  test("in the spelling that is sent", () => {
    const url = signUrl(`${endpoint}/ü b.jpg?tr=l-text,i-it's,l-end#top`, endpoint, key);
    const sent = `${endpoint}/%C3%BC%20b.jpg?tr=l-text,i-it%27s,l-end&ik-s=`;
    expect(url.slice(0, -40)).toBe(sent);
    expect(stateOf(url)).toBe("good");
  });

  test("and only below its endpoint, until a time of ten digits", () => {
    expect(() => signUrl("https://example.com/a.jpg", endpoint, key)).toThrow(
      "does not begin with",
    );
    expect(() => signUrl(`${endpoint}-2/a.jpg`, endpoint, key)).toThrow("does not begin with");
    expect(() => signUrl(`${endpoint}/a.jpg`, endpoint, key, 1e12)).toThrow("of ten digits");
  });
});

describe("where the signature stands", () => {
  const signature = "32dbbbfc5f945c0403c71b54c38e76896ef2d6b0";
  const path = "/sdk-testing-files/future-search.png";
  const state = (rest: string, at = now) => checkSignature(rest, key, at);

  test("nothing is signed", () => {
    for (const rest of [path, `${path}?x=1`, `${path}?xik-s=1`, `/ik-s=${signature}.jpg`, "/"]) {
      expect(state(rest)).toEqual({ state: "none" });
    }
  });

  test("anywhere in the query, in any order", () => {
    const url = signUrl(`${endpoint}${path}?v=1&tr=w-1`, endpoint, key, 1_900_000_000);
    const [, s] = /ik-s=(.*)/.exec(url) as RegExpExecArray;
    const [time, sign] = ["ik-t=1900000000", `ik-s=${s}`];
    for (const query of [
      `v=1&tr=w-1&${time}&${sign}`,
      `${sign}&${time}&v=1&tr=w-1`,
      `v=1&${sign}&tr=w-1&${time}`,
    ]) {
      expect(state(`${path}?${query}`)).toEqual({ state: "good", expiry: 1_900_000_000 });
    }
    expect(state(`${path}?tr=w-1&v=1&${time}&${sign}`)).toEqual({ state: "wrong" });
  });

  test("once, in lower case, of 40 digits", () => {
    expect(state(`${path}?ik-s=${signature}`)).toEqual({ state: "good" });
    expect(state(`${path}?ik-t=9999999999&ik-s=${signature}`).state).toBe("good");
    for (const query of [
      ...["ik-s=", `ik-s=${signature.toUpperCase()}`, `ik-s=${signature}0`],
      ...[
        `ik-s=${signature.slice(2)}`,
        `ik-s=0&ik-s=${signature}`,
        `ik-s=%33${signature.slice(1)}`,
      ],
      ...[`ik-s=${signature}&ik-s=${signature}`, `ik-t=&ik-s=${signature}`],
      ...[`ik-t=9999999999&ik-t=9999999999&ik-s=${signature}`, `ik-t=1e9&ik-s=${signature}`],
    ]) {
      expect(state(`${path}?${query}`)).toEqual({ state: "wrong" });
    }
  });

  test("with a key that is not empty", () => {
    const forged = createHmac("sha1", "").update("a.jpg9999999999").digest("hex");
    expect(checkSignature(`/a.jpg?ik-s=${forged}`, "", now)).toEqual({ state: "wrong" });
  });

  test("no digit moves from the path to the time or back", () => {
    const sign = (text: string) => createHmac("sha1", key).update(text).digest("hex");
    const old = sign("a.jpg?tr=w-151700000000");
    expect(state(`/a.jpg?tr=w-15&ik-t=1700000000&ik-s=${old}`).state).toBe("expired");
    expect(state(`/a.jpg?tr=w-1&ik-t=51700000000&ik-s=${old}`).state).toBe("wrong");
    expect(state(`/a.jpg?tr=w-151&ik-t=700000000&ik-s=${old}`, 1).state).toBe("wrong");
    expect(
      state(`/a.jpg?tr=w-&ik-t=01700000000&ik-s=${sign("a.jpg?tr=w-01700000000")}`, 1).state,
    ).toBe("wrong");
  });
});

test("no character of a signed URL can be another", () => {
  const segment = fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 });
  const shape = fc.record({
    src: fc
      .array(segment, { minLength: 1, maxLength: 3 })
      .map((all) => all.map(encodeURIComponent)),
    raw: fc.constantFrom("w-300,h-400:rt-90", "l-text,i-a%2Cb,l-end", "l-text,i-a b,l-end", "w-1"),
    queryParameters: fc.dictionary(segment, segment, { maxKeys: 2, noNullPrototype: true }),
    transformationPosition: fc.constantFrom("path" as const, "query" as const),
    expiresIn: fc.constantFrom(0, 100),
    at: fc.nat(),
    character: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  });
  fc.assert(
    fc.property(shape, ({ src, raw, at, character, ...rest }) => {
      const url = newer.buildSrc({
        ...rest,
        urlEndpoint: endpoint,
        src: `x${src.join("/")}.jpg`,
        transformation: [{ raw }],
        signed: true,
      });
      const sent = received(url);
      expect(checkSignature(sent, key, now).state).toBe("good");
      const position = 1 + (at % (sent.length - 1));
      if (sent[position] === character) return;
      const changed = sent.slice(0, position) + character + sent.slice(position + 1);
      expect(checkSignature(changed, key, now).state).not.toBe("good");
    }),
    { numRuns: 3000 },
  );
});
