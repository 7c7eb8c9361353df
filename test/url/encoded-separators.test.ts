import { describe, expect, test } from "bun:test";
import { parseAddress } from "../../src/url/address.ts";
import { rewriteCloudinary } from "../../src/url/cloudinary/dialect.ts";
import { splitTransformations } from "../../src/url/cloudinary/path.ts";
import { tokensOf } from "../../src/url/cloudinary/tokens.ts";
import { rewriteImgix } from "../../src/url/imgix/rewriter.ts";
import { parseTransformation, printTransformation } from "../../src/url/transformation.ts";

describe("an encoded separator separates the parameters of Cloudinary's", () => {
  const cases: [component: string, ...tokens: string[]][] = [
    ["c_fill,w_300", "c_fill", "w_300"],
    ["c_fill%2Cw_300", "c_fill", "w_300"],
    ["c_fill%2cw_300", "c_fill", "w_300"],
    ["c_fill%2Cw_300,h_200", "c_fill", "w_300", "h_200"],
    ["c_fill,%20w_300", "c_fill", "w_300"],
    ["c_fill,+w_300", "c_fill", "w_300"],
    ["c_fill%20,w_300", "c_fill", "w_300"],
    ["c_fill%2C%20w_300", "c_fill", "w_300"],
    ["c_fill%2C+w_300", "c_fill", "w_300"],
    ["c_fill,w_300,", "c_fill", "w_300"],
    ["q_auto%3Abest%2Cw_300", "q_auto:best", "w_300"],
    // In a text it may be the text's own.
    ["l_text:Arial_20:a%2Cb", "l_text:Arial_20:a%2Cb"],
    ["l_text:Arial_20:a%2Cw_5,w_300", "l_text:Arial_20:a%2Cw_5", "w_300"],
    ["l_text:Arial_20:a%252Cb,w_300", "l_text:Arial_20:a%252Cb", "w_300"],
    ["l_text:Arial_20:%20a%20,w_300", "l_text:Arial_20:%20a%20", "w_300"],
    // Encoded as a whole, the text is decoded with the rest.
    ["w_9%2Cl_text:A_20:a%2520b%2Cy_3", "w_9", "l_text:A_20:a%20b", "y_3"],
    ["l_text%3AArial_20%3Aa%2520b", "l_text:Arial_20:a%20b"],
    ["l_text%3AArial_20%3Aa%2520b,g_south", "l_text:Arial_20:a%20b", "g_south"],
    // In a path a colon is a slash, however it is written.
    ["l_shop%3Alogo,g_south", "l_shop:logo", "g_south"],
    ["w_9,u_fetch%3aaHR0cA", "w_9", "u_fetch:aHR0cA"],
    ["l_text:Arial_20:a%3Ab,g_south", "l_text:Arial_20:a%3Ab", "g_south"],
  ];
  for (const [component, ...tokens] of cases) {
    test(component, () => expect(tokensOf(component)).toEqual(tokens));
  }

  test("and what is encoded is a transformation and no folder", () => {
    const rest = ["c_fill%2Cw_300", "one.jpg"];
    expect(splitTransformations({ rest, suffixed: false })[0]?.transformations).toHaveLength(1);
  });

  test("and the picture is that of the bare ones", () => {
    const said = (component: string) => rewriteCloudinary([component], new Map()).transformation;
    const bare = said("c_limit,f_auto,q_auto:best,w_880");
    expect(bare).toBeDefined();
    expect(said("c_limit%2Cf_auto%2Cq_auto%3Abest%2Cw_880")).toEqual(bare);
    expect(said("c_limit%2C%20f_auto,q_auto%3abest,+w_880")).toEqual(bare);
  });
});

describe("an encoded separator separates the parameters of ours", () => {
  const cases: [target: string, printed: string][] = [
    ["/tr:w-60%2Ch-40/a.jpg", "w-60,h-40"],
    ["/tr%3Aw-60%2Ch-40/a.jpg", "w-60,h-40"],
    ["/tr:w-60%2ch-40%3art-90/a.jpg", "w-60,h-40:rt-90"],
    ["/tr:w-60%2Ch-40:rt-90/a.jpg", "w-60,h-40:rt-90"],
    ["/tr:w%2D60,h%2d40/a.jpg", "w-60,h-40"],
    ["/tr:w%2D60/a.jpg", "w-60"],
    ["/tr:w-60,%20h-40/a.jpg", "w-60,h-40"],
    ["/tr:w-60,+h-40%20/a.jpg", "w-60,h-40"],
    ["/a.jpg?tr=w-60%2Ch-40", "w-60,h-40"],
    ["/a.jpg?tr=w-60,+h-40", "w-60,h-40"],
    ["/a.jpg?tr=w-60%2C+h-40%3Art-90", "w-60,h-40:rt-90"],
    ["/a.jpg?tr=ar-4%3A3,w-60", "w-60,ar-4-3"],
    ["/a.jpg?tr=w-60%2Cn-thumb", "w-60,n-thumb"],
    // In a text it is the text's own, where others stand bare.
    ["/a.jpg?tr=l-text,i-a%2Cb%3Ac,l-end", "l-text,ie-YSxiOmM%3D,l-end"],
    ["/a.jpg?tr=di-a%2Cb.jpg,w-60", "w-60,di-a%2Cb.jpg"],
  ];
  for (const [target, printed] of cases) {
    test(target, () => {
      const { transformation = "" } = parseAddress(target);
      if (printed.includes("n-thumb")) return expect(transformation).toBe(printed);
      expect(printTransformation(parseTransformation(transformation))).toBe(printed);
    });
  }
});

test("an encoded separator separates the values of imgix'", () => {
  const bare = rewriteImgix("auto=format,compress&w=60&txt=a b").transformation;
  expect(rewriteImgix("auto=format%2Ccompress&w=60&txt=a+b").transformation).toEqual(bare);
  expect(rewriteImgix("auto=format%2ccompress&w=60&txt=a%20b").transformation).toEqual(bare);
});
