import { describe, expect, test } from "bun:test";
import { rewriteAkamai } from "../../../src/url/akamai/rewriter.ts";
import { parseTransformation, printTransformation } from "../../../src/url/transformation.ts";

const cases: [query: string, ours: string | null][] = [
  ["", null],
  ["v=3&width=100", null],
  // ImageKit's table has these two.
  ["imwidth=300", "w-300"],
  ["imheight=200", "h-200"],
  ["imwidth=300&imheight=200&imdensity=1.5", "w-300,h-200,dpr-1.5"],
  ["imdensity=2", null],
  ["im=Resize=(300,200)", "w-300,h-200,c-at_max_enlarge"],
  ["im=Resize,width=300", "w-300,c-at_max_enlarge"],
  ["im=Resize,width=300,height=200,aspect=ignore", "w-300,h-200,c-force"],
  ["im=Resize,width=300,height=200,aspect=fill", "w-300,h-200,c-at_least"],
  ["im=Resize,width=300,type=downsize", "w-300,c-at_max"],
  ["im=Crop,size=(100,50),gravity=NorthEast", "w-100,h-50,cm-extract_within,fo-top_right"],
  ["im=Crop,rect=(10,20,100,50)", "w-100,h-50,cm-extract_within,x-10,y-20"],
  // Pixels are whole in our own form.
  ["im=Crop,rect=(1.4,2,10.4,83.62)", "w-10,h-84,cm-extract_within,x-1,y-2"],
  ["im=Crop,rect=(0,0,0.2,0.4)", "w-1,h-1,cm-extract_within,x-0,y-0"],
  [
    "im=AspectCrop=(2,1),xPosition=.2",
    "w-ch_mul_2,h-cw_div_2,cm-extract_within,fo-xy_center,xc-cw_mul_0.2,yc-ch_mul_0.5",
  ],
  [
    "im=Resize=(300,200);Rotate,degrees=90;Mirror,horizontal=true;Grayscale&imwidth=100",
    "w-300,h-200,c-at_max_enlarge:rt-90:fl-h:e-grayscale:w-100",
  ],
  ["im=Blur=3;BackgroundColor=abab50;Opacity=0.5", "bl-6:bg-ABAB50:o-50"],
];

describe("what Akamai means", () => {
  for (const [query, ours] of cases) {
    test(query, () => {
      const { transformation, ignored } = rewriteAkamai(query);
      const printed = transformation === undefined ? null : printTransformation(transformation);
      expect(printed).toBe(ours === null ? null : printTransformation(parseTransformation(ours)));
      expect(ignored).toEqual([]);
      if (printed !== null) expect(parseTransformation(printed)).toEqual(transformation as never);
    });
  }
});

test("an invalid value is ignored, and so is what cannot be made; each is named as it stood", () => {
  expect(rewriteAkamai("imwidth=wide&imheight=9&impolicy=thumb&im=Goop=3;Rotate=x")).toEqual({
    transformation: [{ height: 9 }],
    ignored: ["imwidth=wide", "im=Rotate=x", "impolicy=thumb", "im=Goop=3"],
    unsupported: ["impolicy=thumb", "im=Goop=3"],
    approximate: [],
  });
});

test("whatever a query holds, it is read", () => {
  for (const value of [
    "(",
    ")",
    "((((",
    "Resize=(",
    "Crop,=,=",
    "Crop,rect=(1,2",
    ";;,,==",
    "%",
    "toString=1",
  ]) {
    expect(rewriteAkamai(`im=${value}`).transformation).toBeUndefined();
  }
});
