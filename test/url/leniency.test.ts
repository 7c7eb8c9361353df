import { describe, expect, test } from "bun:test";
import { parseAddress } from "../../src/url/address.ts";
import { readCompatUrl } from "../../src/url/dialect.ts";
import { expandNames } from "../../src/url/named.ts";
import { parseTransformation, printTransformation } from "../../src/url/transformation.ts";

const names = new Map([
  ["thumb", "w-20"],
  ["off", undefined],
]);

function read(text: string): [printed: string, ...ignored: string[]] {
  const ignored: string[] = [];
  const ignore = (piece: string) => ignored.push(piece);
  const expanded = expandNames(text, names, false, ignore);
  return [printTransformation(parseTransformation(expanded, undefined, ignore)), ...ignored];
}

describe("what cannot be read is left out where an endpoint ignores it", () => {
  const cases: [text: string, printed: string, ...ignored: string[]][] = [
    ["w-300,h-", "w-300", "h-"],
    ["w-0,h-40", "h-40", "w-0"],
    ["w-300,bl", "w-300", "bl"],
    ["w-300,di-", "w-300", "di-"],
    ["w-300,fo-middle", "w-300", "fo-middle"],
    ["w-300,c-main", "w-300", "c-main"],
    ["f-auto,w-480?tr=w-5", "f-auto", "w-480?tr=w-5"],
    ["ql-50,v-2,blur-5,w-9", "w-9", "ql-50", "v-2", "blur-5"],
    ["dpr-auto,tr:w-500", "dpr-auto:w-500", "tr"],
    ["oi-logo.png,w-9", "w-9", "oi-logo.png"],
    ["w-9:h-x:rt-90", "w-9:rt-90", "h-x"],
    ["n-thumb,n-nope,q-50", "w-20,q-50", "n-nope"],
    ["n-off", "", "n-off"],
    ["w-9,l-end", "w-9", "l-end"],
    ["w-9,l-end,h-5", "w-9:h-5", "l-end"],
    ["w-9,if-nope,h-5,if-end", "w-9", "if-nope", "if-nope"],
    ["if-nope,w-5,if-else,w-6,if-end:h-5", "h-5", "if-nope"],
    ["l-text,i-Hi,fs-x,co-red,l-end", "l-text,ie-SGk%3D,co-FF0000,l-end", "fs-x"],
    ["l-image,i-a.png,w-x,h-5,l-end,w-9", "w-9,l-image,i-a.png,h-5,l-end", "w-x"],
    ["l-image,w-5,l-end,w-9", "w-9", "l-image", "l-end"],
    ["l-nope,i-a,w-5,l-text,i-b,l-end,l-end,w-9", "w-9", "l-nope"],
    ["w-9,l-image,i-a.png", "w-9", "l-image"],
    ["w-300", "w-300"],
  ];
  for (const [text, printed, ...ignored] of cases) {
    test(text, () => {
      const [made, ...left] = read(text);
      expect(made).toBe(printed);
      expect(left.join()).toBe(ignored.join());
    });
  }

  test("but not what needs a service, or is too much", () => {
    expect(() => read("w-9,e-upscale")).toThrow("AI upscaling");
    expect(() => read(Array(30).fill("rt-90").join(":"))).toThrow("Too many steps");
  });
});

test("a quality that the server chooses is the one that it chooses anyway", () => {
  expect(read("w-9,q-auto")).toEqual(["w-9"]);
});

describe("the names that every account of ImageKit's has are there", () => {
  for (const name of ["ik_ml_thumbnail", "media_library_thumbnail"]) {
    test(name, () => {
      expect(expandNames(`n-${name}`, new Map())).toMatch(/^w-/);
      // The owner's own wins, and so does that it was turned off.
      expect(expandNames(`n-${name}`, new Map([[name, "w-7"]]))).toBe("w-7");
      expect(() => expandNames(`n-${name}`, new Map([[name, undefined]]))).toThrow("disabled");
    });
  }
});

describe("a transformation may stand behind the name of a file", () => {
  const cases: [target: string, path: string, transformation: string | undefined][] = [
    ["/p/one.jpg/tr:w-640,q-75", "p/one.jpg", "w-640,q-75"],
    ["/p/one.jpg/tr%3Aw-640", "p/one.jpg", "w-640"],
    ["/p/one/tr:w-640", "p/one", "w-640"],
    ["/p/one/tr:w-0.5", "p/one", "w-0.5"],
    ["/p/one.jpg/tr:di-other.jpg", "p/one.jpg", "di-other.jpg"],
    ["/p/one.jpg/tr:w-640?tr=rt-90", "p/one.jpg", "w-640:rt-90"],
    ["/tr:w-9/p/one.jpg/tr:h-9", "p/one.jpg", "w-9:h-9"],
    ["/p/one.jpg/tr:", "p/one.jpg", ""],
    // A name of a file all the same.
    ["/p/tr:w-640.jpg", "p/tr:w-640.jpg", undefined],
    ["/tr:w-640", "tr:w-640", undefined],
    ["/p/one.jpg/TR:w-640", "p/one.jpg/TR:w-640", undefined],
  ];
  for (const [target, path, transformation] of cases) {
    test(target, () => {
      const address = parseAddress(target);
      expect([address.path, address.transformation]).toEqual([path, transformation]);
    });
  }

  test("also where the endpoint reads another service's URLs", () => {
    const options = { names: new Map() };
    expect(readCompatUrl("/p/one.jpg/tr:w-9", { type: "CLOUDINARY" }, options)).toBeUndefined();
    expect(readCompatUrl("/p/one.jpg/tr:w-9", { type: "IMGIX" }, options)).toBeUndefined();
  });
});
