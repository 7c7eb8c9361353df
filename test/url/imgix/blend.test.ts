import { describe, expect, test } from "bun:test";
import { rewriteImgix } from "../../../src/url/imgix/rewriter.ts";
import { parseTransformation, printTransformation } from "../../../src/url/transformation.ts";

const mayFetch = (url: string) => url.startsWith("https://good.example/");

function made(query: string) {
  const { transformation = [], ignored } = rewriteImgix(query, mayFetch);
  return [printTransformation(transformation), ignored];
}

function means(cases: [query: string, ours: string, why: string][]): void {
  for (const [query, ours, why] of cases) {
    test(`${query}: ${why}`, () => {
      const canonical = ours === "" ? "" : printTransformation(parseTransformation(ours));
      expect(made(query)).toEqual([canonical, []]);
    });
  }
}

describe("bounds of the finished image", () => {
  means([
    ["max-w=590", "w-590,c-at_max", "alone it is a box that enlarges nothing"],
    ["max-w=590&max-h=393", "w-590,h-393,c-at_max", "so are both"],
    ["max-w=3000&max-h=3000&fit=crop", "w-3000,h-3000,c-at_max", "there is nothing to cut to"],
    ["w=1280&max-w=640", "w-640", "a side that is asked for comes within"],
    ["w=1280&h=640&max-w=640", "w-640,h-320,c-at_max_enlarge", "both sides by the same share"],
    ["w=1280&h=640&max-h=320&fit=crop", "w-640,h-320", "a cut keeps its shape"],
    ["w=300&max-w=640", "w-300", "what is within stays"],
    ["min-w=500", "w-500,c-at_max_no_shrink", "alone it shrinks nothing"],
    ["w=100&min-w=500", "w-500", "a side that is asked for comes up to it"],
    ["w=100&h=50&min-w=200&fit=crop", "w-200,h-100", "both by the same share"],
  ]);
});

const canvas = (colour: string, ...more: string[]) =>
  ["l-image,i-ik_canvas,lx-0,ly-0", ...more, `w-bw_mul_1,h-bh_mul_1,bg-${colour},l-end`].join(",");

describe("a colour that is blended", () => {
  means([
    [
      "w=9&blend=111827&blend-mode=multiply",
      `w-9,${canvas("111827", "lm-multiply")}`,
      "covers the image",
    ],
    ["blend=000000&blend-mode=normal", canvas("000000"), "in the usual mode it is laid over"],
    [
      "blend=000000&blend-mode=normal&blend-alpha=10",
      canvas("00000010"),
      "in as many percent as are said",
    ],
    ["blend-color=f00&blend-mode=screen", canvas("FF0000", "lm-screen"), "under its other name"],
    ["blend=000000", canvas("000000", "lm-overlay"), "overlay is the usual mode there"],
    [
      "blend=000000&blend-mode=normal&blend-w=1",
      canvas("000000"),
      "1 is the whole side, as in a fraction",
    ],
  ]);
});

describe("an image that is blended or laid as a mark", () => {
  const url = "https%3A%2F%2Fgood.example%2Fa.png";
  const image = "l-image,ie-aHR0cHM6Ly9nb29kLmV4YW1wbGUvYS5wbmc%3D";
  means([
    [
      `blend=${url}&blend-mode=multiply&blend-size=inherit`,
      `${image},lm-multiply,lx-0,ly-0,lap-center,lov-cut,t-false,w-bw_mul_1,h-bh_mul_1,l-end`,
      "comes by URL through an origin that may fetch it",
    ],
    [
      "blend=%2Flogo.png&blend-mode=normal&blend-x=5&blend-w=40",
      "l-image,i-logo.png,lx-5,ly-0,lov-cut,t-false,w-40,l-end",
      "or by its path",
    ],
    [
      "blend=%2Flogo.png&blend-mode=normal&blend-w=40",
      "l-image,i-logo.png,lx-0,ly-0,lap-center,lov-cut,t-false,w-40,l-end",
      "in the middle, where nothing is said of its place",
    ],
    [
      "blend=%2Flogo.png&blend-mode=normal&blend-align=bottom,right&blend-pad=7",
      "l-image,i-logo.png,lx-N7,ly-N7,lap-bottom_right,lov-cut,t-false,l-end",
      "at a corner, and away from it",
    ],
    [
      "blend=%2Flogo.png&blend-mode=normal&blend-align=bottom,right&blend-x=7",
      "l-image,i-logo.png,lx-7,ly-0,lap-bottom_left,lov-cut,t-false,l-end",
      "a coordinate wins on its axis",
    ],
    [
      "blend=%2Flogo.png&blend-mode=normal&blend-w=40&blend-h=20&blend-fit=crop&blend-crop=left,bottom",
      "l-image,i-logo.png,lx-0,ly-0,lap-center,lov-cut,t-false,w-40,h-20,fo-bottom_left,l-end",
      "cut to what is to be kept of it",
    ],
    [
      `mark=${url}&mark-w=64&mark-align=top,left&mark-pad=0`,
      `${image},lx-0,ly-0,lap-top_left,t-false,w-64,l-end`,
      "a mark as well",
    ],
    [
      "mark64=aHR0cHM6Ly9nb29kLmV4YW1wbGUvYS5wbmc&mark-align=top,left&mark-pad=0",
      `${image},lx-0,ly-0,lap-top_left,t-false,l-end`,
      "and in Base64",
    ],
    [
      `mark=${url.replaceAll("%", "%25")}&mark-w=64&mark-align=top,left&mark-pad=0`,
      `${image},lx-0,ly-0,lap-top_left,t-false,w-64,l-end`,
      "and what was encoded twice, too",
    ],
    [
      "blend=%252Fa%2520b.png&blend-mode=normal&blend-x=5&blend-w=40",
      "l-image,ie-YSBiLnBuZw%3D%3D,lx-5,ly-0,lov-cut,t-false,w-40,l-end",
      "and a path that was",
    ],
    [
      "blend=a%2520b.png&blend-mode=normal&blend-x=5&blend-w=40",
      "l-image,i-a%2520b.png,lx-5,ly-0,lov-cut,t-false,w-40,l-end",
      "but an escape in a name may belong to it",
    ],
  ]);

  const ignored: [query: string, tokens: string[]][] = [
    ["w=9&blend=https%3A%2F%2Fbad.example%2Fa.png", ["blend=https%3A%2F%2Fbad.example%2Fa.png"]],
    ["w=9&mark=https%3A%2F%2Fbad.example%2Fa.png", ["mark=https%3A%2F%2Fbad.example%2Fa.png"]],
    [
      "w=9&mark=https%3A%2F%2Fgood.example.bad%2Fa.png",
      ["mark=https%3A%2F%2Fgood.example.bad%2Fa.png"],
    ],
    [
      "w=9&mark=https%253A%252F%252Fbad.example%252Fa.png",
      ["mark=https%253A%252F%252Fbad.example%252Fa.png"],
    ],
    ["w=9&blend=multiply", ["blend=multiply"]],
    ["w=9&blend=000&blend-mode=hue", ["blend-mode=hue", "blend=000"]],
  ];
  for (const [query, tokens] of ignored) {
    test(`${query}: is left out and named`, () => expect(made(query)).toEqual(["w-9", tokens]));
  }
});
