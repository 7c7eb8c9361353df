import {
  camera640,
  everywhere,
  landscape,
  on,
  portrait,
  type Row,
  small,
} from "./cloudinary-row.ts";

/** Cut without scaling; never more than there is. */
export const cutting: Row[] = [
  ...everywhere(
    landscape,
    ["c_crop,w_200,h_100", "w-200,h-100,cm-extract_within"],
    "cut",
    [200, 100],
    [0, 200, 400],
    [0, 150, 300],
  ),
  ...everywhere(
    portrait,
    ["c_crop,w_200,h_100", "w-200,h-100,cm-extract_within"],
    "cut",
    [200, 100],
    [0, 100, 200],
    [0, 250, 500],
  ),
  ...everywhere(
    small,
    ["c_crop,w_200,h_20", "w-200,h-20,cm-extract_within"],
    "cut",
    [60, 20],
    [0, 0, 0],
    [0, 10, 20],
  ),
  ...on(
    small,
    ["c_crop,w_200,h_100", "w-200,h-100,cm-extract_within", {}],
    ["c_crop,w_200,h_100,g_south_east", "w-200,h-100,cm-extract_within,fo-bottom_right", {}],
  ),
  ...on(
    landscape,
    // Without a gravity, coordinates are those of the cut's top left corner.
    [
      "c_crop,h_150,w_150,x_80,y_30",
      "w-150,h-150,cm-extract_within,x-80,y-30",
      { cut: [80, 30, 150, 150] },
    ],
    [
      "c_crop,w_200,h_100,x_500,y_350",
      "w-200,h-100,cm-extract_within,x-500,y-350",
      { cut: [500, 350, 100, 50] },
    ],
    [
      "c_crop,w_100,h_100,x_-20,y_0",
      "w-100,h-100,cm-extract_within,x-N20,y-0",
      { cut: [0, 0, 80, 100] },
    ],
    [
      "c_crop,w_0.5,h_0.5,x_0.25,y_0.1",
      "w-cw_mul_0.5,h-ch_mul_0.5,cm-extract_within,x-cw_mul_0.25,y-ch_mul_0.1",
      { cut: [150, 40, 300, 200] },
    ],
    // With one, they lead away from the sides that it names.
    [
      "c_crop,w_200,h_100,g_north,y_25",
      "w-200,h-100,cm-extract_within,fo-top,dy-25",
      { cut: [200, 25, 200, 100] },
    ],
    [
      "c_crop,w_200,h_100,g_east,x_15",
      "w-200,h-100,cm-extract_within,fo-right,dx-15",
      { cut: [385, 150, 200, 100] },
    ],
    [
      "c_crop,w_200,h_100,g_south_west,x_5,y_6",
      "w-200,h-100,cm-extract_within,fo-bottom_left,dx-5,dy-6",
      { cut: [5, 294, 200, 100] },
    ],
    [
      "c_crop,w_200,h_100,g_south_east,x_20,y_10",
      "w-200,h-100,cm-extract_within,fo-bottom_right,dx-20,dy-10",
      { cut: [380, 290, 200, 100] },
    ],
    [
      "c_crop,w_200,h_100,g_center,x_30,y_-40",
      "w-200,h-100,cm-extract_within,fo-center,dx-30,dy-N40",
      { cut: [230, 110, 200, 100] },
    ],
    [
      "c_crop,w_200,h_100,g_north_west,x_0.1,y_0.1",
      "w-200,h-100,cm-extract_within,fo-top_left,dx-cw_mul_0.1,dy-ch_mul_0.1",
      { cut: [60, 40, 200, 100] },
    ],
    [
      "c_crop,w_100,h_50,g_east,x_10,dpr_2.0",
      "w-100,h-50,cm-extract_within,fo-right,dx-10,dpr-2",
      { cut: [380, 150, 200, 100] },
    ],
    // Around a point, moved inside.
    [
      "c_crop,w_200,h_100,g_xy_center,x_300,y_200",
      "w-200,h-100,cm-extract_within,fo-xy_center,xc-300,yc-200",
      { cut: [200, 150, 200, 100] },
    ],
    [
      "c_crop,w_200,h_100,g_xy_center,x_50,y_390",
      "w-200,h-100,cm-extract_within,fo-xy_center,xc-50,yc-390",
      { cut: [0, 300, 200, 100] },
    ],
    // One side: the other one follows the picture's ratio.
    ["c_crop,w_200", "w-200,cm-extract_within", { cut: [200, 133, 200, 133] }],
    ["c_crop,h_150", "h-150,cm-extract_within", { cut: [187, 125, 225, 150] }],
    ["c_crop,w_900", "w-900,cm-extract_within", {}],
    ["c_crop,ar_1:1,w_200", "w-200,ar-1-1,cm-extract_within", { cut: [200, 100, 200, 200] }],
    ["c_crop,ar_1:1,w_1000", "w-1000,ar-1-1,cm-extract_within", {}],
    ["c_crop,ar_3:1", "w-cw,ar-3-1,cm-extract_within", { cut: [0, 100, 600, 200] }],
    // What is looked for is not moved by an offset.
    [
      "c_crop,w_200,h_100,g_face,x_50,y_50",
      "w-200,h-100,cm-extract_within,fo-face,dx-50,dy-50",
      { cut: [200, 150, 200, 100] },
    ],
  ),
  ...on(portrait, ["c_crop,w_200", "w-200,cm-extract_within", { cut: [100, 150, 200, 300] }]),
  ...on(camera640, [
    "c_crop,h_200,w_200",
    "w-200,h-200,cm-extract_within",
    { cut: [220, 113, 200, 200] },
  ]),
];

/**
 * Padded where too much would be cut away. How much that is is Cloudinary's secret; with us it is
 * half of a side.
 */
export const sparing: Row[] = [
  ...on(
    landscape,
    ["c_fill_pad,g_auto,w_300,h_200", "w-300,h-200,cm-pad_fill,fo-auto", { scaled: [300, 200] }],
    [
      "c_fill_pad,g_auto,w_200,h_200",
      "w-200,h-200,cm-pad_fill,fo-auto",
      { scaled: [300, 200], cut: [50, 0, 200, 200] },
    ],
    [
      "c_fill_pad,g_auto,w_100,h_400",
      "w-100,h-400,cm-pad_fill,fo-auto",
      { scaled: [200, 133], cut: [50, 0, 100, 133], backdrop: [0, 133, 100, 400] },
    ],
    [
      "c_auto_pad,g_auto,w_300,h_160",
      "w-300,h-160,cm-pad_fill,fo-auto",
      { scaled: [300, 200], cut: [0, 20, 300, 160] },
    ],
  ),
  ...on(small, [
    "c_auto_pad,g_auto,w_400,h_40",
    "w-400,h-40,cm-pad_fill,fo-auto",
    { scaled: [120, 80], cut: [0, 20, 120, 40], backdrop: [140, 0, 400, 40] },
  ]),
];
