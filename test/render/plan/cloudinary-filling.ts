import {
  camera640,
  everywhere,
  landscape,
  on,
  portrait,
  type Row,
  small,
} from "./cloudinary-row.ts";

/** Modes without a gravity: nothing is cut, nothing padded. */
export const resizing: Row[] = [
  ...on(
    landscape,
    ["w_300,h_100", "w-300,h-100,c-force", { scaled: [300, 100] }],
    ["w_300", "w-300,c-force", { scaled: [300, 200] }],
    ["c_scale,w_300,h_300", "w-300,h-300,c-force", { scaled: [300, 300] }],
    ["c_scale,h_100", "h-100,c-force", { scaled: [150, 100] }],
    ["c_scale,w_0.5", "w-cw_mul_0.5,c-force", { scaled: [300, 200] }],
    ["c_scale,w_1.5", "w-cw_mul_1.5,c-force", { scaled: [900, 600] }],
    ["c_scale,w_1.0", "w-cw_mul_1,c-force", {}],
    ["c_scale,ar_1:2,w_100", "w-100,ar-1-2,c-force", { scaled: [100, 200] }],
    ["c_scale,w_150,dpr_2.0", "w-150,c-force,dpr-2", { scaled: [300, 200] }],
    ["c_scale,fl_ignore_aspect_ratio,h_150", "w-cw,h-150,c-force", { scaled: [600, 150] }],
    ["c_fit,w_300,h_300", "w-300,h-300,c-at_max_enlarge", { scaled: [300, 200] }],
    ["c_fit,w_900,h_900", "w-900,h-900,c-at_max_enlarge", { scaled: [900, 600] }],
    ["c_fit,w_900,h_100", "w-900,h-100,c-at_max_enlarge", { scaled: [150, 100] }],
    ["c_fit,w_100", "w-100,c-at_max_enlarge", { scaled: [100, 67] }],
    ["c_fit,ar_1:1,w_300", "w-300,ar-1-1,c-at_max_enlarge", { scaled: [300, 200] }],
    ["c_limit,w_300,h_300", "w-300,h-300,c-at_max", { scaled: [300, 200] }],
    ["c_limit,w_900,h_900", "w-900,h-900,c-at_max", {}],
    ["c_limit,w_900,h_100", "w-900,h-100,c-at_max", { scaled: [150, 100] }],
    ["c_limit,w_300", "w-300,c-at_max", { scaled: [300, 200] }],
    ["c_limit,w_900", "w-900,c-at_max", {}],
    ["c_limit,h_900", "h-900,c-at_max", {}],
    ["c_mfit,w_300,h_300", "w-300,h-300,c-at_max_no_shrink", {}],
    ["c_mfit,w_900,h_900", "w-900,h-900,c-at_max_no_shrink", { scaled: [900, 600] }],
    ["c_mfit,w_900,h_100", "w-900,h-100,c-at_max_no_shrink", {}],
    ["c_mfit,w_300", "w-300,c-at_max_no_shrink", {}],
    ["c_mfit,h_800", "h-800,c-at_max_no_shrink", { scaled: [1200, 800] }],
  ),
  ...on(
    portrait,
    ["c_scale,w_100", "w-100,c-force", { scaled: [100, 150] }],
    ["c_fit,w_300,h_300", "w-300,h-300,c-at_max_enlarge", { scaled: [200, 300] }],
    ["c_limit,w_300,h_300", "w-300,h-300,c-at_max", { scaled: [200, 300] }],
    ["c_limit,h_300", "h-300,c-at_max", { scaled: [200, 300] }],
    ["c_mfit,w_900,h_900", "w-900,h-900,c-at_max_no_shrink", { scaled: [600, 900] }],
  ),
  ...on(
    small,
    ["w_120,h_20", "w-120,h-20,c-force", { scaled: [120, 20] }],
    ["c_fit,w_120,h_120", "w-120,h-120,c-at_max_enlarge", { scaled: [120, 80] }],
    ["c_limit,w_120,h_120", "w-120,h-120,c-at_max", {}],
    ["c_limit,w_120,h_20", "w-120,h-20,c-at_max", { scaled: [30, 20] }],
    ["c_mfit,w_120,h_120", "w-120,h-120,c-at_max_no_shrink", { scaled: [120, 80] }],
    ["c_mfit,w_120", "w-120,c-at_max_no_shrink", { scaled: [120, 80] }],
    ["c_mfit,w_30", "w-30,c-at_max_no_shrink", {}],
  ),
  ...on(
    camera640,
    ["c_fit,h_150,w_150", "w-150,h-150,c-at_max_enlarge", { scaled: [150, 100] }],
    ["c_limit,h_150,w_150", "w-150,h-150,c-at_max", { scaled: [150, 100] }],
    ["c_mfit,h_20,w_20", "w-20,h-20,c-at_max_no_shrink", {}],
  ),
];

/** Enlarged or made smaller until the box is covered; what stands out is cut off. */
export const filling: Row[] = [
  ...everywhere(
    landscape,
    ["c_fill,w_100,h_150", "w-100,h-150,c-maintain_ratio", [225, 150]],
    "cut",
    [100, 150],
    [0, 62, 125],
    [0, 0, 0],
  ),
  ...everywhere(
    portrait,
    ["c_fill,w_150,h_100", "w-150,h-100,c-maintain_ratio", [150, 225]],
    "cut",
    [150, 100],
    [0, 0, 0],
    [0, 62, 125],
  ),
  ...everywhere(
    small,
    ["c_fill,w_100,h_150", "w-100,h-150,c-maintain_ratio", [225, 150]],
    "cut",
    [100, 150],
    [0, 62, 125],
    [0, 0, 0],
  ),
  ...everywhere(
    portrait,
    ["c_thumb,w_150,h_100", "w-150,h-100,c-maintain_ratio", [150, 225]],
    "cut",
    [150, 100],
    [0, 0, 0],
    [0, 62, 125],
  ),
  ...everywhere(
    landscape,
    ["c_auto,w_100,h_150", "w-100,h-150,c-maintain_ratio", [225, 150]],
    "cut",
    [100, 150],
    [0, 62, 125],
    [0, 0, 0],
  ),
  ...on(
    landscape,
    ["c_fill,w_300", "w-300,c-maintain_ratio", { scaled: [300, 200] }],
    ["c_fill,w_900", "w-900,c-maintain_ratio", { scaled: [900, 600] }],
    ["c_fill,w_300,h_200", "w-300,h-200,c-maintain_ratio", { scaled: [300, 200] }],
    [
      "c_fill,ar_1:1,w_300",
      "w-300,ar-1-1,c-maintain_ratio",
      { scaled: [450, 300], cut: [75, 0, 300, 300] },
    ],
    // The ratio alone: the width stays, and the height stays where the ratio is below one.
    ["c_fill,ar_3:1", "w-cw,ar-3-1,c-maintain_ratio", { cut: [0, 100, 600, 200] }],
    ["c_fill,ar_1:2", "h-ch,ar-1-2,c-maintain_ratio", { cut: [200, 0, 200, 400] }],
    [
      "c_fill,w_50,h_75,dpr_2.0,g_west",
      "w-50,h-75,c-maintain_ratio,fo-left,dpr-2",
      { scaled: [225, 150], cut: [0, 0, 100, 150] },
    ],
    // Offsets, which end at the picture's edge.
    [
      "c_fill,w_100,h_150,g_north_west,x_20",
      "w-100,h-150,c-maintain_ratio,fo-top_left,dx-20",
      { scaled: [225, 150], cut: [20, 0, 100, 150] },
    ],
    [
      "c_fill,w_100,h_150,g_east,x_20",
      "w-100,h-150,c-maintain_ratio,fo-right,dx-20",
      { scaled: [225, 150], cut: [105, 0, 100, 150] },
    ],
    [
      "c_fill,w_100,h_150,g_center,x_-30,y_20",
      "w-100,h-150,c-maintain_ratio,fo-center,dx-N30,dy-20",
      { scaled: [225, 150], cut: [32, 0, 100, 150] },
    ],
    [
      "c_fill,w_100,h_150,g_west,x_500",
      "w-100,h-150,c-maintain_ratio,fo-left,dx-500",
      { scaled: [225, 150], cut: [125, 0, 100, 150] },
    ],
    // Around a point of the picture as it was before: 400 becomes 150.
    [
      "c_fill,w_100,h_150,g_xy_center,x_400,y_50",
      "w-100,h-150,c-maintain_ratio,fo-xy_center,xc-400,yc-50",
      { scaled: [225, 150], cut: [100, 0, 100, 150] },
    ],
    [
      "c_fill,w_100,h_150,g_xy_center,x_0.1,y_0.5",
      "w-100,h-150,c-maintain_ratio,fo-xy_center,xc-cw_mul_0.1,yc-ch_mul_0.5",
      { scaled: [225, 150], cut: [0, 0, 100, 150] },
    ],
    // What is looked for in the picture is planned as if it were in the middle.
    [
      "c_thumb,g_face,w_100,h_150,z_0.75",
      "w-100,h-150,c-maintain_ratio,fo-face,z-0.75",
      { scaled: [225, 150], cut: [62, 0, 100, 150] },
    ],
    [
      "c_auto,g_auto,ar_16:9,h_150",
      "h-150,ar-16-9,c-maintain_ratio,fo-auto",
      { scaled: [267, 178], cut: [0, 14, 267, 150] },
    ],
  ),
  ...on(portrait, ["c_fill,ar_3:1", "w-cw,ar-3-1,c-maintain_ratio", { cut: [0, 233, 400, 133] }]),
  ...on(camera640, [
    "c_fill,h_150,w_150",
    "w-150,h-150,c-maintain_ratio",
    { scaled: [225, 150], cut: [37, 0, 150, 150] },
  ]),
];

/** Never enlarged: a side that is too short stays as it is. */
export const limiting: Row[] = [
  ...everywhere(
    landscape,
    ["c_lfill,w_100,h_150", "w-100,h-150,c-cut_no_enlarge", [225, 150]],
    "cut",
    [100, 150],
    [0, 62, 125],
    [0, 0, 0],
  ),
  ...everywhere(
    landscape,
    ["c_lfill,w_800,h_100", "w-800,h-100,c-cut_no_enlarge"],
    "cut",
    [600, 100],
    [0, 0, 0],
    [0, 150, 300],
  ),
  ...everywhere(
    portrait,
    ["c_lfill,w_800,h_100", "w-800,h-100,c-cut_no_enlarge"],
    "cut",
    [400, 100],
    [0, 0, 0],
    [0, 250, 500],
  ),
  ...everywhere(
    small,
    ["c_lfill,w_30,h_150", "w-30,h-150,c-cut_no_enlarge"],
    "cut",
    [30, 40],
    [0, 15, 30],
    [0, 0, 0],
  ),
  ...on(
    landscape,
    ["c_lfill,w_900,h_900", "w-900,h-900,c-cut_no_enlarge", {}],
    ["c_lfill,w_300", "w-300,c-cut_no_enlarge", { scaled: [300, 200] }],
    ["c_lfill,w_900", "w-900,c-cut_no_enlarge", {}],
  ),
  ...on(small, ["c_lfill,w_100,h_150,g_north", "w-100,h-150,c-cut_no_enlarge,fo-top", {}]),
  ...on(
    [400, 200],
    ["c_lfill,w_800,h_100", "w-800,h-100,c-cut_no_enlarge", { cut: [0, 50, 400, 100] }],
  ),
];
