import { expect, test } from "bun:test";
import { rewriteCloudinary } from "../../../src/url/cloudinary/dialect.ts";
import { parseTransformation, printTransformation } from "../../../src/url/transformation.ts";
import rows from "./imagekit-rewriter.json";

/** Where ours is deliberately another meaning than ImageKit's rewriter has: ours, and why. */
const differences: Record<string, { ours: string | undefined; because: string }> = {
  ar_3: {
    ours: "w-cw,ar-3-1,c-force",
    because: "a ratio alone stretches at Cloudinary; ImageKit's `ar` alone does nothing",
  },
  "ar_4:3": { ours: "w-cw,ar-4-3,c-force", because: "the same" },
  x_100: { ours: undefined, because: "a distance does nothing where nothing is cut or padded" },
  y_100: { ours: undefined, because: "the same" },
  "e_contrast:100": {
    ours: "e-contrastlevel-100",
    because: "a level, and no stretch of the tones to the whole range",
  },
  "e_trim:20:red": { ours: "t-20_FF0000", because: "Cloudinary cuts away what is of that colour" },
  c_fit: {
    ours: "c-at_max_enlarge",
    because: "Cloudinary's fit may enlarge; what may not is `c_limit`",
  },
  co_red: { ours: undefined, because: "a colour of nothing; in a text it is the text's" },
  "co_rgb:AAAA54A9": { ours: undefined, because: "the same" },
  "co_rgb:B4F9": { ours: undefined, because: "the same" },
  "l_text:Roboto_50_bold_left:<value>": {
    ours: "l-image,i-ik_canvas,lap-center,lx-0,ly-0,lov-grow,w-1,h-1,bg-00000000,l-text,i-<value>,lx-0,ly-0,lov-grow,fs-50,ff-Roboto,tg-b,ia-left,l-end:t-1,l-end",
    because:
      "ImageKit's old overlay parameters are withdrawn: it is a layer, trimmed as Cloudinary's texts are",
  },
  "l_text:<fontPath>_50_bold_left:<value>": {
    ours: "l-image,i-ik_canvas,lap-center,lx-0,ly-0,lov-grow,w-1,h-1,bg-00000000,l-text,i-<value>,lx-0,ly-0,lov-grow,fs-50,ff-%3CfontPath%3E,tg-b,ia-left,l-end:t-1,l-end",
    because: "the same",
  },
  "q_auto:low": {
    ours: "q-auto_low",
    because: "Cloudinary chooses by the image; ImageKit's rewriter has one quality for all",
  },
  "eo_10.5522": { ours: undefined, because: "videos are not transformed" },
};

for (const { cloudinary, imagekit } of rows) {
  const difference = differences[cloudinary];
  const expected = difference ? difference.ours : imagekit;
  test(`${cloudinary} is ${expected ?? "nothing"}${difference ? `: ${difference.because}` : ""}`, () => {
    const { transformation } = rewriteCloudinary([cloudinary], new Map());
    const parsed = expected === undefined ? undefined : parseTransformation(expected);
    expect(transformation && printTransformation(transformation)).toEqual(
      parsed && printTransformation(parsed),
    );
  });
}

test("each deliberate difference is one", () => {
  for (const [cloudinary, { ours }] of Object.entries(differences)) {
    expect(rows.find((row) => row.cloudinary === cloudinary)?.imagekit).not.toBe(ours as string);
  }
});
