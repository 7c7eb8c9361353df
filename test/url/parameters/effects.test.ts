import { expect, test } from "bun:test";
import { parseTransformation, printTransformation } from "../../../src/url/transformation.ts";

test("an effect without a value has a strength of its own, which is printed", () => {
  const text = "e-sepia,e-brightness,e-colorblind,e-blackwhite,e-dither,e-tint,e-pixelate";
  expect(printTransformation(parseTransformation(text))).toBe(
    "e-brightness-80,e-sepia-80,e-colorblind-deuteranopia,e-blackwhite-50,e-tint,e-pixelate,e-dither-0",
  );
});

test("a tint has as many places as colours, and they rise", () => {
  for (const text of ["e-tint-po-0_100", "e-tint-co-red_po-0_1", "e-tint-co-red_blue_po-9_3"]) {
    expect(() => parseTransformation(text)).toThrow(expect.objectContaining({ code: "EINVAL" }));
  }
});
