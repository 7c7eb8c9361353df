import {
  camera,
  camera100,
  camera640,
  everywhere,
  landscape,
  on,
  portrait,
  type Row,
  small,
} from "./cloudinary-row.ts";

/** The whole picture, on a backdrop. */
export const padding: Row[] = [
  ...everywhere(
    landscape,
    ["c_pad,w_250,h_250", "w-250,h-250,cm-pad_resize", [250, 167]],
    "backdrop",
    [250, 250],
    [0, 0, 0],
    [0, 41, 83],
  ),
  ...everywhere(
    portrait,
    ["c_pad,w_250,h_250", "w-250,h-250,cm-pad_resize", [167, 250]],
    "backdrop",
    [250, 250],
    [0, 41, 83],
    [0, 0, 0],
  ),
  ...everywhere(
    small,
    ["c_pad,w_300,h_100", "w-300,h-100,cm-pad_resize", [150, 100]],
    "backdrop",
    [300, 100],
    [0, 75, 150],
    [0, 0, 0],
  ),
  ...on(
    landscape,
    ["c_pad,w_300", "w-300,cm-pad_resize", { scaled: [300, 200] }],
    [
      "c_pad,ar_2:1,h_150",
      "h-150,ar-2-1,cm-pad_resize",
      { scaled: [225, 150], backdrop: [37, 0, 300, 150] },
    ],
    [
      "c_pad,w_250,h_250,g_north,y_10",
      "w-250,h-250,cm-pad_resize,fo-top,dy-10",
      { scaled: [250, 167], backdrop: [0, 10, 250, 250] },
    ],
    [
      "c_pad,w_250,h_250,g_south,y_10",
      "w-250,h-250,cm-pad_resize,fo-bottom,dy-10",
      { scaled: [250, 167], backdrop: [0, 73, 250, 250] },
    ],
    [
      "c_pad,w_250,h_250,y_-20",
      "w-250,h-250,cm-pad_resize,dy-N20",
      { scaled: [250, 167], backdrop: [0, 21, 250, 250] },
    ],
    [
      "c_pad,w_250,h_250,g_south,y_200",
      "w-250,h-250,cm-pad_resize,fo-bottom,dy-200",
      { scaled: [250, 167], backdrop: [0, 0, 250, 250] },
    ],
    [
      "c_pad,w_125,h_125,g_north,y_5,dpr_2.0",
      "w-125,h-125,cm-pad_resize,fo-top,dy-5,dpr-2",
      { scaled: [250, 167], backdrop: [0, 10, 250, 250] },
    ],
  ),
  ...on(camera, [
    "c_pad,h_250,w_250",
    "w-250,h-250,cm-pad_resize",
    { scaled: [250, 167], backdrop: [0, 41, 250, 250] },
  ]),
];

/** The same, but never enlarged. */
export const paddingSmaller: Row[] = [
  ...everywhere(
    landscape,
    ["c_lpad,w_900,h_500", "w-900,h-500,cm-pad_resize_no_enlarge"],
    "backdrop",
    [900, 500],
    [0, 150, 300],
    [0, 50, 100],
  ),
  ...everywhere(
    portrait,
    ["c_lpad,w_250,h_250", "w-250,h-250,cm-pad_resize_no_enlarge", [167, 250]],
    "backdrop",
    [250, 250],
    [0, 41, 83],
    [0, 0, 0],
  ),
  ...everywhere(
    small,
    ["c_lpad,w_250,h_250", "w-250,h-250,cm-pad_resize_no_enlarge"],
    "backdrop",
    [250, 250],
    [0, 95, 190],
    [0, 105, 210],
  ),
  ...on(
    landscape,
    [
      "c_lpad,w_300,h_900",
      "w-300,h-900,cm-pad_resize_no_enlarge",
      { scaled: [300, 200], backdrop: [0, 350, 300, 900] },
    ],
    ["c_lpad,w_300", "w-300,h-300_div_car,cm-pad_resize_no_enlarge", { scaled: [300, 200] }],
    [
      "c_lpad,w_900",
      "w-900,h-900_div_car,cm-pad_resize_no_enlarge",
      { backdrop: [150, 100, 900, 600] },
    ],
    [
      "c_lpad,ar_1.0,w_1.1",
      "w-cw_mul_1.1,ar-1-1,cm-pad_resize_no_enlarge",
      { backdrop: [30, 130, 660, 660] },
    ],
    [
      "c_lpad,fl_ignore_aspect_ratio,w_700",
      "w-700,h-ch,cm-pad_resize_no_enlarge",
      { backdrop: [50, 0, 700, 400] },
    ],
  ),
  ...on(small, [
    "c_lpad,w_250,h_250,g_south_east,x_10,y_10",
    "w-250,h-250,cm-pad_resize_no_enlarge,fo-bottom_right,dx-10,dy-10",
    { backdrop: [180, 200, 250, 250] },
  ]),
  ...on(camera640, [
    "b_green,c_lpad,h_150,w_400",
    "w-400,h-150,cm-pad_resize_no_enlarge,bg-008000",
    { scaled: [225, 150], backdrop: [87, 0, 400, 150] },
  ]),
];

/** Neither enlarged nor made smaller. */
export const paddingAsIs: Row[] = [
  ...everywhere(
    landscape,
    ["c_mpad,w_900,h_500", "w-900,h-500,cm-pad_extract_no_shrink"],
    "backdrop",
    [900, 500],
    [0, 150, 300],
    [0, 50, 100],
  ),
  ...everywhere(
    portrait,
    ["c_mpad,w_500,h_100", "w-500,h-100,cm-pad_extract_no_shrink"],
    "backdrop",
    [500, 600],
    [0, 50, 100],
    [0, 0, 0],
  ),
  ...everywhere(
    small,
    ["c_mpad,w_250,h_250", "w-250,h-250,cm-pad_extract_no_shrink"],
    "backdrop",
    [250, 250],
    [0, 95, 190],
    [0, 105, 210],
  ),
  ...on(
    landscape,
    ["c_mpad,w_250,h_250", "w-250,h-250,cm-pad_extract_no_shrink", {}],
    ["c_mpad,w_300", "w-300,h-300_div_car,cm-pad_extract_no_shrink", {}],
    [
      "c_mpad,w_900,h_500,g_south_west,x_20,y_30",
      "w-900,h-500,cm-pad_extract_no_shrink,fo-bottom_left,dx-20,dy-30",
      { backdrop: [20, 70, 900, 500] },
    ],
  ),
  ...on(small, [
    "c_mpad,w_120",
    "w-120,h-120_div_car,cm-pad_extract_no_shrink",
    { backdrop: [30, 20, 120, 80] },
  ]),
  ...on(camera640, ["c_mpad,h_20,w_20", "w-20,h-20,cm-pad_extract_no_shrink", {}]),
  ...on(camera100, [
    "c_mpad,h_150,w_150",
    "w-150,h-150,cm-pad_extract_no_shrink",
    { backdrop: [25, 41, 150, 150] },
  ]),
];
