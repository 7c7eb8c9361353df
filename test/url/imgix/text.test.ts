import { expect, test } from "bun:test";
import { rewriteImgix } from "../../../src/url/imgix/rewriter.ts";
import { printTransformation } from "../../../src/url/transformation.ts";

function ofText(query: string): string {
  const { transformation = [] } = rewriteImgix(query, () => false, "~text");
  return printTransformation(transformation);
}

test("a text without an image stands on a ground of the size that is asked for", () => {
  expect(ofText("txtsize=55&txt=a&w=917&h=558")).toBe(
    "w-917,h-558,c-force,bg-FFFFFF00,f-png,l-text,ie-YQ%3D%3D,lx-0,ly-0,lap-top_left,w-917,fs-55,ia-left,l-end",
  );
});

test("and where a side is not said, it grows to the text's", () => {
  expect(ofText("txt=a&w=400&txt-align=center%2Cmiddle&bg=fff&dpr=2")).toBe(
    "w-800,h-1,c-force,bg-FFFFFF,f-png,l-text,ie-YQ%3D%3D,lx-0,ly-0,lov-grow,w-800,fs-24,ia-center,l-end",
  );
});

test("it has no other format than PNG unless one is asked for", () => {
  expect(ofText("txt=a&fm=jpg")).toContain("f-jpg");
  expect(ofText("txt=a&auto=format")).toContain("f-auto");
});

test("a watermark may be such a text, on whichever of the service's hosts", () => {
  const mark = encodeURIComponent("https://demo.imgix.net/~text?txt=a&w=100&h=50&txt-align=top");
  const { transformation = [], ignored } = rewriteImgix(`mark=${mark}&mark-w=60`);
  expect(ignored).toEqual([]);
  expect(printTransformation(transformation)).toBe(
    "l-image,i-ik_canvas,lx-N5,ly-N5,lap-bottom_right,w-100,h-50,bg-FFFFFF00,l-text,ie-YQ%3D%3D,lx-0,ly-0,lap-top,w-100,fs-12,ia-center,l-end:w-60,l-end",
  );
});

test("a text endpoint of another service is no such text", () => {
  const mark = encodeURIComponent("https://example.com/~text?txt=a");
  expect(rewriteImgix(`mark=${mark}`).ignored).toEqual([`mark=${mark}`]);
});
