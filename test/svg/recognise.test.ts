import { expect, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { sniff } from "../../src/formats.ts";
import { bytesOf } from "./fixtures.ts";

const ns = 'xmlns="http://www.w3.org/2000/svg"';
const drawing = `<svg ${ns}><rect width="9" height="9"/></svg>`;
const licence = `<!-- ${"All rights reserved. <svg> ".repeat(800)}-->`;
const entities = Array.from(
  { length: 60 },
  (_, i) => `<!ENTITY ns_${i} "http://ns.adobe.com/${i}/">`,
);

const utf16 = (text: string, order: "le" | "be", mark = true) => {
  const bytes = Buffer.from(`${mark ? "\ufeff" : ""}${text}`, "utf16le");
  return order === "le" ? bytes : bytes.swap16();
};

test.each([
  ["a licence of 20 kB before its root", bytesOf(`<?xml version="1.0"?>\n${licence}\n${drawing}`)],
  [
    "Illustrator's entities",
    bytesOf(`<!DOCTYPE svg PUBLIC "a" "b" [${entities.join("\n")}\n]>\n${drawing}`),
  ],
  ["a prefix", bytesOf('<svg:svg xmlns:svg="http://www.w3.org/2000/svg"/>')],
  ["another prefix", bytesOf('<?xml version="1.0"?><a:svg xmlns:a="http://www.w3.org/2000/svg">')],
  ["a byte order mark and blanks", bytesOf(`\ufeff\n\t ${drawing}`)],
  ["blanks of a template", bytesOf(`${"\n      ".repeat(300)}${drawing}`)],
  ["a mark and many blanks", bytesOf(`\ufeff${"\n      ".repeat(300)}${drawing}`)],
  ["UTF-16 and many blanks, low byte first", utf16(`${" \n".repeat(300)}${drawing}`, "le")],
  ["UTF-16 and many blanks, high byte first", utf16(`${" \n".repeat(300)}${drawing}`, "be")],
  ["a stylesheet instruction", bytesOf(`<?xml-stylesheet href="a.css"?>${drawing}`)],
  ["UTF-16, low byte first", utf16(`<?xml version="1.0" encoding="UTF-16"?>${drawing}`, "le")],
  ["UTF-16, high byte first", utf16(drawing, "be")],
  ["UTF-16 without a mark", utf16(drawing, "le", false)],
  ["gzip", gzipSync(drawing)],
  ["gzip, behind a licence", gzipSync(`${licence}${drawing}`)],
])("an SVG with %s is one", (_, bytes) => {
  expect(sniff(bytes)).toBe("svg");
});

test.each([
  ["a page that shows a drawing", bytesOf(`<!doctype html><html><body>${drawing}</body></html>`)],
  ["a page that begins with a comment", bytesOf(`<!-- a page -->\n<html>${drawing}`)],
  ["other XML", bytesOf(`<?xml version="1.0"?><feed>${drawing}</feed>`)],
  ["a comment without end", bytesOf(`<!-- ${drawing}`)],
  ["compressed text", gzipSync("some text")],
  ["half a gzip header", Uint8Array.of(0x1f, 0x8b)],
  ["nothing", new Uint8Array()],
])("%s is none", (_, bytes) => {
  expect(sniff(bytes)).toBeUndefined();
});
