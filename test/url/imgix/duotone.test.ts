import { expect, test } from "bun:test";
import { rewriteImgix } from "../../../src/url/imgix/rewriter.ts";
import { printTransformation } from "../../../src/url/transformation.ts";

test.each([
  ["duotone=000080,FA8072", "e-tint-am-100_co-000080_FA8072", []],
  ["duotone=000080,FA8072&duotone-alpha=50", "e-tint-am-50_co-000080_FA8072", []],
  ["duotone=000080", "", ["duotone=000080"]],
  ["duotone=a,b,c", "", ["duotone=a,b,c"]],
] as [string, string, string[]][])(
  "%s gives shadows one colour and lights another",
  (query, ours, lost) => {
    const { transformation = [], ignored } = rewriteImgix(query);
    expect([printTransformation(transformation), ignored]).toEqual([ours, lost]);
  },
);
