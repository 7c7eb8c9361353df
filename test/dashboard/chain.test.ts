import { describe, expect, test } from "bun:test";
import { buildSrc } from "@imagekit/javascript";
import {
  cutAt,
  printChain,
  readChain,
  readNumber,
  stillAt,
  urlOf,
  valueIn,
  withValue,
} from "../../src/dashboard/playground/chain.ts";
import { clientCode, imageTag, videoTag } from "../../src/dashboard/playground/snippets.ts";
import { parseTransformation, printTransformation } from "../../src/url/transformation.ts";

describe("a transformation as the playground takes it apart", () => {
  const texts = [
    "",
    "w-300,h-200",
    "w-300:rt-90",
    "w-300,e-sharpen:rt-N90,f-webp",
    "w-300,l-text,i-Hello,fs-40,l-end,q-50",
    "l-image,i-logo.png,w-100:rt-90,l-image,i-dot.png,l-end,l-end:bl-5",
    "if-ar_gt_1_and_w_gt_600,w-600,if-else,w-300,if-end:q-40",
  ];
  for (const text of texts) {
    test(`${text || "nothing"} is put together again as it was`, () => {
      expect(printChain(readChain(text))).toBe(text);
    });
  }

  const stills: [text: string, still: string][] = [
    ["w-104,f-mp4", "w-104,f-jpg,so-0.5"],
    ["f-mp4,so-3:w-9:rt-90", "w-9:rt-90,so-0.5,f-jpg"],
    ["so-3:if-w_gt_9,w-9,if-end", "if-w_gt_9,w-9,if-end:so-0.5,f-jpg"],
    ["", "so-0.5,f-jpg"],
    ["so-3,du-2:eo-1,w-9", "w-9,so-0.5,f-jpg"],
  ];
  for (const [text, still] of stills) {
    test(`a still of ${text || "nothing"} is ${still}`, () => {
      expect(printChain(stillAt(readChain(text), 0.5))).toBe(still);
    });
  }

  const cuts: [text: string, start: string, end: string][] = [
    ["w-9,f-mp4", "w-9,f-mp4,so-0.5", "w-9,f-mp4,eo-0.5"],
    ["so-3,du-2:w-9", "du-2,so-0.5:w-9", "so-3,eo-0.5:w-9"],
    ["w-9:so-3,eo-4", "w-9,eo-4,so-0.5", "w-9,so-3,eo-0.5"],
    ["w-9:rt-90,so-0.2,f-jpg", "w-9,so-0.5:rt-90", "w-9,so-0.2,eo-0.5:rt-90"],
    ["if-w_gt_9,w-9,if-end", "so-0.5:if-w_gt_9,w-9,if-end", "eo-0.5:if-w_gt_9,w-9,if-end"],
    ["", "so-0.5", "eo-0.5"],
  ];
  for (const [text, start, end] of cuts) {
    test(`a part of ${text || "nothing"} begins by ${start} and ends by ${end}`, () => {
      expect(printChain(cutAt(readChain(text), "so", 0.5))).toBe(start);
      expect(printChain(cutAt(readChain(text), "eo", 0.5))).toBe(end);
    });
  }

  test("layers and conditions are one piece each", () => {
    expect(readChain("w-9,l-text,i-a,l-end,q-5:if-w_gt_1,w-6,if-else,w-3,if-end")).toEqual([
      ["w-9", "l-text,i-a,l-end", "q-5"],
      ["if-w_gt_1,w-6,if-else,w-3,if-end"],
    ]);
  });

  test("what is not finished yet stays, and an empty step is no step", () => {
    expect(readChain("l-text,i-a")).toEqual([["l-text,i-a"]]);
    expect(readChain("w-3,,:")).toEqual([["w-3"], []]);
    expect(printChain([["w-3"], []])).toBe("w-3");
  });

  test("a value is changed in its place, added at the end, or taken out", () => {
    expect(withValue(["w-300", "h-200"], "w", "50")).toEqual(["w-50", "h-200"]);
    expect(withValue(["w-300"], "q", "50")).toEqual(["w-300", "q-50"]);
    expect(withValue(["w-300", "e-grayscale"], "e-grayscale", undefined)).toEqual(["w-300"]);
    expect(withValue([], "e-grayscale", "")).toEqual(["e-grayscale"]);
  });

  test("a key is not taken for a longer one", () => {
    const step = ["rt-90", "e-contrastlevel-20"];
    expect(valueIn(step, "r")).toBeUndefined();
    expect(valueIn(step, "e-contrast")).toBeUndefined();
    expect(valueIn(step, "rt")).toBe("90");
  });

  test("N is minus, and an expression is no number", () => {
    expect([readNumber("N4.5"), readNumber("12"), readNumber(""), readNumber("iw_div_2")]).toEqual([
      ...[-4.5, 12, undefined, undefined],
    ]);
  });
});

describe("what the playground gives to take along", () => {
  const base = "http://localhost:8080/shop/";

  test("a URL in which nothing breaks out of its place", () => {
    expect(urlOf(base, [["l-text", "i-a b#c/d", "l-end"]], "/x y/ä?.jpg")).toBe(
      "http://localhost:8080/shop/tr:l-text,i-a%20b%23c%2Fd,l-end/x%20y/%C3%A4%3F.jpg",
    );
  });

  test("a responsive tag, of the same shape at every width", () => {
    const tag = imageTag(base, readChain("w-400,h-300:rt-90"), "a.jpg", 'a "b"');
    expect(tag).toContain("http://localhost:8080/shop/tr:w-640,h-480:rt-90/a.jpg 640w");
    expect(tag).toContain("http://localhost:8080/shop/tr:w-1920,h-1440:rt-90/a.jpg 1920w");
    expect(tag).toContain('alt="a &quot;b&quot;"');
    expect(imageTag(base, [[]], "a.jpg", "")).toContain("/tr:w-320/a.jpg 320w");
  });

  test("a tag of a video, with a still of the same part as its poster", () => {
    const tag = videoTag(urlOf(base, readChain("so-4,du-2"), 'a"b.mp4'));
    expect(tag).toContain('src="http://localhost:8080/shop/tr:so-4,du-2/a%22b.mp4"');
    expect(tag).toContain(
      'poster="http://localhost:8080/shop/tr:so-4,du-2/a%22b.mp4/ik-thumbnail.jpg"',
    );
  });

  for (const text of [
    "",
    "w-400,h-300",
    "w-400,ar-4-3:rt-N90",
    "e-sharpen-10,q-50",
    "bl-5,f-webp",
  ]) {
    test(`code with which ImageKit's client asks for ${text || "the original"}`, () => {
      const code = clientCode(base, readChain(text), "a/b.jpg");
      const options = /buildSrc\((.*)\);/s.exec(code)?.[1];
      const made = new URL(buildSrc(new Function(`return ${options}`)()));
      expect(made.pathname).toBe("/shop/a/b.jpg");
      const canonical = (words: string) => printTransformation(parseTransformation(words));
      expect(canonical(made.searchParams.get("tr") ?? "")).toBe(canonical(text));
    });
  }
});
