import { type Fates, words } from "./fates.ts";

/** What becomes of what the clients write; made by `UPDATE_FATES=1`. */
export const optionFates: Fates = {
  angle: {
    exact: words(`a_10 a_auto_right a_auto_left a_exif a_hflip.vflip a_ignore`),
  },
  aspect_ratio: {
    exact: words(`ar_16:9,c_fill,w_100 ar_1.5,c_fill,w_100`),
  },
  audio_codec: {
    refused: words(`ac_aac`),
  },
  audio_frequency: {
    refused: words(`af_44100`),
  },
  background: {
    exact: words(`b_red b_rgb:112233`),
    approximate: words(`b_auto:border_gradient:4 b_blurred:400:15`),
  },
  bit_rate: {
    refused: words(`br_250k`),
  },
  border: {
    exact: words(`bo_5px_solid_#112233 bo_4px_solid_red`),
  },
  color: {
    approximate: words(`co_rgb:112233,e_colorize:40`),
  },
  color_space: {
    exact: words(`cs_srgb`),
    refused: words(`cs_cmyk`),
  },
  crop: {
    exact:
      words(`c_scale,h_50,w_100 c_fit,h_50,w_100 c_limit,h_50,w_100 c_mfit,h_50,w_100 c_fill,h_50,w_100
      c_lfill,h_50,w_100 c_crop,h_50,w_100 c_thumb,h_50,w_100 c_pad,h_50,w_100 c_lpad,h_50,w_100
      c_mpad,h_50,w_100`),
    approximate:
      words(`c_fill_pad,h_50,w_100 c_auto,h_50,w_100 c_auto_pad,h_50,w_100 c_imagga_crop,h_50,w_100
      c_imagga_scale,h_50,w_100`),
  },
  default_image: {
    exact: words(`d_folder:avatar.png`),
  },
  delay: {
    refused: words(`dl_20`),
  },
  density: {
    approximate: words(`dn_150`),
  },
  duration: {
    refused: words(`du_2`),
  },
  dpr: {
    exact: words(`c_fill,dpr_2,h_50,w_100 c_fill,dpr_1.5,h_50,w_100`),
    approximate: words(`c_fill,dpr_auto,h_50,w_100`),
  },
  effect: {
    approximate: words(`e_sepia:50 e_hue:40`),
    refused: words(`e_gen_remove:prompt_cup`),
  },
  end_offset: {
    refused: words(`eo_35p`),
  },
  fetch_format: {
    exact: words(`f_auto f_avif f_tiff`),
  },
  flags: {
    exact: words(`fl_progressive fl_attachment:name`),
    approximate: words(`fl_progressive.lossy`),
  },
  fps: {
    refused: words(`fps_24-29`),
  },
  keyframe_interval: {
    refused: words(`ki_10`),
  },
  gravity: {
    exact: words(`c_fill,g_north_west,h_50,w_100`),
    approximate: words(`c_fill,g_auto:subject,h_50,w_100 c_fill,g_face,h_50,w_100`),
  },
  height: {
    exact: words(`c_scale,h_100 c_fit,h_0.5`),
  },
  if: {
    exact: words(`if_w_lt_200,c_fill,h_50,w_100`),
    refused: words(`if_ar_gt_3:4_and_fc_eq_0,e_sepia`),
    approximate: words(`if_iw_gte_500/e_sepia/if_else/e_blur/if_end`),
  },
  opacity: {
    exact: words(`o_40`),
  },
  overlay: {
    exact: words(`l_folder:logo l_fetch:aHR0cHM6Ly9leGFtcGxlLmNvbS9hLnBuZw`),
    approximate: words(`l_text:Arial_30:Hello l_text:Arial_18:Hi%252C%20you`),
    refused: words(`l_video:dog`),
  },
  page: {
    exact: words(`pg_2`),
    approximate: words(`pg_2-4`),
  },
  prefix: {
    exact: words(`p_a`),
  },
  quality: {
    exact: words(`q_70`),
    approximate: words(`q_auto:eco q_80:444 q_jpegmini`),
  },
  radius: {
    exact: words(`r_10 r_max r_10:20:30:40`),
  },
  start_offset: {
    refused: words(`so_auto`),
  },
  streaming_profile: {
    refused: words(`sp_hd`),
  },
  underlay: {
    exact: words(`u_paper`),
  },
  variables: {
    exact: words(`$size_10,c_scale,w_$size_mul_3 $a_iw_div_2,c_scale,w_$a_add_10`),
  },
  video_codec: {
    refused: words(`vc_h264`),
  },
  video_sampling: {
    refused: words(`vs_20`),
  },
  width: {
    exact: words(`c_scale,w_100 c_scale,w_0.5 c_scale,w_iw_div_2`),
    approximate: words(`c_scale,w_auto c_scale,w_auto:20`),
  },
  x: {
    exact: words(`c_crop,h_50,w_100,x_10,y_20`),
  },
  y: {
    exact: words(`c_crop,g_south,h_50,w_100,x_0.1,y_20`),
  },
  zoom: {
    approximate: words(`c_thumb,g_face,h_50,w_100,z_0.7`),
  },
};
