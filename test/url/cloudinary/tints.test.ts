import { expect, test } from "bun:test";
import { rewriteCloudinary } from "../../../src/url/cloudinary/dialect.ts";
import { printTransformation } from "../../../src/url/transformation.ts";

function ours(path: string): string {
  return printTransformation(rewriteCloudinary(path.split("/"), new Map()).transformation ?? []);
}

test("colorize is so much of one colour, gray where none is said", () => {
  expect(ours("co_white,e_colorize:100")).toBe("e-tint-am-100_co-FFFFFF_FFFFFF");
  expect(ours("e_colorize:40")).toBe("e-tint-am-40_co-808080_808080");
  expect(ours("co_red,e_colorize")).toBe("e-tint-am-100_co-FF0000_FF0000");
});

test("a shadow is gray where no colour is said", () => {
  expect(ours("e_shadow")).toBe("e-castshadow-st-40_x-10_y-10_co-808080");
  expect(ours("co_black,e_shadow:60")).toContain("co-000000");
});
