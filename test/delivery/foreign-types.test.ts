import { describe, expect, test } from "bun:test";
import { policyOf } from "../../src/delivery/headers.ts";
import { isDrawing, parseMediaType } from "../../src/delivery/media-type.ts";

const rows: [given: string, read: string][] = [
  ["text/plain", "text/plain"],
  ["TEXT/HTML", "text/html"],
  ["Text/Xml; Charset=UTF-8", "text/xml; charset=utf-8"],
  ['text/html;charset="utf-8"', "text/html; charset=utf-8"],
  ["text/html; boundary=x", "text/html"],
  ["Image/SVG+XML", "image/svg+xml"],
  ["text/plain,text/html", "application/octet-stream"],
  ["a/b, text/html", "application/octet-stream"],
  ["text/plain; x=,text/html", "application/octet-stream"],
  ["text", "application/octet-stream"],
  ["*/*", "application/octet-stream"],
  ["text/html x", "application/octet-stream"],
  ["text /html", "application/octet-stream"],
  ["", "application/octet-stream"],
];

for (const [given, read] of rows) {
  test(`the type ${JSON.stringify(given)} of an origin is read as ${read}`, () => {
    expect(parseMediaType(given)).toBe(read);
  });
}

describe("nothing runs in", () => {
  const types = [
    "text/html",
    "TEXT/HTML",
    "APPLICATION/XHTML+XML",
    "text/xsl",
    "text/plain,text/html",
    "image/svg+xml",
    "Image/SVG+XML; charset=x",
    "image/svg",
    "image/foo+xml",
    "application/pdf",
    "application/octet-stream",
    "multipart/x-mixed-replace",
    "message/rfc822",
    "image/jpeg",
    "video/mp4",
    "font/woff2",
  ];
  for (const type of types) {
    test(type, () => {
      const directives = policyOf(type).split("; ");
      expect(directives).toContain("sandbox");
      expect(directives.some((one) => /^(?:default|script)-src 'none'$/.test(one))).toBe(true);
    });
  }
});

test("a drawing is one whatever the spelling", () => {
  for (const type of [
    "image/svg+xml",
    "IMAGE/SVG+XML",
    "Image/Svg+Xml;charset=utf-8",
    "image/svg",
  ]) {
    expect(isDrawing(type)).toBe(true);
  }
  expect(isDrawing("image/jpeg")).toBe(false);
});
