import { type Fates, words } from "./fates.ts";

/** What becomes of what the clients write; made by `UPDATE_FATES=1`. */
export const sizeFates: Fates = {
  "Border.solid": {
    exact: words(`bo_5px_solid_red bo_5px_solid_rgb:ff000080`),
  },
  "Border.roundCorners": {
    exact: words(`bo_0px_solid_transparent,r_10`),
  },
  "Resize.imaggaScale": {
    approximate: words(`c_imagga_scale,h_150,w_250 c_imagga_scale,w_250 c_imagga_scale,w_0.5
      c_imagga_scale,w_iw_div_2 ar_3:2,c_imagga_scale,h_150 ar_1:1,c_imagga_scale,w_250
      ar_5:4,c_imagga_scale,w_250 ar_3:1,c_imagga_scale,w_250 ar_3:2,c_imagga_scale,w_250
      ar_4:3,c_imagga_scale,w_250 ar_16:9,c_imagga_scale,w_250
      c_imagga_scale,fl_ignore_aspect_ratio,w_250`),
  },
  "Resize.imaggaCrop": {
    approximate:
      words(`c_imagga_crop,h_150,w_250 c_imagga_crop,w_250 c_imagga_crop,w_0.5 c_imagga_crop,w_iw_div_2
      ar_3:2,c_imagga_crop,h_150 ar_1:1,c_imagga_crop,w_250 ar_5:4,c_imagga_crop,w_250
      ar_3:1,c_imagga_crop,w_250 ar_3:2,c_imagga_crop,w_250 ar_4:3,c_imagga_crop,w_250
      ar_16:9,c_imagga_crop,w_250 c_imagga_crop,fl_ignore_aspect_ratio,w_250`),
  },
  "Resize.crop": {
    exact: words(`c_crop,h_150,w_250 c_crop,w_250 c_crop,w_0.5 c_crop,w_iw_div_2 ar_3:2,c_crop,h_150
      ar_1:1,c_crop,w_250 ar_5:4,c_crop,w_250 ar_3:1,c_crop,w_250 ar_3:2,c_crop,w_250
      ar_4:3,c_crop,w_250 ar_16:9,c_crop,w_250 c_crop,fl_ignore_aspect_ratio,w_250
      c_crop,g_north_west,h_150,w_250 c_crop,g_north,h_150,w_250 c_crop,g_north_east,h_150,w_250
      c_crop,g_west,h_150,w_250 c_crop,g_center,h_150,w_250 c_crop,g_east,h_150,w_250
      c_crop,g_south_west,h_150,w_250 c_crop,g_south,h_150,w_250 c_crop,g_south_east,h_150,w_250
      c_crop,g_north_west,h_150,w_250,x_10,y_20 c_crop,g_xy_center,h_150,w_250,x_10,y_20`),
    approximate:
      words(`c_crop,g_auto,h_150,w_250 c_crop,g_face,h_150,w_250 c_crop,g_faces,h_150,w_250
      c_crop,g_adv_face,h_150,w_250 c_crop,g_adv_faces,h_150,w_250 c_crop,g_adv_eyes,h_150,w_250
      c_crop,g_ocr_text,h_150,w_250 c_crop,g_body,h_150,w_250 c_crop,g_person,h_150,w_250
      c_crop,g_cat,h_150,w_250 c_crop,g_bottle,h_150,w_250`),
    refused: words(`c_crop,g_liquid,h_150,w_250`),
  },
  "Resize.fill": {
    exact: words(`c_fill,h_150,w_250 c_fill,w_250 c_fill,w_0.5 c_fill,w_iw_div_2 ar_3:2,c_fill,h_150
      ar_1:1,c_fill,w_250 ar_5:4,c_fill,w_250 ar_3:1,c_fill,w_250 ar_3:2,c_fill,w_250
      ar_4:3,c_fill,w_250 ar_16:9,c_fill,w_250 c_fill,fl_ignore_aspect_ratio,w_250
      c_fill,g_north_west,h_150,w_250 c_fill,g_north,h_150,w_250 c_fill,g_north_east,h_150,w_250
      c_fill,g_west,h_150,w_250 c_fill,g_center,h_150,w_250 c_fill,g_east,h_150,w_250
      c_fill,g_south_west,h_150,w_250 c_fill,g_south,h_150,w_250 c_fill,g_south_east,h_150,w_250
      c_fill,g_north_west,h_150,w_250,x_10,y_20 c_fill,g_xy_center,h_150,w_250,x_10,y_20`),
    approximate:
      words(`c_fill,g_auto,h_150,w_250 c_fill,g_face,h_150,w_250 c_fill,g_faces,h_150,w_250
      c_fill,g_adv_face,h_150,w_250 c_fill,g_adv_faces,h_150,w_250 c_fill,g_adv_eyes,h_150,w_250
      c_fill,g_ocr_text,h_150,w_250 c_fill,g_body,h_150,w_250 c_fill,g_person,h_150,w_250
      c_fill,g_cat,h_150,w_250 c_fill,g_bottle,h_150,w_250`),
    refused: words(`c_fill,g_liquid,h_150,w_250`),
  },
  "Resize.scale": {
    exact:
      words(`c_scale,h_150,w_250 c_scale,w_250 c_scale,w_0.5 c_scale,w_iw_div_2 ar_3:2,c_scale,h_150
      ar_1:1,c_scale,w_250 ar_5:4,c_scale,w_250 ar_3:1,c_scale,w_250 ar_3:2,c_scale,w_250
      ar_4:3,c_scale,w_250 ar_16:9,c_scale,w_250 c_scale,fl_ignore_aspect_ratio,w_250`),
  },
  "Resize.minimumPad": {
    exact: words(`c_mpad,h_150,w_250 c_mpad,w_250 c_mpad,w_0.5 c_mpad,w_iw_div_2 ar_3:2,c_mpad,h_150
      ar_1:1,c_mpad,w_250 ar_5:4,c_mpad,w_250 ar_3:1,c_mpad,w_250 ar_3:2,c_mpad,w_250
      ar_4:3,c_mpad,w_250 ar_16:9,c_mpad,w_250 c_mpad,fl_ignore_aspect_ratio,w_250
      c_mpad,g_north_west,h_150,w_250 c_mpad,g_north,h_150,w_250 c_mpad,g_north_east,h_150,w_250
      c_mpad,g_west,h_150,w_250 c_mpad,g_center,h_150,w_250 c_mpad,g_east,h_150,w_250
      c_mpad,g_south_west,h_150,w_250 c_mpad,g_south,h_150,w_250 c_mpad,g_south_east,h_150,w_250
      c_mpad,g_auto,h_150,w_250 c_mpad,g_face,h_150,w_250 c_mpad,g_faces,h_150,w_250
      c_mpad,g_adv_face,h_150,w_250 c_mpad,g_adv_faces,h_150,w_250 c_mpad,g_adv_eyes,h_150,w_250
      c_mpad,g_ocr_text,h_150,w_250 c_mpad,g_body,h_150,w_250 c_mpad,g_person,h_150,w_250
      c_mpad,g_cat,h_150,w_250 c_mpad,g_bottle,h_150,w_250 b_lightblue,c_mpad,h_150,w_250
      b_rgb:ff000080,c_mpad,h_150,w_250`),
    refused: words(`c_mpad,g_liquid,h_150,w_250 b_gen_fill,c_mpad,h_150,w_250`),
    approximate: words(`b_auto,c_mpad,h_150,w_250 b_auto:border,c_mpad,h_150,w_250
      b_auto:predominant,c_mpad,h_150,w_250 b_auto:border_contrast,c_mpad,h_150,w_250
      b_auto:predominant_contrast,c_mpad,h_150,w_250 b_auto:border_gradient,c_mpad,h_150,w_250
      b_auto:predominant_gradient:4,c_mpad,h_150,w_250 b_blurred:100:10,c_mpad,h_150,w_250`),
  },
  "Resize.fit": {
    exact: words(`c_fit,h_150,w_250 c_fit,w_250 c_fit,w_0.5 c_fit,w_iw_div_2 ar_3:2,c_fit,h_150
      ar_1:1,c_fit,w_250 ar_5:4,c_fit,w_250 ar_3:1,c_fit,w_250 ar_3:2,c_fit,w_250
      ar_4:3,c_fit,w_250 ar_16:9,c_fit,w_250 c_fit,fl_ignore_aspect_ratio,w_250`),
  },
  "Resize.pad": {
    exact: words(`c_pad,h_150,w_250 c_pad,w_250 c_pad,w_0.5 c_pad,w_iw_div_2 ar_3:2,c_pad,h_150
      ar_1:1,c_pad,w_250 ar_5:4,c_pad,w_250 ar_3:1,c_pad,w_250 ar_3:2,c_pad,w_250
      ar_4:3,c_pad,w_250 ar_16:9,c_pad,w_250 c_pad,fl_ignore_aspect_ratio,w_250
      c_pad,g_north_west,h_150,w_250 c_pad,g_north,h_150,w_250 c_pad,g_north_east,h_150,w_250
      c_pad,g_west,h_150,w_250 c_pad,g_center,h_150,w_250 c_pad,g_east,h_150,w_250
      c_pad,g_south_west,h_150,w_250 c_pad,g_south,h_150,w_250 c_pad,g_south_east,h_150,w_250
      c_pad,g_auto,h_150,w_250 c_pad,g_face,h_150,w_250 c_pad,g_faces,h_150,w_250
      c_pad,g_adv_face,h_150,w_250 c_pad,g_adv_faces,h_150,w_250 c_pad,g_adv_eyes,h_150,w_250
      c_pad,g_ocr_text,h_150,w_250 c_pad,g_body,h_150,w_250 c_pad,g_person,h_150,w_250
      c_pad,g_cat,h_150,w_250 c_pad,g_bottle,h_150,w_250 b_lightblue,c_pad,h_150,w_250
      b_rgb:ff000080,c_pad,h_150,w_250`),
    refused: words(`c_pad,g_liquid,h_150,w_250 b_gen_fill,c_pad,h_150,w_250`),
    approximate: words(`b_auto,c_pad,h_150,w_250 b_auto:border,c_pad,h_150,w_250
      b_auto:predominant,c_pad,h_150,w_250 b_auto:border_contrast,c_pad,h_150,w_250
      b_auto:predominant_contrast,c_pad,h_150,w_250 b_auto:border_gradient,c_pad,h_150,w_250
      b_auto:predominant_gradient:4,c_pad,h_150,w_250 b_blurred:100:10,c_pad,h_150,w_250`),
  },
  "Resize.limitFit": {
    exact:
      words(`c_limit,h_150,w_250 c_limit,w_250 c_limit,w_0.5 c_limit,w_iw_div_2 ar_3:2,c_limit,h_150
      ar_1:1,c_limit,w_250 ar_5:4,c_limit,w_250 ar_3:1,c_limit,w_250 ar_3:2,c_limit,w_250
      ar_4:3,c_limit,w_250 ar_16:9,c_limit,w_250 c_limit,fl_ignore_aspect_ratio,w_250`),
  },
  "Resize.thumbnail": {
    exact:
      words(`c_thumb,h_150,w_250 c_thumb,w_250 c_thumb,w_0.5 c_thumb,w_iw_div_2 ar_3:2,c_thumb,h_150
      ar_1:1,c_thumb,w_250 ar_5:4,c_thumb,w_250 ar_3:1,c_thumb,w_250 ar_3:2,c_thumb,w_250
      ar_4:3,c_thumb,w_250 ar_16:9,c_thumb,w_250 c_thumb,fl_ignore_aspect_ratio,w_250
      c_thumb,g_north_west,h_150,w_250 c_thumb,g_north,h_150,w_250
      c_thumb,g_north_east,h_150,w_250 c_thumb,g_west,h_150,w_250 c_thumb,g_center,h_150,w_250
      c_thumb,g_east,h_150,w_250 c_thumb,g_south_west,h_150,w_250 c_thumb,g_south,h_150,w_250
      c_thumb,g_south_east,h_150,w_250`),
    approximate:
      words(`c_thumb,g_auto,h_150,w_250 c_thumb,g_face,h_150,w_250 c_thumb,g_faces,h_150,w_250
      c_thumb,g_adv_face,h_150,w_250 c_thumb,g_adv_faces,h_150,w_250
      c_thumb,g_adv_eyes,h_150,w_250 c_thumb,g_ocr_text,h_150,w_250 c_thumb,g_body,h_150,w_250
      c_thumb,g_person,h_150,w_250 c_thumb,g_cat,h_150,w_250 c_thumb,g_bottle,h_150,w_250`),
    refused: words(`c_thumb,g_liquid,h_150,w_250`),
  },
  "Resize.limitFill": {
    exact:
      words(`c_lfill,h_150,w_250 c_lfill,w_250 c_lfill,w_0.5 c_lfill,w_iw_div_2 ar_3:2,c_lfill,h_150
      ar_1:1,c_lfill,w_250 ar_5:4,c_lfill,w_250 ar_3:1,c_lfill,w_250 ar_3:2,c_lfill,w_250
      ar_4:3,c_lfill,w_250 ar_16:9,c_lfill,w_250 c_lfill,fl_ignore_aspect_ratio,w_250
      c_lfill,g_north_west,h_150,w_250 c_lfill,g_north,h_150,w_250
      c_lfill,g_north_east,h_150,w_250 c_lfill,g_west,h_150,w_250 c_lfill,g_center,h_150,w_250
      c_lfill,g_east,h_150,w_250 c_lfill,g_south_west,h_150,w_250 c_lfill,g_south,h_150,w_250
      c_lfill,g_south_east,h_150,w_250`),
    approximate:
      words(`c_lfill,g_auto,h_150,w_250 c_lfill,g_face,h_150,w_250 c_lfill,g_faces,h_150,w_250
      c_lfill,g_adv_face,h_150,w_250 c_lfill,g_adv_faces,h_150,w_250
      c_lfill,g_adv_eyes,h_150,w_250 c_lfill,g_ocr_text,h_150,w_250 c_lfill,g_body,h_150,w_250
      c_lfill,g_person,h_150,w_250 c_lfill,g_cat,h_150,w_250 c_lfill,g_bottle,h_150,w_250`),
    refused: words(`c_lfill,g_liquid,h_150,w_250`),
  },
  "Resize.minimumFit": {
    exact: words(`c_mfit,h_150,w_250 c_mfit,w_250 c_mfit,w_0.5 c_mfit,w_iw_div_2 ar_3:2,c_mfit,h_150
      ar_1:1,c_mfit,w_250 ar_5:4,c_mfit,w_250 ar_3:1,c_mfit,w_250 ar_3:2,c_mfit,w_250
      ar_4:3,c_mfit,w_250 ar_16:9,c_mfit,w_250 c_mfit,fl_ignore_aspect_ratio,w_250`),
  },
  "Resize.limitPad": {
    exact: words(`c_lpad,h_150,w_250 c_lpad,w_250 c_lpad,w_0.5 c_lpad,w_iw_div_2 ar_3:2,c_lpad,h_150
      ar_1:1,c_lpad,w_250 ar_5:4,c_lpad,w_250 ar_3:1,c_lpad,w_250 ar_3:2,c_lpad,w_250
      ar_4:3,c_lpad,w_250 ar_16:9,c_lpad,w_250 c_lpad,fl_ignore_aspect_ratio,w_250
      c_lpad,g_north_west,h_150,w_250 c_lpad,g_north,h_150,w_250 c_lpad,g_north_east,h_150,w_250
      c_lpad,g_west,h_150,w_250 c_lpad,g_center,h_150,w_250 c_lpad,g_east,h_150,w_250
      c_lpad,g_south_west,h_150,w_250 c_lpad,g_south,h_150,w_250 c_lpad,g_south_east,h_150,w_250
      c_lpad,g_auto,h_150,w_250 c_lpad,g_face,h_150,w_250 c_lpad,g_faces,h_150,w_250
      c_lpad,g_adv_face,h_150,w_250 c_lpad,g_adv_faces,h_150,w_250 c_lpad,g_adv_eyes,h_150,w_250
      c_lpad,g_ocr_text,h_150,w_250 c_lpad,g_body,h_150,w_250 c_lpad,g_person,h_150,w_250
      c_lpad,g_cat,h_150,w_250 c_lpad,g_bottle,h_150,w_250 b_lightblue,c_lpad,h_150,w_250
      b_rgb:ff000080,c_lpad,h_150,w_250`),
    refused: words(`c_lpad,g_liquid,h_150,w_250 b_gen_fill,c_lpad,h_150,w_250`),
    approximate: words(`b_auto,c_lpad,h_150,w_250 b_auto:border,c_lpad,h_150,w_250
      b_auto:predominant,c_lpad,h_150,w_250 b_auto:border_contrast,c_lpad,h_150,w_250
      b_auto:predominant_contrast,c_lpad,h_150,w_250 b_auto:border_gradient,c_lpad,h_150,w_250
      b_auto:predominant_gradient:4,c_lpad,h_150,w_250 b_blurred:100:10,c_lpad,h_150,w_250`),
  },
  "Resize.fillPad": {
    approximate:
      words(`c_fill_pad,h_150,w_250 c_fill_pad,w_250 c_fill_pad,w_0.5 c_fill_pad,w_iw_div_2
      ar_3:2,c_fill_pad,h_150 ar_1:1,c_fill_pad,w_250 ar_5:4,c_fill_pad,w_250
      ar_3:1,c_fill_pad,w_250 ar_3:2,c_fill_pad,w_250 ar_4:3,c_fill_pad,w_250
      ar_16:9,c_fill_pad,w_250 c_fill_pad,fl_ignore_aspect_ratio,w_250
      c_fill_pad,g_north_west,h_150,w_250 c_fill_pad,g_north,h_150,w_250
      c_fill_pad,g_north_east,h_150,w_250 c_fill_pad,g_west,h_150,w_250
      c_fill_pad,g_center,h_150,w_250 c_fill_pad,g_east,h_150,w_250
      c_fill_pad,g_south_west,h_150,w_250 c_fill_pad,g_south,h_150,w_250
      c_fill_pad,g_south_east,h_150,w_250 c_fill_pad,g_auto,h_150,w_250
      c_fill_pad,g_face,h_150,w_250 c_fill_pad,g_faces,h_150,w_250
      c_fill_pad,g_adv_face,h_150,w_250 c_fill_pad,g_adv_faces,h_150,w_250
      c_fill_pad,g_adv_eyes,h_150,w_250 c_fill_pad,g_ocr_text,h_150,w_250
      c_fill_pad,g_body,h_150,w_250 c_fill_pad,g_person,h_150,w_250 c_fill_pad,g_cat,h_150,w_250
      c_fill_pad,g_bottle,h_150,w_250 b_auto,c_fill_pad,h_150,w_250
      b_auto:border,c_fill_pad,h_150,w_250 b_auto:predominant,c_fill_pad,h_150,w_250
      b_auto:border_contrast,c_fill_pad,h_150,w_250
      b_auto:predominant_contrast,c_fill_pad,h_150,w_250
      b_auto:border_gradient,c_fill_pad,h_150,w_250
      b_auto:predominant_gradient:4,c_fill_pad,h_150,w_250 b_lightblue,c_fill_pad,h_150,w_250
      b_rgb:ff000080,c_fill_pad,h_150,w_250 b_blurred:100:10,c_fill_pad,h_150,w_250`),
    refused: words(`c_fill_pad,g_liquid,h_150,w_250 b_gen_fill,c_fill_pad,h_150,w_250`),
  },
  "Resize.auto": {
    approximate:
      words(`c_auto,h_150,w_250 ar_3:2,c_auto,h_150 ar_1:1,c_auto,w_250 ar_5:4,c_auto,w_250
      ar_3:1,c_auto,w_250 ar_3:2,c_auto,w_250 ar_4:3,c_auto,w_250 ar_16:9,c_auto,w_250
      c_auto,fl_ignore_aspect_ratio,w_250 c_auto,g_auto,h_150,w_250 c_auto,g_face,h_150,w_250
      c_auto,g_faces,h_150,w_250 c_auto,g_adv_face,h_150,w_250 c_auto,g_adv_faces,h_150,w_250
      c_auto,g_adv_eyes,h_150,w_250 c_auto,g_ocr_text,h_150,w_250 c_auto,g_body,h_150,w_250
      c_auto,g_person,h_150,w_250 c_auto,g_cat,h_150,w_250 c_auto,g_bottle,h_150,w_250`),
    exact: words(`c_auto,w_250 c_auto,w_0.5 c_auto,w_iw_div_2 c_auto,g_north_west,h_150,w_250
      c_auto,g_north,h_150,w_250 c_auto,g_north_east,h_150,w_250 c_auto,g_west,h_150,w_250
      c_auto,g_center,h_150,w_250 c_auto,g_east,h_150,w_250 c_auto,g_south_west,h_150,w_250
      c_auto,g_south,h_150,w_250 c_auto,g_south_east,h_150,w_250`),
    refused: words(`c_auto,g_liquid,h_150,w_250`),
  },
  "Resize.autoPad": {
    approximate:
      words(`c_auto_pad,g_auto,h_150,w_250 c_auto_pad,g_auto,w_250 c_auto_pad,g_auto,w_0.5
      c_auto_pad,g_auto,w_iw_div_2 ar_3:2,c_auto_pad,g_auto,h_150 ar_1:1,c_auto_pad,g_auto,w_250
      ar_5:4,c_auto_pad,g_auto,w_250 ar_3:1,c_auto_pad,g_auto,w_250
      ar_3:2,c_auto_pad,g_auto,w_250 ar_4:3,c_auto_pad,g_auto,w_250
      ar_16:9,c_auto_pad,g_auto,w_250 c_auto_pad,fl_ignore_aspect_ratio,g_auto,w_250
      b_auto,c_auto_pad,g_auto,h_150,w_250 b_auto:border,c_auto_pad,g_auto,h_150,w_250
      b_auto:predominant,c_auto_pad,g_auto,h_150,w_250
      b_auto:border_contrast,c_auto_pad,g_auto,h_150,w_250
      b_auto:predominant_contrast,c_auto_pad,g_auto,h_150,w_250
      b_auto:border_gradient,c_auto_pad,g_auto,h_150,w_250
      b_auto:predominant_gradient:4,c_auto_pad,g_auto,h_150,w_250
      b_lightblue,c_auto_pad,g_auto,h_150,w_250 b_rgb:ff000080,c_auto_pad,g_auto,h_150,w_250
      b_blurred:100:10,c_auto_pad,g_auto,h_150,w_250`),
    refused: words(`b_gen_fill,c_auto_pad,g_auto,h_150,w_250`),
  },
  "Rotate.byAngle": {
    exact: words(`a_90 a_-67`),
  },
  "Rotate.mode": {
    exact: words(`a_auto_left a_auto_right a_hflip a_ignore a_vflip`),
  },
  "RoundCorners.byRadius": {
    exact: words(`r_10 r_10:20 r_1:2:3 r_1:2:3:4`),
  },
  "RoundCorners.max": {
    exact: words(`r_max`),
  },
};
