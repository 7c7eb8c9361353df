import { expect, test } from "bun:test";
import { sanitiseSvg } from "../../src/svg/sanitise.ts";
import { bytesOf, redPng, svg, textOf } from "./fixtures.ts";

/** What is left of `content` inside a root. */
function inside(content: string): string {
  const cleaned = textOf(sanitiseSvg(bytesOf(svg(content))));
  return /^<svg [^>]*>(.*)<\/svg>$/s.exec(cleaned)?.[1] ?? "";
}

const png = `data:image/png;base64,${redPng}`;

test.each([
  ["fill: red; stroke : blue !important;", "fill:red;stroke:blue !important"],
  ["fill:url(#a);stroke:url('#b')", "fill:url(#a);stroke:url(#b)"],
  ["fill:url(http://x);stroke:red", "stroke:red"],
  ["fill:u/**/rl(http://x)", undefined],
  ["fill:\\75\\72 l(http://x)", undefined],
  ["fill:url(&#x200b;#a)", "fill:url(#a)"],
  ["background:image-set('x' 1x)", undefined],
  ["width:expression(alert(1))", undefined],
  ["behavior:url(#a);-MOZ-binding:none", undefined],
  ["fill:red;)stroke:blue;x:y", "fill:red;x:y"],
  ["fill:red;a{b:c}", "fill:red"],
  ["font-family:'A;B', \"C\"", "font-family:&quot;A;B&quot;, &quot;C&quot;"],
  ["font-family:'A", undefined],
  ["width:calc(100% - 2px)", "width:calc(100% - 2px)"],
])("the style %p becomes %p", (style, kept) => {
  const attribute = kept === undefined ? "" : ` style="${kept}"`;
  expect(inside(`<g style="${style.replaceAll('"', "&quot;")}"/>`)).toBe(`<g${attribute}/>`);
});

test.each([
  [".a, #b > c:not(.d) { fill : red }", ".a, #b > c:not(.d){fill:red}"],
  ["@import 'x'; @import url(x); .a{fill:red}", ".a{fill:red}"],
  ["@\\69mport 'x';", ""],
  ["@namespace 'x'; @charset 'x'; @page { margin:0 }", ""],
  [
    "@media (width > 1px) { .a { fill:red } } .b{fill:red}",
    "@media (width > 1px){.a{fill:red}}.b{fill:red}",
  ],
  ["@keyframes k { from { x:1 } 50% { x:2 } }", "@keyframes k{from{x:1}50%{x:2}}"],
  ["@font-face{font-family:a;src:url(http://x)}", "@font-face{font-family:a}"],
  ["@font-face{src:url(data:font/woff2;base64,AAAA)}", ""],
  [".a{fill:url(//x)} .b{fill:url(#x)}", ".b{fill:url(#x)}"],
  [`.a{fill:url("${png}")}`, `.a{fill:url(${png})}`],
  ["</style><script>x</script>{}", ""],
  [".a{content:'</style>'}", '.a{content:"</style>"}'],
  [".\\31 a{fill:#123}", ".\\31 a{fill:#123}"],
  ["/* c */.a/*x*/b{fill:red", ".a b{fill:red}"],
  ["}.a{x:y}", ".a{x:y}"],
])("the sheet %p becomes %p", (sheet, kept) => {
  const escaped = kept.replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  expect(inside(`<style><![CDATA[${sheet}]]></style>`)).toBe(
    kept === "" ? "<style/>" : `<style>${escaped}</style>`,
  );
});
