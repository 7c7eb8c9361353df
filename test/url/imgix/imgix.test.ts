import { describe, expect, test } from "bun:test";
import { aliases, unsupportedNames } from "../../../src/url/imgix/names.ts";
import { imgixParameters } from "../../../src/url/imgix/parameters.ts";
import { rewriteImgix } from "../../../src/url/imgix/rewriter.ts";
import { parseTransformation, printTransformation } from "../../../src/url/transformation.ts";

/** The canonical spelling of what a query asks for; null for the original as it is. */
function printed(query: string): string | null {
  const { transformation } = rewriteImgix(query);
  return transformation === undefined ? null : printTransformation(transformation);
}

/** ImageKit's table of what its rewriter makes of imgix' parameters. Two typing errors are mended. */
const imageKitTable: [imgix: string, imageKit: string][] = [
  ["w=100", "w-100"],
  ["h=100", "h-100"],
  ["ar=2:3", "ar-2-3"],
  ["ar=3:1", "ar-3-1"], // There: ar=3-1
  ["crop=top", "fo-top"],
  ["fit=clip", "c-at_max_enlarge"],
  ["fm=jpg", "f-jpg"],
  ["q=60", "q-60"],
  ["fill-color=red", "bg-red"],
  ["fill-color=B4F", "bg-BB44FF"],
  ["bg=BLUE", "bg-blue"],
  ["bg=AAAA54", "bg-AAAA54"],
  ["bg=A9AAAA54", "bg-AAAA5466"], // There: bg=AAAA5466
  ["bg=B4F", "bg-BB44FF"],
  ["dpr=3.0", "dpr-3.0"],
  ["sharp=10", "e-sharpen-200"],
  ["sharp=100", "e-sharpen-2000"],
  ["con=-50", "e-contrast"],
  ["blur=100", "bl-5.00"],
  [
    "txt=a&txt-clip=end%2Cellipsis",
    "l-text,ie-YQ%3D%3D,lx-N10,ly-N10,lap-bottom_right,w-bw_sub_20,fs-12,ia-right,cl-end_ellipsis,l-end",
  ],
  [
    "txt=a&txt-fit=max&txt-width=300&txt-track=2",
    "l-text,ie-YQ%3D%3D,lx-N10,ly-N10,lap-bottom_right,w-300,fs-12,ia-right,ls-2,fit-true,l-end",
  ],
  ["trim=auto", "t-true"],
  ["trim=color", "t-1"],
];

/** Where that table is left on purpose: what we make of it instead, and why. */
const differences: Record<string, [ours: string, why: string]> = {
  "sharp=10": ["e-sharpen-10", "both scales end at 100; times 20, all from 5 on would be the same"],
  "sharp=100": ["e-sharpen-100", "as above"],
  "con=-50": ["e-contrastlevel-N50", "less contrast was asked for, and `e-contrast` makes more"],
};

describe("ImageKit's table holds, but for what is better made otherwise", () => {
  for (const [query, imageKit] of imageKitTable) {
    const expected = differences[query]?.[0] ?? imageKit;
    test(`${query} is ${expected}`, () => {
      expect(printed(query)).toBe(printTransformation(parseTransformation(expected)));
      expect(rewriteImgix(query).ignored).toEqual([]);
    });
  }
});

/** Queries and what they are in our words; with what is approximate, where something is. */
const cases: [what: string, query: string, ours: string | null, approximate?: string[]][] = [
  ["nothing at all", "", null],
  ["what is no parameter of imgix", "?v=3&utm_source=x&ixlib=js-3&ixid=a&s=0123&t=17&f=a", null],
  ["both sides, without a mode", "w=300&h=200", "w-300,h-200,c-at_max_enlarge"],
  ["covering", "w=300&h=200&fit=crop", "w-300,h-200"],
  ["a corner", "w=300&h=200&fit=crop&crop=left,top", "w-300,h-200,fo-top_left"],
  ["opposite sides", "w=300&h=200&fit=crop&crop=left,right,top", "w-300,h-200,fo-top"],
  ["faces", "w=9&h=9&fit=crop&crop=faces,edges", "w-9,h-9,fo-face-wide", ["crop=faces,edges"]],
  ["detail", "w=9&h=9&fit=crop&crop=entropy", "w-9,h-9,fo-auto", ["crop=entropy"]],
  ["a fraction", "w=0.5", "w-0.5"],
  ["the whole width", "w=1.0", "w-0.999999"],
  ["not enlarging", "w=300&h=200&fit=max", "w-300,h-200,c-at_max"],
  ["not enlarging, cut", "w=300&h=200&fit=min", "w-300,h-200,c-maintain_ratio_no_enlarge"],
  ["stretching", "w=300&h=200&fit=scale", "w-300,h-200,c-force"],
  ["a face's area", "w=3&h=2&fit=facearea", "w-3,h-2,fo-face-center,z-2", ["fit=facearea"]],
  [
    "the same, with a fallback",
    "w=3&h=2&fit=facearea,fill",
    "w-3,h-2,fo-face-center,z-2",
    ["fit=facearea,fill"],
  ],
  ["filling", "w=3&h=2&fit=fill&fill-color=0f0", "w-3,h-2,cm-pad_resize,bg-00FF00"],
  ["filling by default", "w=3&h=2&fit=fill", "w-3,h-2,cm-pad_resize,bg-FFFFFF00"],
  [
    "filling, blurred",
    "w=3&h=2&fit=fill&fill=blur",
    ...(["w-3,h-2,cm-pad_resize,bg-blurred_auto_0", ["fill=blur"]] as [string, string[]]),
  ],
  [
    "filling, not enlarging",
    "w=3&h=2&fit=fillmax&bg=red",
    "w-3,h-2,cm-pad_resize_no_enlarge,bg-FF0000",
  ],
  [
    "edges drawn out",
    "w=3&h=2&fit=clamp",
    ...(["w-3,h-2,cm-pad_resize,bg-blurred_auto_0", ["fit=clamp"]] as [string, string[]]),
  ],
  ["a ratio with a side", "w=300&ar=16:9&fit=crop", "w-300,ar-16-9"],
  ["a ratio that has no effect", "w=300&ar=16:9", "w-300"],
  ["a ratio alone", "ar=2:1&fit=crop&dpr=2", "w-ch_mul_2,h-cw_div_2,cm-extract_within"],
  [
    "a ratio alone, filling",
    "ar=2:1&fit=fill&bg=000",
    "w-ch_mul_2,h-cw_div_2,cm-pad_extract_no_shrink,bg-000000",
  ],
  [
    "a focal point",
    "w=30&h=20&fit=crop&crop=focalpoint&fp-x=.25&fp-y=0.75",
    "w-30,h-20,fo-xy_center,xc-cw_mul_0.25,yc-ch_mul_0.75",
  ],
  [
    "a focal point, nearer",
    "w=30&h=20&fit=crop&crop=focalpoint&fp-x=.25&fp-z=2",
    ...([
      "w-cw_div_2,h-ch_div_2,cm-extract_within,fo-xy_center,xc-cw_mul_0.25,yc-ch_mul_0.5:w-30,h-20",
      ["fp-z=2"],
    ] as [string, string[]]),
  ],
  ["a rectangle", "rect=10,20,300,200&w=30", "w-300,h-200,cm-extract_within,x-10,y-20:w-30"],
  [
    "a rectangle by words",
    "rect=right,middle,0.5,50",
    "w-cw_mul_0.5,h-50,cm-extract_within,fo-right",
  ],
  ["an orientation", "or=6&w=30", "rt-90:w-30", ["or=6"]],
  ["a mirrored orientation", "orient=5", "rt-90,fl-h", ["orient=5"]],
  ["a rotation, counter-clockwise", "rot=30", "rt-330", ["rot=30"]],
  ["a flip", "flip=hv", "fl-h_v"],
  ["a trim by colour", "trim=color&trim-tol=20", "t-20", ["trim-tol=20"]],
  ["that colour", "trim=color&trim-color=FFFFFF&trim-tol=8", "t-8_FFFFFF", ["trim-tol=8"]],
  [
    "padding inside the size",
    "w=300&h=200&pad=10&pad-left=30&bg=red",
    "w-260,h-180,c-at_max_enlarge,bg-FF0000:" +
      "w-cw_add_40,h-ch_add_20,cm-pad_extract,fo-top_left,dx-30,dy-10,bg-FF0000",
  ],
  [
    "padding, denser",
    "w=100&dpr=2&pad-bottom=5&bg=red",
    "w-100,dpr-2,bg-FF0000:w-cw_add_0,h-ch_add_10,cm-pad_extract,fo-top_left,bg-FF0000",
  ],
  ["a border", "border=5,80FF0000&border-radius=9", "b-5_FF000050,r-9"],
  ["a radius without its border", "border-radius=9", null],
  ["an ellipse", "mask=ellipse&mask-bg=fff", "bg-FFFFFF,r-max"],
  ["corners", "mask=corners&corner-radius=1,2,3,4", "r-1_2_3_4"],
  [
    "tones",
    "sat=-100&bri=20&hue=270",
    "e-brightness-20,e-saturation-N100,e-hue-N50",
    ["sat=-100", "bri=20", "hue=270"],
  ],
  [
    "no change of tone",
    "sat=0&bri=0&con=0&hue=360&sepia=0&blur=0&sharp=0&px=0&invert=0",
    null,
    ["sat=0", "bri=0", "con=0", "hue=360", "sepia=0", "sharp=0", "px=0"],
  ],
  ["one colour, half of it", "mono=80ff0000", "e-colorize-co-FF0000_in-50", ["mono=80ff0000"]],
  ["inverted", "invert=true", "e-negate"],
  ["people alone", "bg-remove=true&bg=red", "bg-FF0000,e-bgremove-try", ["bg-remove=true"]],
  ["an unsharp mask", "usm=40", "e-usm-2.5-8-1-0.05", ["usm=40"]],
  ["less blur than there is", "blur=5", "bl-1", ["blur=5"]],
  [
    "automatic, in two",
    "auto=format,compress&auto=enhance",
    "e-improve-100,q-45,f-auto",
    ["auto=format,compress", "auto=enhance"],
  ],
  ["a format for everybody", "auto=format", "f-auto"],
  ["a quality that wins", "auto=compress&q=70", "q-70", ["auto=compress"]],
  ["progressive", "fm=pjpg&q=0", "q-1,f-jpg,pr-true"],
  ["what hardly a browser shows", "fm=jp2", "f-jpg", ["fm=jp2"]],
  ["lossless", "fm=webp&lossless=1", "lo-true,f-webp"],
  ["client hints", "ch=Width,DPR,Save-Data", "w-auto,dpr-auto", ["ch=Width,DPR,Save-Data"]],
  ["a page at a density", "page=3&dpi=300", "dn-300,pg-3"],
  [
    "a text",
    "txt=Hi+you&txt-size=30&txt-color=f00&txt-align=top,center&dpr=2",
    "dpr-2,l-text,ie-SGkgeW91,lx-0,ly-20,lap-top,fs-60,co-FF0000,ia-center,l-end",
  ],
  [
    "a text in Base64",
    "txt64=SGVsbG8sIFdvcmxkIQ&txt-font=serif,bold,italic",
    ...([
      "l-text,ie-SGVsbG8sIFdvcmxkIQ%3D%3D,lx-N10,ly-N10,lap-bottom_right,ff-serif,fs-12,ia-right,tg-b_i,l-end",
      ["txt-font=serif,bold,italic"],
    ] as [string, string[]]),
  ],
  [
    "a watermark",
    "w=100&mark=/in/logo.png&mark-w=0.2&mark-alpha=50",
    "w-100,l-image,i-in@@logo.png,lx-N5,ly-N5,lap-bottom_right,t-false,w-bw_mul_0.2,o-50,l-end",
  ],
  [
    "a watermark, tiled",
    "mark=a.png&mark-base=in&mark-tile=grid",
    "l-image,i-in@@a.png,ltl-true,t-false,l-end",
  ],
];

describe("what imgix means", () => {
  for (const [what, query, ours, approximate = []] of cases) {
    test(`${what}: ${query}`, () => {
      const canonical = ours === null ? null : printTransformation(parseTransformation(ours));
      expect(printed(query)).toBe(canonical);
      expect(rewriteImgix(query)).toMatchObject({ ignored: [], unsupported: [] });
      expect(rewriteImgix(query).approximate.toSorted()).toEqual(approximate.toSorted());
    });
  }
});

test("an invalid value is ignored, and so is what cannot be made; each is named as it stood", () => {
  expect(rewriteImgix("w=abc&q=60&rect=1,2&nr=3&fm=mp4&h=")).toEqual({
    transformation: [{ quality: 60 }],
    ignored: ["w=abc", "rect=1,2", "fm=mp4", "h=", "nr=3"],
    unsupported: ["nr=3"],
    approximate: [],
    // What cannot be read imgix passes over as well.
    unseen: ["w=abc", "rect=1,2", "fm=mp4", "h="],
  });
  expect(rewriteImgix("mark=https%3A%2F%2Fexample.com%2Fx.png").unsupported).toHaveLength(1);
  expect(rewriteImgix("txt64=%%%&w=1e3&q=1_0&dpr=N2&toString=1&__proto__=1")).toMatchObject({
    transformation: undefined,
    ignored: ["txt64=%%%", "w=1e3", "q=1_0", "dpr=N2"],
  });
});

test("a download says what the file is called", () => {
  expect(rewriteImgix("dl=a%20b.jpg").attachment).toEqual({ name: "a b.jpg" });
  expect(rewriteImgix("dl=").attachment).toEqual({});
  expect(rewriteImgix("w=1").attachment).toBeUndefined();
});

test("other spellings name parameters that there are", () => {
  for (const name of Object.values(aliases)) {
    expect(Object.hasOwn(imgixParameters, name) || unsupportedNames.has(name)).toBe(true);
  }
  for (const name of unsupportedNames) expect(Object.hasOwn(imgixParameters, name)).toBe(false);
});

/** Pieces of values, good ones and others. */
const scraps = [
  ...[
    "1",
    "0",
    "0.5",
    "-7",
    "100",
    "65535",
    "1e9",
    "",
    "a",
    "red",
    "FF0000",
    "80FF00",
    "16:9",
    ",",
    "%",
  ],
  ...["top", "left", "focalpoint", "faces", "crop", "fill", "ellipse", "corners", "auto", "format"],
  ...["true", "webp", "/a.png", "https://x", "\u0000", "é", "@@", "1,2,3,4", "5,blue", "width,dpr"],
];

test("whatever a query holds, it is read, and what it becomes can be written down and read again", () => {
  const names = [...Object.keys(imgixParameters), ...unsupportedNames, ...Object.keys(aliases)];
  let seed = 7;
  const pick = <T>(list: readonly T[]): T => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return list[seed % list.length] as T;
  };
  for (let i = 0; i < 20_000; i += 1) {
    const tokens = Array.from({ length: 1 + (i % 6) }, () => `${pick(names)}=${pick(scraps)}`);
    const { transformation } = rewriteImgix(tokens.join("&"));
    if (!transformation) continue;
    const text = printTransformation(transformation);
    expect([tokens, parseTransformation(text)]).toEqual([tokens, transformation]);
  }
});
