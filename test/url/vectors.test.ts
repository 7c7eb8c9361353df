import { describe, expect, test } from "bun:test";
import { Failure } from "../../src/failure.ts";
import { parseAddress, route } from "../../src/url/address.ts";
import { expandNames } from "../../src/url/named.ts";
import { parseTransformation, printTransformation } from "../../src/url/transformation.ts";
import vectors from "./imagekit-urls.json" with { type: "json" };

/**
 * URLs of ImageKit's documentation and of the tests of its clients. `expected` is the canonical
 * spelling of what the URL means, null where it asks for the original as it is; `refused` the
 * failure's code and message. Both were written from `meaning` and `input`. What a URL asks of a
 * video is read like any other: only the original's bytes tell that it is one.
 */
interface Vector {
  url: string;
  meaning: string;
  input?: string;
  expected?: string | null;
  refused?: string;
  leftOut?: string;
}

const all: Vector[] = vectors;
const used = all.filter(({ leftOut }) => leftOut === undefined);

/** What the account behind the documentation calls its named transformations. */
const names = new Map([
  ["media_library_thumbnail", "w-150,h-100"],
  ["some_name", "w-100"],
]);

/** Reads a whole URL as delivery does; null for the original as it is. */
function read(url: string): string | null {
  const [, host = "", target = ""] = /^https?:\/\/([^/]+)(.*)$/s.exec(url) ?? [];
  const id = host === "ik.imagekit.io" ? target.split("/")[1] : undefined;
  const routed = route(target, host, [{ urlPrefix: "", hostnames: [] }], id);
  const text = parseAddress(routed?.rest ?? "").transformation;
  if (text === undefined) return null;
  return printTransformation(parseTransformation(expandNames(text, names)));
}

describe("a URL of ImageKit's documentation or clients means what they say", () => {
  for (const { url, meaning, expected } of used) {
    if (expected === undefined) continue;
    test(`${meaning}: ${shorten(url)}`, () => {
      expect(read(url)).toBe(expected);
      if (expected !== null) {
        expect(printTransformation(parseTransformation(expected))).toBe(expected);
      }
    });
  }
});

describe("a URL of ImageKit's documentation or clients is refused where it cannot be met", () => {
  for (const { url, meaning, refused } of used) {
    if (refused === undefined) continue;
    test(`${meaning}: ${shorten(url)}`, () => expect(refusal(url)).toBe(refused));
  }
});

test("no URL is left out but two whose source was never filled in", () => {
  expect([all.length, used.length]).toEqual([155, 153]);
  for (const { url, leftOut } of all) expect(url.includes("${")).toBe(leftOut !== undefined);
});

function refusal(url: string): string {
  try {
    return `not refused: ${read(url)}`;
  } catch (error) {
    return error instanceof Failure ? `${error.code} ${error.message}` : String(error);
  }
}

function shorten(url: string): string {
  return url.replace(/^https?:\/\/ik\.imagekit\.io/, "").slice(0, 100);
}
