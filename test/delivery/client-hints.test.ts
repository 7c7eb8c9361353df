import { describe, expect, test } from "bun:test";
import { acceptCh, applyHints } from "../../src/delivery/client-hints.ts";
import { parseTransformation, printTransformation } from "../../src/url/transformation.ts";

describe("what a client says of itself decides what is automatic", () => {
  const cases: [text: string, headers: Record<string, string>, printed: string, dpr?: string][] = [
    ["w-auto", { "Sec-CH-Width": "212" }, "w-300", "1.42"],
    ["w-auto", { "Sec-CH-Width": "212", "Sec-CH-DPR": "2" }, "w-300", "2.83"],
    ["w-auto", { Width: "300" }, "w-300", "1.00"],
    ["w-auto,dpr-auto", { "Sec-CH-Width": "212", "Sec-CH-DPR": "2" }, "w-300", "2.83"],
    ["w-auto", {}, ""],
    ["w-auto,q-50", { Width: "junk" }, "q-50"],
    ["w-200,dpr-auto", { "Sec-CH-DPR": "2" }, "w-200,dpr-2", "2.00"],
    ["w-200,dpr-auto", { DPR: "1.5" }, "w-200,dpr-1.5", "1.50"],
    ["w-200,dpr-auto", { DPR: "40" }, "w-200,dpr-5", "5.00"],
    ["w-200,dpr-auto", {}, "w-200"],
    ["w-200", { DPR: "2", Width: "900" }, "w-200"],
    ["if-w_gt_1,w-auto,if-end", { Width: "150" }, "if-w_gt_1,w-200,if-end", "1.33"],
  ];
  for (const [text, headers, printed, dpr] of cases) {
    test(`${text} with ${JSON.stringify(headers)}`, () => {
      const hinted = applyHints(parseTransformation(text), new Headers(headers), false);
      expect(printTransformation(hinted.transformation)).toBe(printed);
      expect(hinted.contentDpr?.toFixed(2)).toBe(dpr as string);
    });
  }
});

test("an answer depends on hints only where something is automatic", () => {
  const varies = (text: string) => applyHints(parseTransformation(text), new Headers(), false).vary;
  expect(varies("w-200")).toEqual([]);
  expect(varies("w-200,dpr-auto")).toEqual(["Sec-CH-DPR", "DPR"]);
  expect(varies("w-auto")).toEqual(["Sec-CH-Width", "Width", "Sec-CH-DPR", "DPR"]);
  expect(acceptCh).toContain("Sec-CH-Width");
});

test("an endpoint that heeds Save-Data lowers the quality for who sends it", () => {
  const thrifty = new Headers({ "Save-Data": "on" });
  const printed = (text: string, headers: Headers, heeds: boolean) =>
    printTransformation(applyHints(parseTransformation(text), headers, heeds).transformation);
  expect(printed("w-200", thrifty, true)).toBe("w-200,q-48");
  expect(printed("w-200,q-50", thrifty, true)).toBe("w-200,q-30");
  expect(printed("w-200", thrifty, false)).toBe("w-200");
  expect(printed("w-200", new Headers(), true)).toBe("w-200");
});
