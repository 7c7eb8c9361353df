import { expect, test } from "bun:test";
import { rewriteImgix } from "../../../src/url/imgix/rewriter.ts";
import { printTransformation } from "../../../src/url/transformation.ts";

test.each([
  ["fm=blurhash", "f-blurhash"],
  ["fm=blurhash&auto=format%2Ccompress&w=50", "w-50,q-45,f-blurhash"],
  ["palette=json", "f-palette"],
  ["palette=css&auto=format", "f-palettecss"],
])("%s describes the image", (query, ours) => {
  const { transformation = [], ignored } = rewriteImgix(query);
  expect([printTransformation(transformation), ignored]).toEqual([ours, []]);
});
