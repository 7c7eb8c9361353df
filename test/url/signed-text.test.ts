import { describe, expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import fc from "fast-check";
import { parseAddress } from "../../src/url/address.ts";
import { checkSignature, signUrl } from "../../src/url/signature.ts";

const key = "dummy-key";
const endpoint = "https://ik.imagekit.io/demo";
const now = Date.now();

/** What a server is sent for a URL, behind the endpoint. */
function received(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname.replace(/^\/demo/, "") + search;
}

/** A request with the signature of a text, as whoever signs by hand computes it. */
function withSignatureOf(text: string, rest: string, expiry = "9999999999"): string {
  const signature = createHmac("sha1", key)
    .update(text + expiry)
    .digest("hex");
  return `${rest}${rest.includes("?") ? "&" : "?"}ik-s=${signature}`;
}

/** A text that was signed, and what is requested with its signature. */
const spelled: [signed: string, rest: string][] = [
  ["ü b/日本.jpg", "/%C3%BC%20b/%E6%97%A5%E6%9C%AC.jpg"],
  ["a<{b}>.jpg", "/a%3C%7Bb%7D%3E.jpg"],
  ["a.jpg?name=ü 'x'", "/a.jpg?name=%C3%BC%20%27x%27"],
  ["tr:l-text,i-ü b,l-end/a%20b.jpg", "/tr:l-text,i-%C3%BC%20b,l-end/a%20b.jpg"],
  ["a%20b.jpg?tr=l-text,i-it's %2C,l-end", "/a%20b.jpg?tr=l-text,i-it%27s%20%2C,l-end"],
  ["a.jpg?tr=w-300,h-400:rt-90", "/a.jpg?tr=w-300%2Ch-400%3Art-90"],
  ["a.jpg?tr=w-300%2Ch-400%3Art-90", "/a.jpg?tr=w-300,h-400:rt-90"],
  ["a.jpg?x=%2C&tr=i-a@@b(1)", "/a.jpg?x=%2C&tr=i-a%40%40b%281%29"],
];

/** Signed is one thing, requested is another. */
const others: [signed: string, rest: string][] = [
  ["a/b.jpg", "/a%2Fb.jpg"],
  ["a%2Fb.jpg", "/a/b.jpg"],
  ["a%2Fb.jpg", "/a%252Fb.jpg"],
  ["a?b.jpg", "/a%3Fb.jpg"],
  ["a.jpg?tr=w-1", "/a.jpg%3Ftr=w-1"],
  ["a%20b.jpg", "/a%2520b.jpg"],
  ["a%20b.jpg", "/a+b.jpg"],
  ["a,b.jpg", "/a%2Cb.jpg"],
  ["a%2Cb.jpg", "/a,b.jpg"],
  ["a'b.jpg", "/a%27b.jpg"],
  ["a\u0000.jpg", "/a%00.jpg"],
  ["ü.jpg", "/%c3%bc.jpg"],
  ["%C3%BC.jpg", "/%c3%bc.jpg"],
  ["a<b.jpg", "/a%3cb.jpg"],
  ["abc.jpg", "/%61bc.jpg"],
  ["a\uFFFD.jpg", "/a%FF.jpg"],
  ["tr:w-1,h-1/a.jpg", "/tr:w-1%2Ch-1/a.jpg"],
  ["tr:w-1/a.jpg", "/tr%3Aw-1/a.jpg"],
  ["tr:w-1/a.jpg", "/a.jpg?tr=w-1"],
  ["a.jpg?tr=w-1&v=1", "/a.jpg?tr=w-1%26v%3D1"],
  ["a.jpg?tr=w-1&v=1", "/a.jpg?tr%3Dw-1&v=1"],
  ["a.jpg?tr=w-1%26v%3D1", "/a.jpg?tr=w-1&v=1"],
  ["a.jpg?tr=l-text,i-a%2Cb,l-end", "/a.jpg?tr=l-text,i-a,b,l-end"],
  ["a.jpg?tr=l-text,i-a%2Cb,l-end", "/a.jpg?tr=l-text%2Ci-a%2Cb%2Cl-end"],
  ["a.jpg?tr=l-text%2Ci-a%2Cb%2Cl-end", "/a.jpg?tr=l-text,i-a%2Cb,l-end"],
  ["a.jpg?tr=l-text,i-a%2Cb,l-end", "/a.jpg?tr=l-text%2Ci-a%252Cb%2Cl-end"],
  ["a.jpg?tr=w-1,h-1", "/a.jpg?tr=w-1%2ch-1"],
  ["a.jpg?tr=w-1", "/a.jpg?tr=%77-1"],
  ["a.jpg?tr=a%2Bb", "/a.jpg?tr=a%20b"],
  ["a.jpg?v=1&tr=w-1", "/a.jpg?tr=w-1&v=1"],
  ["a.jpg", "/a.jpg?tr=w-1"],
  ["a.jpg", "//a.jpg"],
  ["a.jpg", "/A.jpg"],
];

describe("clients sign before or after they encode", () => {
  for (const [signed, rest] of spelled) {
    test(`${signed} is requested as ${rest}`, () => {
      expect(checkSignature(withSignatureOf(signed, rest), key, now).state).toBe("good");
    });
  }
  for (const [signed, rest] of others) {
    test(`${signed} does not sign ${rest}`, () => {
      expect(checkSignature(withSignatureOf(signed, rest), key, now).state).toBe("wrong");
    });
  }
});

/** Spellings that somebody might take for one another. */
const lookalikes = [
  ["a", "%61", "A"],
  [",", "%2C", "%2c", "%252C"],
  [":", "%3A"],
  ["/", "%2F", "%252F"],
  ["?", "%3F"],
  ["&", "%26"],
  ["=", "%3D"],
  ["+", "%2B", " ", "%20", "%2520"],
  ["'", "%27"],
  ["é", "%C3%A9", "%c3%a9", "%C3"],
  ["%", "%25"],
  ["tr:", "tr%3A"],
  ["?tr=", "&tr=", "%3Ftr=", "?tr%3D"],
];
const piece = fc
  .constantFrom(...lookalikes)
  .chain((all) => fc.tuple(fc.constantFrom(...all), fc.constantFrom(...all)));

/** All that a URL means; that of a text which no URL can be is what a client makes of it. */
function meaningOf(rest: string): unknown {
  try {
    const { path, rawPath, transformation } = parseAddress(received(`${endpoint}${rest}`));
    const values = transformation?.split(/([,:])/).map(decodeURIComponent);
    return { path, rawPath, values };
  } catch {
    return "malformed";
  }
}

test("two requests share a signature only when they mean the same", () => {
  const plain = fc.constant<[string, string]>(["x", "x"]);
  const request = fc.array(fc.oneof(piece, plain), { maxLength: 12 });
  let shared = 0;
  fc.assert(
    fc.property(request, (pieces) => {
      const [signed, asked] = [0, 1].map(
        (i) => `${pieces.map((pair) => pair[i]).join("")}.jpg`,
      ) as [string, string];
      if (signed === asked || /[é ]/.test(asked)) return;
      const { state } = checkSignature(withSignatureOf(signed, `/${asked}`), key, now);
      if (state !== "good") return;
      shared += 1;
      expect(meaningOf(`/${asked}`)).toEqual(meaningOf(`/${signed}`));
    }),
    { numRuns: 20_000, seed: 1 },
  );
  expect(shared).toBeGreaterThan(20);
});

test("no character at any position of a URL can be any other", () => {
  const urls = [
    ...spelled.map(([signed, rest]) => withSignatureOf(signed, rest)),
    received(signUrl(`${endpoint}/tr:w-300,h-200/a%20b.jpg?v=1`, endpoint, key, 1_900_000_000)),
  ];
  for (const url of urls) {
    expect(checkSignature(url, key, now).state).toBe("good");
    for (let at = 1; at < url.length; at += 1) {
      for (const character of "aA0,%2cC/?&=+ü") {
        const changed = url.slice(0, at) + character + url.slice(at + 1);
        if (changed === url) continue;
        expect(checkSignature(changed, key, now).state).not.toBe("good");
      }
    }
  }
});
