import { type Fates, words } from "./fates.ts";

/** What becomes of what the clients write; made by `UPDATE_FATES=1`. */
export const layerFates: Fates = {
  "Overlay.source": {
    exact:
      words(`l_shop:logo/fl_layer_apply l_fetch:aHR0cHM6Ly9leGFtcGxlLmNvbS9hLnBuZw==/fl_layer_apply
      l_shop:logo/fl_layer_apply,g_north_west,x_10,y_0.1
      l_shop:logo/fl_layer_apply,g_north,x_10,y_0.1
      l_shop:logo/fl_layer_apply,g_north_east,x_10,y_0.1
      l_shop:logo/fl_layer_apply,g_west,x_10,y_0.1 l_shop:logo/fl_layer_apply,g_center,x_10,y_0.1
      l_shop:logo/fl_layer_apply,g_east,x_10,y_0.1
      l_shop:logo/fl_layer_apply,g_south_west,x_10,y_0.1
      l_shop:logo/fl_layer_apply,g_south,x_10,y_0.1
      l_shop:logo/fl_layer_apply,g_south_east,x_10,y_0.1 l_shop:logo/fl_layer_apply,fl_tiled
      l_shop:logo/e_multiply,fl_layer_apply l_shop:logo/e_overlay,fl_layer_apply
      l_shop:logo/e_screen,fl_layer_apply`),
    refused: words(`l_video:dog/fl_layer_apply l_subtitles:a.srt/fl_layer_apply
      l_shop:logo/fl_layer_apply,g_face l_shop:logo/e_anti_removal:50,fl_layer_apply`),
    approximate:
      words(`l_text:Arial_40:Hello%2C%20world/fl_layer_apply l_text:Arial_40_bold:Hello/fl_layer_apply
      l_text:Arial_40_light:Hello/fl_layer_apply l_text:Arial_40:Hello/fl_layer_apply
      l_text:Arial_40_thin:Hello/fl_layer_apply l_text:Arial_40_italic:Hello/fl_layer_apply
      l_text:Arial_40_hinting_full:Hello/fl_layer_apply
      l_text:Arial_40_hinting_medium:Hello/fl_layer_apply
      l_text:Arial_40_hinting_slight:Hello/fl_layer_apply
      l_text:Arial_40_left:Hello/fl_layer_apply l_text:Arial_40_right:Hello/fl_layer_apply
      l_text:Arial_40_center:Hello/fl_layer_apply l_text:Arial_40_end:Hello/fl_layer_apply
      l_text:Arial_40_justify:Hello/fl_layer_apply l_text:Arial_40_start:Hello/fl_layer_apply
      l_text:Arial_40_underline:Hello/fl_layer_apply
      l_text:Arial_40_strikethrough:Hello/fl_layer_apply
      l_text:Arial_40_letter_spacing_5:Hello/fl_layer_apply
      l_text:Arial_40_line_spacing_5:Hello/fl_layer_apply
      l_text:Arial_40_stroke_bo_5px_solid_red:Hello/fl_layer_apply
      l_text:Arial_40_antialias_gray:Hello/fl_layer_apply
      b_blue,co_red,l_text:Arial_40:Hello/fl_layer_apply l_shop:logo/e_mask,fl_layer_apply`),
  },
  "Underlay.source": {
    exact:
      words(`u_shop:logo/fl_layer_apply u_fetch:aHR0cHM6Ly9leGFtcGxlLmNvbS9hLnBuZw==/fl_layer_apply
      u_shop:logo/fl_layer_apply,g_north_west,x_10,y_0.1
      u_shop:logo/fl_layer_apply,g_north,x_10,y_0.1
      u_shop:logo/fl_layer_apply,g_north_east,x_10,y_0.1
      u_shop:logo/fl_layer_apply,g_west,x_10,y_0.1 u_shop:logo/fl_layer_apply,g_center,x_10,y_0.1
      u_shop:logo/fl_layer_apply,g_east,x_10,y_0.1
      u_shop:logo/fl_layer_apply,g_south_west,x_10,y_0.1
      u_shop:logo/fl_layer_apply,g_south,x_10,y_0.1
      u_shop:logo/fl_layer_apply,g_south_east,x_10,y_0.1 u_shop:logo/fl_layer_apply,fl_tiled
      u_shop:logo/e_multiply,fl_layer_apply u_shop:logo/e_overlay,fl_layer_apply
      u_shop:logo/e_screen,fl_layer_apply`),
    refused: words(`u_video:dog/fl_layer_apply u_subtitles:a.srt/fl_layer_apply
      u_shop:logo/fl_layer_apply,g_face u_shop:logo/e_anti_removal:50,fl_layer_apply`),
    approximate:
      words(`u_text:Arial_40:Hello%2C%20world/fl_layer_apply u_text:Arial_40_bold:Hello/fl_layer_apply
      u_text:Arial_40_light:Hello/fl_layer_apply u_text:Arial_40:Hello/fl_layer_apply
      u_text:Arial_40_thin:Hello/fl_layer_apply u_text:Arial_40_italic:Hello/fl_layer_apply
      u_text:Arial_40_hinting_full:Hello/fl_layer_apply
      u_text:Arial_40_hinting_medium:Hello/fl_layer_apply
      u_text:Arial_40_hinting_slight:Hello/fl_layer_apply
      u_text:Arial_40_left:Hello/fl_layer_apply u_text:Arial_40_right:Hello/fl_layer_apply
      u_text:Arial_40_center:Hello/fl_layer_apply u_text:Arial_40_end:Hello/fl_layer_apply
      u_text:Arial_40_justify:Hello/fl_layer_apply u_text:Arial_40_start:Hello/fl_layer_apply
      u_text:Arial_40_underline:Hello/fl_layer_apply
      u_text:Arial_40_strikethrough:Hello/fl_layer_apply
      u_text:Arial_40_letter_spacing_5:Hello/fl_layer_apply
      u_text:Arial_40_line_spacing_5:Hello/fl_layer_apply
      u_text:Arial_40_stroke_bo_5px_solid_red:Hello/fl_layer_apply
      u_text:Arial_40_antialias_gray:Hello/fl_layer_apply
      b_blue,co_red,u_text:Arial_40:Hello/fl_layer_apply u_shop:logo/e_mask,fl_layer_apply`),
  },
};
