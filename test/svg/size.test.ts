import { expect, test } from "bun:test";
import { svgSize } from "../../src/svg/size.ts";

test.each([
  ['width="100" height="50"', 100, 50],
  ['width="100px" height="50.6px"', 100, 51],
  ['width="1in" height="72pt"', 96, 96],
  ['width="25.4mm" height="2.54cm"', 96, 96],
  ['width="6pc" height="1em"', 96, 16],
  ['width="1e2" height="+5"', 100, 5],
  ["", 300, 150],
  ['width="80"', 80, 150],
  ['height="80"', 300, 80],
  ['width="100%" height="100%"', 300, 150],
  ['viewBox="0 0 24 12"', 24, 12],
  ['viewBox="-5,-5,24,12"', 24, 12],
  ['viewBox="0 0 24 12" width="48"', 48, 24],
  ['viewBox="0 0 24 12" height="48"', 96, 48],
  ['viewBox="0 0 24 12" width="100%" height="50%"', 24, 6],
  ['viewBox="0 0 0 12"', 300, 150],
  ['viewBox="0 0 24"', 300, 150],
  ['viewBox="x"', 300, 150],
  ['width="-5" height="0"', 300, 150],
  ['width="auto" height="5furlongs"', 300, 150],
  ['width="32766" height="100"', 16_383, 50],
  ['width="1e9" height="1"', 16_383, 1],
  ['width="1e300" height="10"', 300, 10],
  ['width="0.2" height="0.2"', 1, 1],
])("<svg %s> is %i by %i", (attributes, width, height) => {
  expect(svgSize(`<svg ${attributes}><g>`)).toEqual({ width, height });
});

test("what is no SVG is refused", () => {
  expect(() => svgSize("svg")).toThrow(expect.objectContaining({ code: "EFORMAT" }));
});
