import { expect, test } from "bun:test";
import { describe } from "../../../src/migrate/audit/parameters.ts";
import { patternOf, patternOfToken } from "../../../src/migrate/audit/patterns.ts";
import type { UrlRewriter } from "../../../src/url/services.ts";

test("what differs from URL to URL is taken out of a parameter", () => {
  const tokens: Record<string, string> = {
    w_300: "w_#",
    "w_0.5": "w_#",
    "x_-10": "x_#",
    "w-N30": "w-#",
    c_fill: "c_fill",
    "e_sepia:60": "e_sepia:#",
    "b_rgb:ff00aa": "b_rgb:#",
    bo_5px_solid_red: "bo_#px_solid_red",
    "q_auto:good": "q_auto:good",
    f_png8: "f_png8",
    "l_text:Arial_40:Hello%20World": "l_text:…",
    "l_shop:logo": "l_…",
    t_card: "t_card",
    "i-logo.png": "i-…",
    "bg-FFAA00": "bg-#",
    "n-card": "n-card",
    "w=300": "w=#",
    "rect=10,20,30,40": "rect=#,#,#,#",
    "mark=https://x/y.png": "mark=…",
  };
  for (const [token, pattern] of Object.entries(tokens)) {
    expect([token, patternOfToken(token)]).toEqual([token, pattern]);
  }
});

test("the order within a step makes no other pattern, the order of steps does", () => {
  const separators = { within: ",", between: "/" };
  expect(patternOf([["w_1", "c_fill"], ["e_sepia"]], separators)).toBe("c_fill,w_#/e_sepia");
  expect(patternOf([["e_sepia"], ["c_fill", "w_2"]], separators)).toBe("e_sepia/c_fill,w_#");
});

const described = (rest: string, urlRewriter?: UrlRewriter, refused?: string) => {
  const endpoint = {
    origins: [],
    onInvalid: "refuse" as const,
    ...(urlRewriter ? { urlRewriter } : {}),
  };
  const { pattern, parameters } = describe(rest, endpoint, {
    names: new Map(),
    ...(refused === undefined ? {} : { refused }),
  });
  return [pattern, ...parameters.map(({ token, fate }) => `${token} ${fate}`)];
};

test("a URL is described in the dialect of its endpoint", () => {
  const cloudinary = { type: "CLOUDINARY" } as const;
  expect(described("/image/upload/w_9,c_fill/e_art:zorro/v1/a.jpg", cloudinary)).toEqual([
    "c_fill,w_#/e_art:zorro",
    ...["w_9 exact", "c_fill exact", "e_art:zorro ignored"],
  ]);
  expect(described("/image/upload/a.jpg", cloudinary)).toEqual(["(the original as it is)"]);
  expect(described("/video/upload/so_2/a.jpg", cloudinary)[0]).toBe("video/upload: so_#");
  expect(described("/image/fetch/w_9/https://x.example/a.jpg", cloudinary)[0]).toBe(
    "image/fetch: w_#",
  );
  // Our own form stays valid there.
  expect(described("/tr:w-9,h-8/a.jpg", cloudinary)).toEqual([
    ...["h-#,w-#", "w-9 exact", "h-8 exact"],
  ]);
  expect(described("/a.jpg?w=300&fit=facearea&utm_source=x", { type: "IMGIX" })[0]).toBe(
    "fit=facearea&w=#",
  );
  expect(described("/a.jpg?imwidth=300&impolicy=x", { type: "AKAMAI" })).toEqual([
    ...["impolicy=x&imwidth=#", "imwidth=300 exact", "impolicy=x ignored"],
  ]);
  expect(described("/a.jpg?tr=w-9:e-upscale", undefined, "`e-upscale` needs …")).toEqual([
    ...["w-#:e-upscale", "w-9 exact", "e-upscale refused"],
  ]);
});

test("in our own form, what ImageKit looks for by other means is not called exact", () => {
  expect(described("/tr:w-9,h-9,fo-auto:w-9,fo-face,z-2:fo-dog:fo-top:e-grayscale/a.jpg")).toEqual([
    expect.any(String),
    ...["w-9 exact", "h-9 exact", "fo-auto approximate", "w-9 exact", "fo-face approximate"],
    ...["z-2 approximate", "fo-dog approximate", "fo-top exact", "e-grayscale exact"],
  ]);
  expect(described("/tr:l-text,i-a,ff-Karla,l-end:l-text,i-a,ff-a.ttf,l-end/a.jpg")).toEqual(
    expect.arrayContaining(["ff-Karla approximate", "ff-a.ttf exact"]),
  );
});
