import { type Fates, words } from "./fates.ts";

/** What becomes of what the clients write; made by `UPDATE_FATES=1`. */
export const effectFates: Fates = {
  "Adjust.brightness": {
    approximate: words(`e_brightness e_brightness:-20`),
  },
  "Adjust.viesusCorrect": {
    refused: words(`e_viesus_correct e_viesus_correct:skin_saturation`),
  },
  "Adjust.opacity": {
    exact: words(`o_40`),
  },
  "Adjust.red": {
    approximate: words(`e_red e_red:20`),
  },
  "Adjust.sharpen": {
    approximate: words(`e_sharpen e_sharpen:400`),
  },
  "Adjust.improve": {
    approximate: words(`e_improve e_improve:indoor:50 e_improve:outdoor:50`),
  },
  "Adjust.saturation": {
    approximate: words(`e_saturation e_saturation:20`),
  },
  "Adjust.contrast": {
    approximate: words(`e_contrast e_contrast:20`),
  },
  "Adjust.gamma": {
    approximate: words(`e_gamma e_gamma:20`),
  },
  "Adjust.green": {
    approximate: words(`e_green e_green:20`),
  },
  "Adjust.blue": {
    approximate: words(`e_blue e_blue:20`),
  },
  "Adjust.brightnessHSB": {
    approximate: words(`e_brightness_hsb e_brightness_hsb:20`),
  },
  "Adjust.hue": {
    approximate: words(`e_hue e_hue:20`),
  },
  "Adjust.autoBrightness": {
    approximate: words(`e_auto_brightness e_auto_brightness:20`),
  },
  "Adjust.autoColor": {
    approximate: words(`e_auto_color e_auto_color:20`),
  },
  "Adjust.autoContrast": {
    approximate: words(`e_auto_contrast e_auto_contrast:20`),
  },
  "Adjust.vibrance": {
    approximate: words(`e_vibrance e_vibrance:20`),
  },
  "Adjust.unsharpMask": {
    approximate: words(`e_unsharp_mask e_unsharp_mask:200`),
  },
  "Adjust.opacityThreshold": {
    exact: words(`e_opacity_threshold e_opacity_threshold:20`),
  },
  "Adjust.replaceColor": {
    approximate: words(`e_replace_color:red e_replace_color:red:20:ff00ff`),
  },
  "Adjust.recolor": {
    refused: words(`e_recolor:0.1:0.2:0.3:0.4:0.5:0.6:0.7:0.8:0.9`),
  },
  "Adjust.fillLight": {
    approximate: words(`e_fill_light e_fill_light:50:20`),
  },
  "Adjust.by3dLut": {
    refused: words(`l_lut:a.3dl/fl_layer_apply`),
  },
  "Adjust.tint": {
    approximate: words(
      `e_tint e_tint:100:red:blue:yellow e_tint:equalize:80:red:0p:white:35p:blue`,
    ),
  },
  "Effect.pixelate": {
    approximate: words(
      `e_pixelate e_pixelate:8 e_pixelate_faces:8 e_pixelate_region:8,h_40,w_30,x_1,y_2`,
    ),
    refused: words(`e_pixelate_region:8,g_ocr_text`),
  },
  "Effect.deshake": {
    refused: words(`e_deshake e_deshake:16`),
  },
  "Effect.boomerang": {
    refused: words(`e_boomerang`),
  },
  "Effect.advancedRedEye": {
    refused: words(`e_adv_redeye`),
  },
  "Effect.blackwhite": {
    exact: words(`e_blackwhite e_blackwhite:40`),
  },
  "Effect.negate": {
    exact: words(`e_negate`),
  },
  "Effect.redEye": {
    refused: words(`e_redeye`),
  },
  "Effect.reverse": {
    refused: words(`e_reverse`),
  },
  "Effect.accelerate": {
    refused: words(`e_accelerate e_accelerate:50`),
  },
  "Effect.fadeIn": {
    refused: words(`e_fade:3000`),
  },
  "Effect.fadeOut": {
    refused: words(`e_fade:-3000`),
  },
  "Effect.loop": {
    refused: words(`e_loop e_loop:3`),
  },
  "Effect.makeTransparent": {
    approximate: words(`e_make_transparent e_make_transparent:20 co_red,e_make_transparent:20`),
  },
  "Effect.noise": {
    approximate: words(`e_noise e_noise:10`),
  },
  "Effect.vignette": {
    approximate: words(`e_vignette e_vignette:30`),
  },
  "Effect.blur": {
    approximate: words(`e_blur e_blur:300 e_blur_faces:300 e_blur_region:300,h_40,w_30,x_1,y_2`),
    refused: words(`e_blur_region:300,g_ocr_text`),
  },
  "Effect.grayscale": {
    exact: words(`e_grayscale`),
  },
  "Effect.sepia": {
    approximate: words(`e_sepia e_sepia:50`),
  },
  "Effect.shadow": {
    approximate: words(`e_shadow co_red,e_shadow:50,x_5,y_6`),
  },
  "Effect.colorize": {
    approximate: words(`e_colorize co_red,e_colorize:50`),
  },
  "Effect.oilPaint": {
    approximate: words(`e_oil_paint e_oil_paint:40`),
  },
  "Effect.artisticFilter": {
    refused:
      words(`e_art:al_dente e_art:athena e_art:audrey e_art:aurora e_art:daguerre e_art:eucalyptus
      e_art:hairspray e_art:hokusai e_art:peacock e_art:primavera e_art:quartz e_art:incognito
      e_art:red_rock e_art:sizzle e_art:fes e_art:linen e_art:refresh e_art:sonnet e_art:ukulele
      e_art:frost e_art:zorro`),
  },
  "Effect.cartoonify": {
    approximate: words(`e_cartoonify e_cartoonify:50:60 e_cartoonify:50:bw`),
  },
  "Effect.outline": {
    approximate: words(`e_outline co_red,e_outline:outer:10:100 co_red,e_outline:inner:10:100
      co_red,e_outline:inner_fill:10:100 co_red,e_outline:fill:10:100`),
  },
  "Effect.styleTransfer": {
    refused: words(`l_shop:logo/e_style_transfer:preserve_color:15,fl_layer_apply`),
  },
  "Effect.gradientFade": {
    approximate: words(
      `e_gradient_fade e_gradient_fade:symmetric:5,x_0.2 e_gradient_fade:symmetric_pad:5,x_0.2`,
    ),
  },
  "Effect.vectorize": {
    refused: words(`e_vectorize`),
  },
  "Effect.assistColorBlind": {
    refused: words(`e_assist_colorblind e_assist_colorblind:20 e_assist_colorblind:xray`),
  },
  "Effect.simulateColorBlind": {
    exact: words(`e_simulate_colorblind e_simulate_colorblind:cone_monochromacy
      e_simulate_colorblind:deuteranomaly e_simulate_colorblind:deuteranopia
      e_simulate_colorblind:protanopia e_simulate_colorblind:rod_monochromacy
      e_simulate_colorblind:tritanomaly e_simulate_colorblind:tritanopia`),
  },
  "Effect.transition": {
    refused: words(`e_transition`),
  },
  "Effect.dither": {
    approximate: words(`e_ordered_dither e_ordered_dither:1 e_ordered_dither:13 e_ordered_dither:14
      e_ordered_dither:15 e_ordered_dither:16 e_ordered_dither:17 e_ordered_dither:18
      e_ordered_dither:6 e_ordered_dither:9 e_ordered_dither:7 e_ordered_dither:10
      e_ordered_dither:8 e_ordered_dither:11 e_ordered_dither:12 e_ordered_dither:2
      e_ordered_dither:3 e_ordered_dither:4 e_ordered_dither:5`),
  },
  "Effect.removeBackground": {
    approximate: words(`e_bgremoval`),
  },
  "Effect.backgroundRemoval": {
    approximate: words(`e_background_removal`),
  },
  "Effect.dropShadow": {
    refused: words(`e_dropshadow`),
  },
  "Effect.generativeRemove": {
    refused: words(`e_gen_remove:prompt_cup`),
  },
  "Effect.generativeReplace": {
    refused: words(`e_gen_replace:from_cup;to_glass`),
  },
  "Effect.generativeBackgroundReplace": {
    refused: words(`e_gen_background_replace`),
  },
  "Effect.generativeRecolor": {
    refused: words(`e_gen_recolor:prompt_cup;to-color_red`),
  },
  "Effect.generativeRestore": {
    refused: words(`e_gen_restore`),
  },
  "Effect.upscale": {
    refused: words(`e_upscale`),
  },
  "Effect.theme": {
    refused: words(`e_theme:color_black`),
  },
  "Effect.enhance": {
    refused: words(`e_enhance`),
  },
  "Effect.extract": {
    refused: words(`e_extract:prompt_cup`),
  },
  "Effect.trim": {
    approximate: words(`e_trim:: e_trim:20: e_trim:20:red`),
  },
  "Reshape.cutByImage": {
    exact: words(`l_shop:logo/fl_cutter,fl_layer_apply`),
  },
  "Reshape.distortArc": {
    approximate: words(`e_distort:arc:200`),
  },
  "Reshape.distort": {
    approximate: words(`e_distort:1:2:30:4:50:60:7:80`),
  },
  "Reshape.shear": {
    approximate: words(`e_shear:20:0 e_shear:0:20`),
  },
  "Reshape.displace": {
    approximate: words(`l_shop:logo/e_displace,fl_layer_apply,x_10,y_20`),
  },
  "Reshape.trim": {
    approximate: words(`e_trim:: e_trim:20:red`),
  },
};
