import { describe, expect, test } from "bun:test";
import { parseColour, printColour } from "../../../src/url/parameters/colour.ts";
import { colourNames } from "../../../src/url/parameters/colour-names.ts";

describe("a colour is read", () => {
  const cases: [text: string, rgb: [number, number, number], opacity: number, printed: string][] = [
    ["FF8000", [255, 128, 0], 100, "FF8000"],
    ["ff8000", [255, 128, 0], 100, "FF8000"],
    ["fF8000", [255, 128, 0], 100, "FF8000"],
    ["f80", [255, 136, 0], 100, "FF8800"],
    // The last two digits are hundredths, not hexadecimal.
    ["FF800000", [255, 128, 0], 0, "FF800000"],
    ["FF800005", [255, 128, 0], 5, "FF800005"],
    ["FF800050", [255, 128, 0], 50, "FF800050"],
    ["FF800099", [255, 128, 0], 99, "FF800099"],
    ["orange", [255, 165, 0], 100, "FFA500"],
    ["LightSkyBlue", [135, 206, 250], 100, "87CEFA"],
    ["transparent", [0, 0, 0], 0, "00000000"],
    // Hexadecimal digits only, and a number: digits mean digits.
    ["000", [0, 0, 0], 100, "000000"],
    ["100", [17, 0, 0], 100, "110000"],
  ];
  for (const [text, [red, green, blue], opacity, printed] of cases) {
    test(text, () => {
      const colour = parseColour(text);
      expect(colour).toEqual({ red, green, blue, opacity });
      expect(colour && printColour(colour)).toBe(printed);
    });
  }
});

describe("no colour", () => {
  const cases = [
    ...["", "#FF8000", "FF80", "FF800", "FF8000F", "FF8000FF", "FF80005", "FF8000500", "GG8000"],
    ...["reddish", "red50", " red", "red ", "rgb(1,2,3)", "constructor", "__proto__", "toString"],
    ...["FF8000\n", "ＦＦ8000", "FF8000١٢"],
  ];
  for (const text of cases) {
    test(JSON.stringify(text), () => expect(parseColour(text)).toBeUndefined());
  }
});

test("every name is read and printed as its digits, which read as the same colour", () => {
  expect(Object.keys(colourNames).length).toBeGreaterThanOrEqual(147);
  for (const [name, digits] of Object.entries(colourNames)) {
    const colour = parseColour(name);
    expect(colour && printColour(colour)).toBe(digits);
    expect(parseColour(digits)).toEqual(colour);
  }
});
