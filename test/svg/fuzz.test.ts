import { expect, test } from "bun:test";
import fc from "fast-check";
import { Failure } from "../../src/failure.ts";
import { sanitiseSvg } from "../../src/svg/sanitise.ts";
import { bytesOf, laughs, namespaces, redPng, svg, textOf } from "./fixtures.ts";

const sometimesPrefixed = (names: string[]) =>
  fc
    .tuple(fc.constantFrom("", "", "", "s:", "h:", "xlink:"), fc.constantFrom(...names))
    .map((parts) => parts.join(""));

const elementNames = sometimesPrefixed([
  ...["g", "svg", "a", "use", "image", "style", "text", "title", "defs", "path", "switch"],
  ...["animate", "set", "animateTransform", "feImage", "filter", "metadata", "tspan", "desc"],
  ...["script", "SCRIPT", "foreignObject", "iframe", "handler", "p", "img", "form", "embed"],
]);

const attributeNames = sometimesPrefixed([
  ...["href", "HREF", "src", "fill", "style", "filter", "mask", "id", "class", "to", "values"],
  ...["from", "attributeName", "onload", "onclick", "onbegin", "xml:base", "srcdoc", "action"],
  ...["xmlns", "cursor", "begin", "formaction", "data", "type"],
]);

const hostile = [
  ...["#a", "", "javascript:alert(1)", " JaVa&#10;ScRiPt:alert(1)", "&#x6a;avascript:alert(1)"],
  ...["http://evil/x", "//evil/x", "data:text/html,x", "data:image/svg+xml;base64,PHN2Zy8+"],
  ...[`data:image/png;base64,${redPng}`, "url(http://evil/x)", "url(#a)", "u\\72l(//evil)"],
  ...["fill:url(//evil)", "@import 'http://evil'", "a{fill:url( 'http://evil' )}", "href"],
  ...["xlink:href", "onclick", "expression(alert(1))", "behavior:url(x)", "/*", "*/", "\\", "("],
  ...["{", "}", ";", "image-set('http://evil' 1x)", "&lt;script>", "]]>", "&amp;#106;avascript:x"],
  ...["src('//evil')", "'", "&quot;", "--", "-moz-binding:x", "\\75 rl(//evil)", "text/css"],
];

const words = fc.array(fc.oneof(fc.constantFrom(...hostile), fc.string({ maxLength: 4 })), {
  minLength: 1,
  maxLength: 3,
});
const values = words.map((parts) => parts.join("").replace(/["<]|&(?![#\w]+;)/g, ""));

const attributes = fc
  .uniqueArray(fc.tuple(attributeNames, values), { selector: ([name]) => name, maxLength: 4 })
  .map((pairs) => pairs.map(([name, value]) => ` ${name}="${value}"`).join(""));

const { node } = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    values,
    fc.constantFrom("<!-- <script> -->", "<?xml-stylesheet href='x'?>", "<![CDATA[<script>x]]>"),
    fc
      .tuple(elementNames, attributes, fc.array(tie("node"), { maxLength: 3 }))
      .map(([name, list, children]) => `<${name}${list}>${children.join("")}</${name}>`),
  ),
}));

const documents = fc
  .array(node, { maxLength: 4 })
  .map((nodes) =>
    svg(
      nodes.join(""),
      'xmlns:s="http://www.w3.org/2000/svg" xmlns:h="http://www.w3.org/1999/xhtml"',
    ),
  );

/** Cuts a piece out and puts another in, anywhere. */
const mutated = fc
  .tuple(
    documents,
    fc.nat(),
    fc.nat(20),
    fc.constantFrom(...hostile, "<", ">", "&", '"', "\0", "<!DOCTYPE x [", "<svg:"),
  )
  .map(([text, at, length, piece]) => {
    const start = at % text.length;
    return text.slice(0, start) + piece + text.slice(start + length);
  });

/** The result, or undefined for an input that is refused. */
function sanitised(text: string): string | undefined {
  try {
    return textOf(sanitiseSvg(bytesOf(text)));
  } catch (error) {
    if (error instanceof Failure && ["EFORMAT", "ELIMIT"].includes(error.code)) return undefined;
    throw error;
  }
}

const named: Record<string, string> = { lt: "<", gt: ">", quot: '"', amp: "&" };
const resolved = (text: string) =>
  text.replace(/&(?:#(\d+)|(\w+));/g, (_, code, name) =>
    code ? String.fromCharCode(code) : (named[name] ?? "?"),
  );

/** Resolves CSS escapes, so that hidden addresses show. */
const uncss = (text: string) =>
  text
    .replace(/\\([0-9a-f]{1,6})\s?/gi, (_, hex) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replace(/\\(.)/g, "$1");

const inner = /url\(\s*["']?(?:#|data:image\/(?:png|jpe?g|gif|webp);base64,)/gi;

/** What an HTML parser, which is not ours, finds wrong in a document. */
function dangersIn(text: string): string[] {
  const found: string[] = [];
  let sheet = "";
  const checkCss = (css: string) => {
    // What is in a string is no address, unless it is one's.
    const bare = uncss(css).replace(inner, "");
    if (/url\(|image-set\(|src\(|expression\(/i.test(bare.replace(/"[^"]*"/g, ""))) found.push(css);
  };
  const rewriter = new HTMLRewriter().on("*", {
    element({ tagName, attributes: list }) {
      if (/script|foreign|iframe|embed|handler|^(?:p|img|form)$/.test(tagName)) found.push(tagName);
      for (const [name = "", raw = ""] of list) {
        const value = resolved(raw);
        if (/^on|src|action|base|^h:|^s:/.test(name)) found.push(name);
        if (/href/.test(name) && !/^(?:#|$|data:image\/png;base64,[\w+/=]*$)/.test(value))
          found.push(`${name}=${value}`);
        if (name === "attributename" && /href|^on/.test(value)) found.push(value);
        if (/^(?:id|class|xmlns.*)$|href/.test(name)) continue;
        // In a style it would be the name of a property.
        if (name !== "style" && /script\s*:/i.test(value)) found.push(value);
        checkCss(value);
      }
    },
    text({ text: part }) {
      sheet += part;
    },
  });
  rewriter.transform(text);
  for (const [, css = ""] of text.matchAll(/<style[^>]*>([^<]*)<\/style>/g))
    checkCss(resolved(css));
  if (/<!|<\?/.test(text) || sheet.includes("<")) found.push("markup");
  return found;
}

test.each([
  ["built", documents],
  ["mutated", mutated],
])("nothing of what is %s gets through, and twice is once", (_, inputs) => {
  let kept = 0;
  fc.assert(
    fc.property(inputs, (text) => {
      const once = sanitised(text);
      if (once === undefined) return;
      kept += 1;
      expect(dangersIn(once)).toEqual([]);
      expect(sanitised(once)).toBe(once);
    }),
    { numRuns: 1_500 },
  );
  expect(kept).toBeGreaterThan(200);
});

test("any bytes are sanitised or refused", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        sanitiseSvg(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(Failure);
      }
    }),
  );
});

test("the check itself sees what it looks for", () => {
  const samples = [
    "<script/>",
    '<g onload="x"/>',
    '<a href="jav&#97;script:x"/>',
    '<g fill="u\\72l(http://x)"/>',
    "<style>a{fill:url(//x)}</style>",
    '<use xlink:href="x.svg#a"/>',
  ];
  for (const sample of samples)
    expect(dangersIn(`<svg ${namespaces}>${sample}</svg>`)).not.toEqual([]);
  expect(dangersIn(laughs)).not.toEqual([]);
});
