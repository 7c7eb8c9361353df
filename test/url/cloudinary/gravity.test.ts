import { expect, test } from "bun:test";
import { rewriteCloudinary } from "../../../src/url/cloudinary/dialect.ts";
import { printTransformation } from "../../../src/url/transformation.ts";

function fateOf(path: string, token: string) {
  const { fates } = rewriteCloudinary(path.split("/"), new Map());
  const { fate, unseen = false } = fates.find((each) => each.token === token) ?? {};
  return unseen ? `${fate}, unseen` : fate;
}

const cases: [path: string, token: string, fate: string][] = [
  // Two sides that are filled: what is kept matters.
  ["c_fill,g_auto,w_300,h_200", "g_auto", "approximate"],
  ["c_auto,ar_1:1,w_300", "c_auto", "approximate"],
  ["c_lfill,g_faces,ar_2:1,h_200", "g_faces", "approximate, unseen"],
  ["c_auto,g_face,w_300,h_200", "g_face", "approximate"],
  ["c_fill,g_face,w_300,h_200", "g_face", "approximate, unseen"],
  ["c_fill,g_auto:face,w_300,h_200", "g_auto:face", "approximate"],
  // One side is free: all of the image is kept.
  ["c_fill,g_auto,w_300", "g_auto", "exact"],
  ["c_auto,w_300", "c_auto", "exact"],
  ["c_lfill,g_faces", "g_faces", "exact"],
  // These cut out a piece whatever sides are said.
  ["c_crop,g_face", "g_face", "approximate"],
  ["c_crop,g_face,w_300,h_200", "g_face", "approximate, unseen"],
  ["c_crop,ar_1:1,g_face,w_300", "g_face", "approximate, unseen"],
  ["c_crop,g_face,w_300", "g_face", "approximate"],
  ["c_crop,g_auto:face,h_200,w_300", "g_auto:face", "approximate"],
  ["c_crop,g_auto,w_300", "g_auto", "approximate"],
  // How close a thumbnail is follows from a published example; what an add-on takes for a face does not.
  ["c_thumb,g_face,w_300", "g_face", "approximate, unseen"],
  ["c_thumb,g_faces:center,h_200,w_300,z_0.7", "g_faces:center", "approximate, unseen"],
  ["c_thumb,g_adv_face,w_300", "g_adv_face", "approximate"],
  ["c_thumb,g_auto:face,w_300", "g_auto:face", "approximate"],
  // Nothing is ever cut.
  ["g_face", "g_face", "exact"],
  ["c_scale,g_auto,w_300,h_200", "g_auto", "exact"],
  ["c_limit,g_faces,w_300,h_200", "g_faces", "exact"],
  ["c_pad,g_auto,w_300,h_200", "g_auto", "exact"],
  ["c_fill_pad,g_auto,w_300,h_200", "g_auto", "approximate"],
  // Objects: those that are known, and others.
  ["c_fill,g_cat,w_300,h_200", "g_cat", "approximate"],
  ["c_thumb,g_auto:traffic_light,w_300,h_200", "g_auto:traffic_light", "approximate"],
  ["c_fill,g_auto:subject,w_300,h_200", "g_auto:subject", "approximate"],
  ["c_fill,g_cat,w_300", "g_cat", "exact"],
  ["c_fill,g_unicorn,w_300,h_200", "g_unicorn", "approximate"],
  // What is no gravity is none there, either.
  ["c_scale,g_9,w_300", "g_9", "ignored"],
  // The size before is known: 1915x1077 and 912x516 have nearly the same ratio.
  ["c_crop,w_1915,h_1077,x_0,y_0/c_fill,g_auto,w_912,h_516", "g_auto", "approximate, unseen"],
  ["c_scale,w_400,h_300/e_sepia/c_auto,w_200,h_150", "c_auto", "approximate, unseen"],
  ["c_scale,w_400,h_300/c_fill,g_auto,w_200,h_200", "g_auto", "approximate"],
  ["c_scale,w_400,h_300/a_90/c_fill,g_auto,w_200,h_150", "g_auto", "approximate"],
  ["c_limit,w_400,h_300/c_fill,g_auto,w_200,h_150", "g_auto", "approximate"],
  ["c_scale,w_400,h_300/if_w_gt_1/a_90/if_end/c_fill,g_auto,w_200,h_150", "g_auto", "approximate"],
];

for (const [path, token, fate] of cases) {
  test(`in ${path} ${token} is ${fate}`, () => {
    expect(fateOf(path, token)).toBe(fate);
  });
}

const focuses: [path: string, meaning: string][] = [
  ["c_fill,g_cat,w_300,h_200", "w-300,h-200,c-maintain_ratio,fo-cat-wide-center"],
  ["c_fill,g_auto:cat,w_300,h_200", "w-300,h-200,c-maintain_ratio,fo-cat-wide"],
  ["c_fill,g_cat:dog:auto,w_300,h_200", "w-300,h-200,c-maintain_ratio,fo-cat_dog-wide"],
  ["c_fill,g_auto:dog_60:cat_avoid,w_300,h_200", "w-300,h-200,c-maintain_ratio,fo-dog-wide"],
  ["c_fill,g_auto:subject,w_300,h_200", "w-300,h-200,c-maintain_ratio,fo-subject-wide"],
  ["c_thumb,g_auto:stop_sign,w_300,h_200", "w-300,h-200,c-maintain_ratio,fo-stopSign,z-1"],
  ["c_thumb,g_cat,w_300,h_200,z_0.7", "w-300,h-200,c-maintain_ratio,fo-cat-center,z-0.7"],
  ["c_crop,g_bird", "cm-extract_within,fo-bird-center,z-1"],
  ["c_fill,g_unicorn,w_300,h_200", "w-300,h-200,c-maintain_ratio,fo-auto"],
  // Faces come before objects.
  ["c_fill,g_face:cat,w_300,h_200", "w-300,h-200,c-maintain_ratio,fo-face-largest-wide-whole-top"],
];

test.each(focuses)("%s means %s", (path, meaning) => {
  const { transformation } = rewriteCloudinary(path.split("/"), new Map());
  expect(printTransformation(transformation ?? [])).toBe(meaning);
});

test("a zoom that cannot be read leaves a cut as close as it is without one", () => {
  for (const path of [
    "c_crop,g_face",
    "c_thumb,g_face,w_9",
    "c_thumb,g_cat,h_9,w_9",
    "c_fill,w_9",
  ]) {
    const [plain, zoomed] = [path, `${path},z_0`].map((text) => {
      const { transformation = [], ignored } = rewriteCloudinary([text], new Map());
      return [printTransformation(transformation), ...ignored];
    });
    expect(zoomed).toEqual([...(plain ?? []), "z_0"]);
  }
});
