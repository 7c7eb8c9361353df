import { describe, expect, test } from "bun:test";
import { Failure } from "../../../src/failure.ts";
import { rewriteCloudinary, supportOf } from "../../../src/url/cloudinary/dialect.ts";
import { parseTransformation, printTransformation } from "../../../src/url/transformation.ts";

const names = new Map([
  ["thumb", "w-100,h-100"],
  ["framed", "tr:b-5_red:r-max"],
  ["nested", "n-thumb:rt-90"],
  ["off", undefined],
]);

function ours(path: string): string | undefined {
  const { transformation } = rewriteCloudinary(path.split("/"), names);
  return transformation && printTransformation(transformation);
}

function means(cases: Record<string, string | undefined>): void {
  for (const [cloudinary, expected] of Object.entries(cases)) {
    test(`${cloudinary} is ${expected ?? "the original"}`, () => {
      const parsed = expected === undefined ? undefined : parseTransformation(expected);
      expect(ours(cloudinary)).toBe(parsed && printTransformation(parsed));
    });
  }
}

describe("a component is size, angle, effects, opacity, background, corners, border, wherever its tokens stand", () => {
  means({
    "e_sepia,w_100,c_fill,h_100,r_max": "w-100,h-100,c-maintain_ratio,e-sepia,r-max",
    "r_20,w_100,bo_2px_solid_red,a_90": "w-100,c-force,rt-90,b-2_red,r-20",
    "e_grayscale,a_90,w_100": "w-100,c-force,rt-90:e-grayscale",
    "e_trim,w_100": "w-100,c-force:t-true",
    "a_hflip.vflip": "fl-h_v",
    "a_90.hflip": "rt-90,fl-h",
    "a_hflip.90": "fl-h:rt-90",
    "a_-450": "rt-N90",
    a_0: undefined,
    a_ignore: "st-true",
    "a_ignore,w_100": "w-100,c-force,st-true",
    "w_100/a_ignore": "w-100,c-force,st-true",
    "a_ignore.90": "rt-90,st-true",
    "a_exif,o_50": "o-50",
    "o_40,b_red": "o-40,bg-red",
    "e_sepia,e_blur:300": "e-sepia,bl-3",
    "e_blur:300,e_sepia": "bl-3:e-sepia",
    "a_auto_right,c_fill,w_100,h_50": "if-ar_lt_1,rt-90,if-end:w-100,h-50,c-maintain_ratio",
    "a_auto_left,c_fill,w_50,h_100": "if-ar_gt_1,rt-N90,if-end:w-50,h-100,c-maintain_ratio",
  });
});

describe("a ground that is not said is nothing to see, and what is cut away stays so", () => {
  means({
    "c_pad,w_100,h_50": "w-100,h-50,cm-pad_resize,bg-FFFFFF00",
    "c_pad,w_100,h_50,b_red,r_20": "w-100,h-50,cm-pad_resize,bg-red:r-20",
    "c_pad,w_100,h_50,o_50": "w-100,h-50,cm-pad_resize,bg-FFFFFF00:o-50",
    "a_20,b_red": "rt-20,bg-red",
    "b_red,e_make_transparent": "e-transparent-to-10,bg-red",
    "c_fill,e_background_removal,w_90": "w-90,c-maintain_ratio,e-bgremove-try",
    "b_red,e_bgremoval": "e-bgremove-try,bg-red",
    "e_background_removal:fineedges_y": "e-bgremove-try",
  });
});

describe("components are steps, one on the result of the other", () => {
  means({
    "c_crop,w_200,h_200,x_10,y_20/w_100": "w-200,h-200,cm-extract_within,x-10,y-20:w-100,c-force",
    "w_100/e_sepia/r_max": "w-100,c-force:e-sepia:r-max",
    "w_100/f_webp/q_60": "w-100,c-force,f-webp,q-60",
    "f_auto,q_auto": "f-auto,q-auto_good",
    "q_auto:low/w_10": "q-auto_low:w-10,c-force",
    w_1: "w-1,c-force",
    "w_1.0": "w-cw,c-force",
    "w_150.0": "w-150,c-force",
    "h_100,w_<bad>/a_90": "h-100,c-force:rt-90",
  });
});

describe("colours", () => {
  means({
    "b_rgb:B4F": "bg-BB44FF",
    "b_rgb:aaaa54a9": "bg-AAAA5466",
    "b_%23112233": "bg-112233",
    b_brown1: "bg-FF4040",
    b_snow3: "bg-CDC9C9",
    b_gray50: "bg-7F7F7F",
    b_transparent: "bg-transparent",
    b_nonsense: undefined,
    "e_tint:equalize:80:rgb:000080:white": "e-tint-am-80_co-000080_FFFFFF_eq-true",
    "e_tint:100:red:0p:white:35p:blue": "e-tint-am-100_co-red_white_blue_po-0_35_100",
    "e_tint:50:red:white:50p:blue:black": "e-tint-am-50_co-red_white_blue_black_po-0_50_75_100",
  });
});

describe("a pixel ratio multiplies what has a length, from the first size in pixels on", () => {
  means({
    "w_100,r_10,bo_2px_solid_red,dpr_2.0": "w-100,c-force,dpr-2,b-4_red,r-20",
    "r_10/w_100/r_10/dpr_2.0": "r-10:w-100,c-force,dpr-2:r-20",
    "w_0.5,r_10,dpr_2.0": "w-cw_mul_0.5,c-force,r-10",
    "w_100,h_0.5,c_fill,dpr_2.0": "w-100,h-ch_mul_0.5_div_2,c-maintain_ratio,dpr-2",
    "c_crop,w_100,h_100,x_10,y_10/w_50,dpr_2.0":
      "w-100,h-100,cm-extract_within,x-10,y-10:w-50,c-force,dpr-2",
    "c_crop,w_100,h_100,x_10,y_10,dpr_2.0": "w-100,h-100,cm-extract_within,x-20,y-20,dpr-2",
    "w_100,e_blur:300,dpr_1.5": "w-100,c-force,dpr-1.5,bl-4.5",
    "dpr_1.0,w_100": "w-100,c-force",
    "dpr_auto,w_100,r_5": "w-100,c-force,dpr-auto,r-5",
    "dpr_7,w_100": "w-100,c-force",
  });
});

describe("layers are laid by the step before them", () => {
  test("on what is there, the next step is done with them", () => {
    const { transformation } = rewriteCloudinary(
      "w_100/l_logo/w_20/fl_layer_apply/e_sepia".split("/"),
      names,
    );
    const kinds = transformation?.map((step) => ("layers" in step ? step.layers?.length : 0));
    expect(kinds).toEqual([1, 0]);
  });

  test("one that is never placed is one component, and the others find theirs", () => {
    const of = (path: string) =>
      rewriteCloudinary(path.split("/"), names).transformation?.map((step) =>
        "layers" in step
          ? step.layers?.map((layer) =>
              layer.kind === "image" ? `${layer.input} ${layer.steps.length}` : layer.kind,
            )
          : [],
      );
    expect(of("l_a,w_10/w_100")).toEqual([["a 1"], []]);
    expect(of("l_a/l_b/w_10/fl_layer_apply")).toEqual([["a 1", "b 1"]]);
    expect(of("l_a/w_5/l_b/w_10/fl_layer_apply/r_5/fl_layer_apply")).toEqual([["a 2"]]);
  });

  test("four deep is one too many", () => {
    const path = "l_a/l_b/l_c/l_d/fl_layer_apply/fl_layer_apply/fl_layer_apply/fl_layer_apply";
    const { ignored, transformation } = rewriteCloudinary(path.split("/"), names);
    expect(ignored).toContain("l_d");
    expect(transformation).toHaveLength(1);
  });
});

describe("named transformations are said in our words", () => {
  means({
    t_thumb: "w-100,h-100",
    "t_thumb.framed": "w-100,h-100:b-5_red:r-max",
    "t_nested/e_sepia": "w-100,h-100:rt-90:e-sepia",
    "t_thumb,e_sepia": "w-100,h-100:e-sepia",
    bl_thumb: "w-100,h-100",
    t_none: undefined,
    t_off: undefined,
  });
});

describe("what is said of the answer", () => {
  const attachments: Record<string, { name?: string } | undefined> = {
    fl_attachment: {},
    "fl_attachment:a%2Eb,w_10": { name: "a.b" },
    "fl_attachment:summer.holiday": { name: "summer.holiday" },
    "fl_progressive.attachment": {},
    fl_progressive: undefined,
  };
  for (const [path, attachment] of Object.entries(attachments)) {
    test(path, () => {
      expect(rewriteCloudinary([path], names).attachment).toEqual(attachment as never);
    });
  }
  means({
    "fl_progressive:none": "pr-false",
    "fl_keep_iptc.progressive": "md-true,pr-true",
    fl_rasterize: "f-png",
    fl_apng: "f-apng",
    "fl_apng,f_png": "f-apng",
    "fl_apng,f_webp": "f-webp",
    "fl_rasterize,f_webp": "f-webp",
    "d_folder:avatar.png": "di-folder@@avatar.png",
    "pg_3-5": "pg-3-5",
    "pg_3;5-7": "pg-3_5-7",
    "pg_3-": "pg-3-",
    "pg_3-3": "pg-3",
    "pg_name:Logo": "pg-name-Logo",
    'pg_name:"Layer 4"': "pg-name-Layer%204",
    "pg_name:Layer%204": "pg-name-Layer%204",
    "pg_name:a;b": "pg-name-%22a%22_%22b%22",
    'pg_name:"a";"b c"': "pg-name-%22a%22_%22b%20c%22",
    "pg_name:a;": undefined,
    "pg_3;": undefined,
    "pg_embedded:1": undefined,
    dn_150: "dn-150",
    "q_80:420": "q-80",
    "q_auto:best": "q-auto_best",
    f_jpe: "f-jpg",
  });
});

describe("what has no effect is named as it stood", () => {
  const cases: Record<string, { ignored: string[]; unsupported: string[]; approximate: string[] }> =
    {
      w_300: { ignored: [], unsupported: [], approximate: [] },
      "e_gen_remove:prompt_x,w_10": {
        ignored: ["e_gen_remove:prompt_x"],
        unsupported: ["e_gen_remove:prompt_x"],
        approximate: [],
      },
      "w_abc/h_-5/c_fancy": {
        ignored: ["w_abc", "h_-5", "c_fancy"],
        unsupported: [],
        approximate: [],
      },
      "e_sepia:500/e_sepia:5": {
        ignored: [],
        unsupported: [],
        approximate: ["e_sepia:500", "e_sepia:5"],
      },
      "w_10,w_20": { ignored: ["w_10"], unsupported: [], approximate: [] },
      "e_constructor,constructor_1": {
        ignored: ["e_constructor", "constructor_1"],
        unsupported: [],
        approximate: [],
      },
      "vc_h264,so_2": {
        ignored: ["vc_h264", "so_2"],
        unsupported: ["vc_h264", "so_2"],
        approximate: [],
      },
      "e_%C3%A9": { ignored: ["e_%C3%A9"], unsupported: [], approximate: [] },
      "f_pdf/f_nothing": {
        ignored: ["f_pdf", "f_nothing"],
        unsupported: ["f_pdf"],
        approximate: [],
      },
      a_ignore: { ignored: [], unsupported: [], approximate: [] },
      "c_fill,g_cat,w_10,h_10": { ignored: [], unsupported: [], approximate: ["g_cat"] },
    };
  for (const [path, expected] of Object.entries(cases)) {
    test(path, () => {
      const { ignored, unsupported, approximate } = rewriteCloudinary(path.split("/"), names);
      expect({ ignored, unsupported, approximate }).toEqual(expected);
    });
  }

  test("one token at a time", () => {
    expect(["c_fill", "e_sepia", "e_upscale", "w_x"].map(supportOf)).toEqual([
      "exact",
      "approximate",
      "ignored",
      "ignored",
    ]);
  });

  test("every fate says which token it is of, and why it is not exact", () => {
    const { fates } = rewriteCloudinary("c_fill,w_10/e_hue:30/vc_auto/zz".split("/"), names);
    expect(fates).toEqual([
      { token: "c_fill", fate: "exact" },
      { token: "w_10", fate: "exact" },
      { token: "e_hue:30", fate: "approximate", note: "the vendor's curve is not published" },
      { token: "vc_auto", fate: "ignored", note: "is for videos, and this is an image" },
      { token: "zz", fate: "ignored", note: "no such parameter" },
    ]);
  });
});

test("too many steps are refused", () => {
  const path = Array.from({ length: 21 }, () => "e_sepia");
  expect(() => rewriteCloudinary(path, names)).toThrow(Failure);
  expect(() => rewriteCloudinary(path, names)).toThrow("at most 20 steps");
  expect(rewriteCloudinary(path, names, { steps: 21 }).transformation).toHaveLength(21);
});
