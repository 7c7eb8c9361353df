import { lookCases } from "./look-cases.ts";

/** What the header of a rendition says, as sharp names it. */
export interface HeaderOf {
  format?: "jpeg" | "png" | "webp" | "avif" | "gif";
  isProgressive?: boolean;
  /** Dots per inch. */
  density?: number;
  hasAlpha?: boolean;
  /** Frames of an animation. */
  pages?: number;
  hasExif?: boolean;
  hasIcc?: boolean;
  /** EXIF orientation. */
  orientation?: number;
}

/** A case that wants more than its original and its transformation. */
export interface More {
  /** See `distance` in perceptual.ts; `standard` where it is not said. */
  tolerance?: number;
  /** Headers of the request. */
  headers?: Record<string, string>;
  /** What the file itself has to say. */
  says?: HeaderOf;
}

export type Row = [original: string, transformation: string, more?: More];

/**
 * The same pixels, but for what another version of the resampler might round; a picture that moved
 * by a pixel, or a border of another shade, is beyond it.
 */
export const standard = 1;
/** Blurs and shadows may be approximated otherwise, outlines of letters drawn otherwise. */
const soft: More = { tolerance: 2 };
/** What is compressed with losses is compared with what another version of the codec makes. */
const lossy = 5;

const disc = "l-image,i-disc.png,w-30";
const spot = "l-image,i-layers@@moon.png,w-30";
const word = "l-text,i-Tintype,fs-24,co-FFFFFF";

/**
 * Transformations by what they show. Without a format of their own they are asked for as PNG.
 * Results are at most 120 pixels wide: that keeps the stored pictures small.
 */
export const cases: Record<string, Row[]> = {
  "originals of every kind": [
    ["bars.png", "w-120"],
    ["photo.jpg", "w-120"],
    ["photo.webp", "w-120"],
    ["photo.avif", "w-120"],
    ["alpha.png", "w-120"],
    ["deep.png", "w-100"],
    ["cmyk.jpg", "w-90"],
    ["cmyk-profile.jpg", "w-90"],
    ["grey.jpg", "w-90"],
    ["palette.png", "w-90"],
    ["wide-gamut.jpg", "w-90"],
    ["animated.gif", "w-60"],
    ["animated.webp", "w-60"],
    ["scan.tiff", "w-90"],
    ["tiny.png", "w-16"],
    ["tall.png", "h-300"],
    ["sideways.jpg", "w-90"],
    ["orientation-1.jpg", "w-60"],
    ["orientation-2.jpg", "w-60"],
    ["orientation-3.jpg", "w-60"],
    ["orientation-4.jpg", "w-60"],
    ["orientation-5.jpg", "w-60"],
    ["orientation-6.jpg", "w-60"],
    ["orientation-7.jpg", "w-60"],
    ["orientation-8.jpg", "w-60"],
    ["orientation-6.jpg", "w-40,h-40,cm-extract,x-50,y-0"],
    ["orientation-7.jpg", "w-60,h-30,fo-top"],
    ["orientation-8.jpg", "w-60,rt-auto"],
  ],
  size: [
    ["coast.jpg", "w-120"],
    ["coast.jpg", "h-60"],
    ["coast.jpg", "w-0.05"],
    ["coast.jpg", "h-0.05"],
    ["tower.jpg", "w-100,ar-1-1"],
    ["tower.jpg", "h-60,ar-2_1"],
    ["grid.png", "w-90,h-40,ar-1-1"],
    ["small.png", "w-45,dpr-2"],
    ["coast.jpg", "w-120,dpr-0.5"],
    ["grid.png", "w-8,h-4,dpr-0.2"],
    ["coast.jpg", "w-auto", { headers: { "Sec-CH-Width": "92" } }],
    ["coast.jpg", "w-50,dpr-auto", { headers: { "Sec-CH-DPR": "2" } }],
  ],
  "crop strategies": [
    ["tower.jpg", "w-120,h-80"],
    ["tower.jpg", "w-120,h-80,c-maintain_ratio,fo-bottom"],
    ["grid.png", "w-60,h-60,c-force"],
    ["tower.jpg", "w-120,h-80,c-force"],
    ["grid.png", "w-60,h-60,c-at_max"],
    ["small.png", "w-90,h-90,c-at_max"],
    ["small.png", "w-90,h-90,c-at_max_enlarge"],
    ["grid.png", "w-60,h-60,c-at_least"],
    ["small.png", "w-60,h-60,c-maintain_ratio"],
    ["small.png", "w-60,h-60,c-maintain_ratio_no_enlarge"],
    ["grid.png", "w-60,h-60,c-maintain_ratio_no_enlarge"],
    ["small.png", "w-90,h-90,c-at_max_no_shrink"],
    ["grid.png", "w-200,h-40,c-cut_no_enlarge"],
  ],
  "crop modes": [
    ["grid.png", "w-60,h-60,cm-pad_resize"],
    ["tower.jpg", "w-120,h-80,cm-pad_resize,fo-left"],
    ["tower.jpg", "w-120,h-80,cm-pad_resize,fo-right"],
    ["coast.jpg", "w-80,h-100,cm-pad_resize,fo-top"],
    ["coast.jpg", "w-80,h-100,cm-pad_resize,fo-bottom"],
    ["small.png", "w-60,h-60,cm-pad_resize"],
    ["small.png", "w-60,h-60,cm-pad_resize_no_enlarge,bg-FFD400"],
    ["grid.png", "w-60,h-60,cm-pad_resize_no_enlarge,bg-FFD400"],
    ["small.png", "w-60,h-10,cm-pad_extract,bg-FFD400"],
    ["small.png", "w-60,h-60,cm-pad_extract,bg-FFD400,fo-bottom_right"],
    ["small.png", "w-20,h-60,cm-pad_extract_no_shrink,bg-FFD400"],
    ["grid.png", "w-50,h-40,cm-extract"],
    ["grid.png", "w-50,h-40,cm-extract,x-10,y-30"],
    ["grid.png", "w-50,h-40,cm-extract,xc-90,yc-25"],
    ["tower.jpg", "w-120,h-120,cm-extract,xc-835,yc-742"],
    ["grid.png", "w-90,h-60,cm-extract_within,x-70,y-50"],
    ["grid.png", "w-50,h-40,cm-extract_within,fo-bottom_right,dx-20,dy-10"],
    ["grid.png", "w-60,h-60,cm-pad_resize,fo-bottom,dy-6,bg-FFD400"],
    ["grid.png", "w-30,h-100,cm-pad_fill,bg-FFD400"],
  ],
  focus: [
    ["grid.png", "w-50,h-40,cm-extract,fo-top_left"],
    ["grid.png", "w-50,h-40,cm-extract,fo-top"],
    ["grid.png", "w-50,h-40,cm-extract,fo-top_right"],
    ["grid.png", "w-50,h-40,cm-extract,fo-left"],
    ["grid.png", "w-50,h-40,cm-extract,fo-center"],
    ["grid.png", "w-50,h-40,cm-extract,fo-right"],
    ["grid.png", "w-50,h-40,cm-extract,fo-bottom_left"],
    ["grid.png", "w-50,h-40,cm-extract,fo-bottom"],
    ["grid.png", "w-50,h-40,cm-extract,fo-bottom_right"],
    ["grid.png", "w-40,h-80,fo-left"],
    ["grid.png", "w-40,h-80,fo-right"],
    ["grid.png", "w-40,h-80,fo-custom"],
    ["grid.png", "w-30,h-60,fo-xy_center,xc-90,yc-40"],
    ["grid.png", "w-40,h-80,fo-right,dx-20"],
    ["portrait.jpg", "w-120,h-60,fo-auto", soft],
    ["coast.jpg", "w-60,h-90,fo-auto", soft],
    ["portrait.jpg", "w-120,h-80,fo-face,z-1.5", soft],
  ],
  background: [
    ["grid.png", "w-60,h-60,cm-pad_resize,bg-2040A0"],
    ["grid.png", "w-60,h-60,cm-pad_resize,bg-2040A050"],
    ["grid.png", "w-60,h-60,cm-pad_resize,bg-tomato"],
    ["tower.jpg", "w-120,h-80,cm-pad_resize,bg-blurred", soft],
    ["tower.jpg", "w-120,h-80,cm-pad_resize,bg-blurred_80_N80", soft],
    ["tower.jpg", "w-120,h-80,cm-pad_resize,bg-blurred_10_80", soft],
    ["portrait.jpg", "w-120,h-80,cm-pad_resize,bg-dominant"],
    ["portrait.jpg", "w-120,h-80,cm-pad_resize,bg-gradient_dominant"],
    ["portrait.jpg", "w-120,h-80,cm-pad_resize,bg-gradient_dominant_4"],
    ["badge.png", "w-90,bg-FFD400"],
    ["alpha.png", "w-90,bg-0000FF50"],
    ["alpha.png", "w-60,h-60,cm-pad_resize,bg-0000FF"],
  ],
  "colours and sharpness": [
    ["coast.jpg", "w-100,e-grayscale"],
    ["alpha.png", "w-90,e-grayscale"],
    ["dull.png", "e-contrast"],
    ["valley.jpg", "w-100,e-contrast"],
    ["valley.jpg", "w-100,e-colorize-co-orange_in-60"],
    ["grey.jpg", "w-90,e-colorize-co-red"],
    ["bars.png", "cr-FFFFFF_20_D72D29"],
    ["badge.png", "w-90,cr-2F9E44_15"],
    ["valley.jpg", "w-100,e-sharpen"],
    ["valley.jpg", "w-100,e-sharpen-80"],
    ["valley.jpg", "w-100,e-usm-2-2-1.5-0.02"],
    ["valley.jpg", "w-100,bl-4", soft],
    ["grid.png", "bl-20", soft],
    ["disc.png", "bl-10", soft],
  ],
  ...lookCases,
  gradients: [
    ["coast.jpg", "w-100,e-gradient"],
    ["coast.jpg", "w-100,e-gradient-ld-top_from-red_to-white"],
    ["coast.jpg", "w-100,e-gradient-ld-90_from-00000000_to-000000"],
    ["dull.png", "e-gradient-ld-bottom_right_from-FF0000_to-0000FF"],
    ["dull.png", "e-gradient-ld-left_from-00FF00_sp-0.5"],
    ["dull.png", "e-gradient-from-00FF00_to-0000FF_sp-20"],
    ["dull.png", "e-gradient-from-00FF00_to-0000FF_sp-ih_div_2"],
  ],
  "shapes and edges": [
    ["grid.png", "rt-90"],
    ["grid.png", "rt-N90"],
    ["grid.png", "rt-180"],
    ["grid.png", "w-90,rt-20"],
    ["grid.png", "w-90,rt-N30,bg-FFD400"],
    ["grid.png", "fl-h"],
    ["grid.png", "fl-v"],
    ["grid.png", "fl-h_v"],
    ["grid.png", "e-distort-p-30_10_110_0_120_80_0_60"],
    ["grid.png", "w-90,e-distort-a-90"],
    ["grid.png", "w-90,e-distort-a-N45"],
    ["coast.jpg", "w-100,b-5_FFF000"],
    ["coast.jpg", "w-100,b-ih_div_400_red"],
    ["coast.jpg", "w-100,b-10-00FF0050"],
    ["coast.jpg", "w-100,r-20"],
    ["coast.jpg", "w-100,r-5_15_25_0"],
    ["portrait.jpg", "w-90,h-90,r-max"],
    ["coast.jpg", "w-60,h-60,r-max,bg-FFD400"],
    ["disc.png", "w-80,e-shadow", soft],
    ["badge.png", "w-90,e-shadow-bl-5_st-80_x-10_y-N8", soft],
    ["coast.jpg", "w-100,o-50"],
    ["coast.jpg", "w-100,o-50,bg-FF000020"],
    ["margins.png", "t-true"],
    ["margins.png", "t-40"],
    ["disc.png", "t-true"],
    ["badge.png", "t-true:w-90"],
  ],
  "image layers": [
    ["coast.jpg", "w-120:l-image,i-badge.png,w-40,l-end"],
    ["grid.png", `${disc},lx-60,ly-40,l-end`],
    ["grid.png", `${disc},lx-20,ly-30,lap-top_left,l-end`],
    ["grid.png", `${disc},lx-N5,ly-N5,l-end`],
    ["grid.png", `${disc},lxc-30,lyc-60,l-end`],
    ["grid.png", `${disc},lx-500,ly-10,l-end`],
    ["grid.png", `${disc},lx-bw_div_2,ly-bh_sub_ch,l-end`],
    ["grid.png", `${disc},lfo-top_left,l-end`],
    ["grid.png", `${disc},lfo-right,l-end`],
    ["grid.png", "l-image,i-disc.png,t-false,lfo-bottom,l-end"],
    ["grid.png", "l-image,i-disc.png,w-40,o-50,rt-90,l-end"],
    ["grid.png", `${spot},t-false,r-max,l-end`],
    ["grid.png", `${spot},b-3_red,l-end`],
    ["grid.png", `${spot},e-grayscale,bl-6,l-end`, soft],
    ["grid.png", "l-image,i-orientation-6.jpg,w-40,t-false,l-end"],
    ["photo.jpg", "w-120:l-image,i-badge.png,w-60,lm-cutter,l-end"],
    ["photo.jpg", "w-120:l-image,i-badge.png,w-60,lm-cutout,lx-0,ly-0,l-end"],
    ["photo.jpg", "w-120:l-image,i-disc.png,w-60,lm-multiply,l-end"],
    ["photo.jpg", "w-120:l-image,i-bars.png,t-false,w-60,lm-screen,l-end"],
    ["photo.jpg", "w-120:l-image,i-bars.png,t-false,w-60,lm-overlay,l-end"],
    ["grid.png", "l-image,i-moves.png,t-false,w-120,h-80,c-force,lm-displace,lx-10,ly-0,l-end"],
    ["grid.png", "l-image,i-moves.png,t-false,w-120,h-80,c-force,lm-displace,lx-0,ly-15,l-end"],
    ["grid.png", "l-image,i-photo.jpg,w-70,l-image,i-disc.png,w-30,lx-0,ly-0,l-end,l-end"],
    ["grid.png", "l-image,i-photo.jpg,w-90:w-40,h-40,cm-extract:rt-90,l-end"],
    ["grid.png", `w-100,${disc},lx-60,ly-40,l-end,l-image,i-disc.png,w-20,lx-0,ly-0,l-end`],
    ["alpha.png", "l-image,i-disc.png,w-40,lx-5,ly-10,l-end"],
    ["grid.png", "l-image,ie-bGF5ZXJzL21vb24ucG5n,w-30,lx-0,ly-0,l-end"],
  ],
  "layers that stand out, lie under, or repeat": [
    ["grid.png", `${disc},lap-right,lx-12,ly-10,lov-cut,l-end`],
    ["grid.png", `w-80,${disc},lap-right,lx-12,ly-10,lov-grow,l-end`],
    ["grid.png", `w-80,${disc},lap-top_left,lx-N10,ly-N20,lov-grow,l-end`],
    ["grid.png", `w-60,l-image,i-disc.png,w-100,t-false,lov-grow,l-end`],
    ["grid.png", `w-80,${disc},lm-multiply,lap-bottom_left,lx-N10,ly-0,lov-grow,l-end`],
    ["alpha.png", "l-image,i-grid.png,t-false,w-80,lm-under,l-end"],
    ["badge.png", "w-60:l-image,i-grid.png,t-false,w-100,lm-under,lov-grow,l-end"],
    ["coast.jpg", "w-120:l-image,i-disc.png,w-25,o-50,ltl-true,l-end"],
    ["coast.jpg", "w-120:l-image,i-disc.png,w-25,o-50,ltl-true,lap-center,lx-0,ly-0,l-end"],
    ["badge.png", "w-60:l-image,i-disc.png,w-20,ltl-true,lm-under,l-end"],
    ["dull.png", "l-text,i-Tintype,fs-14,co-FFFFFF,rt-N30,al-5,ltl-true,l-end", soft],
  ],
  canvases: [
    ["grid.png", "l-image,i-ik_canvas,bg-FF0000,w-60,h-20,l-end"],
    ["grid.png", "l-image,i-ik_canvas,bg-FF000050,w-60,h-30,lx-0,ly-0,l-end"],
    ["grid.png", "l-image,i-ik_canvas,bg-FF0000,al-3,w-60,h-30,lx-N0,ly-N0,l-end"],
    ["grid.png", "l-image,i-ik_canvas,bg-FF0000,w-50,h-50,r-max,l-end"],
    [
      "coast.jpg",
      "w-120:l-image,i-ik_canvas,w-bw,h-bh_div_2,ly-N0,e-gradient-from-00000000_to-000000,l-end",
    ],
  ],
  text: [
    ["dull.png", `${word},l-end`, soft],
    ["coast.jpg", `w-120:${word},lx-5,ly-N5,tg-b,l-end`, soft],
    ["coast.jpg", `w-120:${word},tg-i,lfo-top,l-end`, soft],
    ["dull.png", `${word},tg-b_i,l-end`, soft],
    ["dull.png", `${word},ff-fonts@@light.ttf,l-end`, soft],
    ["dull.png", "l-text,i-default,l-end", soft],
    ["dull.png", "l-text,i-one%20two%20three%20four,w-60,fs-14,ia-left,l-end", soft],
    ["dull.png", "l-text,i-one%20two%20three%20four,w-60,fs-14,ia-right,l-end", soft],
    ["dull.png", "l-text,i-one%20two%20three%20four,w-60,fs-14,l-end", soft],
    ["dull.png", "l-text,i-one%20two%20three%20four,w-60,fs-12,lh-30,l-end", soft],
    ["dull.png", `${word},pa-2_8_12_20,bg-2040A0,l-end`, soft],
    ["dull.png", `${word},pa-5_10,bg-2040A060,r-8,l-end`, soft],
    ["dull.png", `${word},pa-10,bg-2040A0,r-12,al-5,l-end`, soft],
    ["dull.png", `${word},rt-N30,l-end`, soft],
    ["dull.png", `${word},fl-h,l-end`, soft],
    ["dull.png", "l-text,ie-R3LDvMOfZSwgw4Rwcm8h,fs-18,co-FFD400,lxc-60,lyc-20,l-end", soft],
    ["dull.png", "l-text,i-wide,fs-bh_div_2,co-FFFFFF80,w-bw,bg-black,l-end", soft],
    ["coast.jpg", "w-120:l-text,i-Tintype,fs-30,tg-b,lm-cutter,l-end", soft],
  ],
  "conditions, arithmetic, chains, names": [
    ["coast.jpg", "w-100:if-ar_gt_1,e-grayscale,if-else,bl-20,if-end"],
    ["tower.jpg", "w-60:if-ar_gt_1,e-grayscale,if-else,fl-v,if-end"],
    ["grid.png", "if-w_gte_120_and_h_lt_80_or_iar_eq_3-2,fl-h,if-end"],
    ["grid.png", "if-iw_ne_120,fl-h:rt-90,if-else,fl-v:rt-90,if-end"],
    ["grid.png", "w-iw_div_2,h-ih_div_4_mul_3,c-force"],
    ["grid.png", "w-80:w-cw_sub_20,h-ch_mul_car_div_iar_sub_3.5,cm-extract,x-iw_div_12,y-0"],
    ["grid.png", "h-60,ar-iar_div_2"],
    // ImageKit subtracts before it takes the remainder: (120 - 10) mod 60 is 50, not 110.
    ["grid.png", "h-40,w-120_sub_10_mod_60,c-force"],
    ["grid.png", "w-60:rt-90:b-4_red:r-10"],
    ["grid.png", "b-4_red:w-60,h-60,cm-extract,fo-top_left"],
    ["grid.png", "r-30:rt-45:w-90"],
    ["coast.jpg", "n-small_round"],
    ["grid.png", "n-small_round:fl-h"],
    ["missing.jpg", "w-60,di-layers@@moon.png"],
  ],
  output: [
    ["animated.gif", "w-30,pg-3", { says: { format: "png", pages: 1 } }],
    ["animated.webp", "w-30,pg-2", { says: { format: "png", pages: 1 } }],
    ["animated.gif", "w-30,pg-2,f-gif", { tolerance: lossy, says: { format: "gif", pages: 1 } }],
    ["animated.gif", "w-30,f-gif", { tolerance: lossy, says: { format: "gif", pages: 5 } }],
    ["animated.webp", "w-30,f-webp", { tolerance: lossy, says: { format: "webp", pages: 5 } }],
    ["coast.jpg", "w-100,f-jpg", { tolerance: lossy, says: { format: "jpeg" } }],
    ["coast.jpg", "w-100,f-jpeg,q-20", { tolerance: lossy, says: { format: "jpeg" } }],
    [
      "coast.jpg",
      "w-100,f-jpg,pr-true",
      { tolerance: lossy, says: { format: "jpeg", isProgressive: true } },
    ],
    ["coast.jpg", "w-60,f-png,dn-300", { says: { density: 300 } }],
    ["coast.jpg", "w-60,f-png,dn-idn_mul_2", { says: { density: 144 } }],
    ["alpha.png", "w-90,f-jpg", { tolerance: lossy, says: { format: "jpeg", hasAlpha: false } }],
    ["coast.jpg", "w-100,f-webp,q-40", { tolerance: lossy, says: { format: "webp" } }],
    ["alpha.png", "w-90,f-webp,lo-true", { says: { format: "webp", hasAlpha: true } }],
    ["coast.jpg", "w-100,f-avif,q-50", { tolerance: lossy, says: { format: "avif" } }],
    ["badge.png", "w-90,f-avif", { tolerance: lossy, says: { format: "avif", hasAlpha: true } }],
    ["wide-gamut.jpg", "w-60,cp-true,f-jpg", { tolerance: lossy, says: { hasIcc: true } }],
    ["geotagged.jpg", "w-60,md-true,f-jpg", { tolerance: lossy, says: { hasExif: true } }],
    // The pixels were turned upright: a tag that still says otherwise would turn them twice.
    [
      "orientation-6.jpg",
      "w-60,md-true,f-jpg",
      { tolerance: lossy, says: { hasExif: true, orientation: 1 } },
    ],
    ["geotagged.jpg", "w-60,f-jpg", { tolerance: lossy, says: { hasExif: false, hasIcc: false } }],
    [
      "coast.jpg",
      "w-100,f-auto",
      { tolerance: lossy, headers: { Accept: "image/webp" }, says: { format: "webp" } },
    ],
    ["margins.png", "w-10,orig-true", { says: { format: "png" } }],
    ["quadrants.png", "w-60,f-orig", { says: { format: "png" } }],
  ],
};

/** Named transformations that the cases use. */
export const names = { small_round: "w-60,h-60,fo-left,r-max" };
