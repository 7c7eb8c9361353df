import { type Fates, words } from "./fates.ts";

/** What becomes of what the clients write; made by `UPDATE_FATES=1`. */
export const outputFates: Fates = {
  "Animated.edit": {
    refused: words(`dl_200 e_loop:3`),
  },
  "CustomFunction.remote": {
    refused: words(`fn_remote:aHR0cHM6Ly9leGFtcGxlLmNvbQ==`),
  },
  "CustomFunction.wasm": {
    refused: words(`fn_wasm:blur.wasm`),
  },
  "Delivery.format": {
    refused:
      words(`f_usdz f_jp2 f_ai f_eps f_flif f_heic f_jpc f_pdf f_psd f_svg f_wdp f_arw f_aac f_aiff
      f_amr f_flac f_m4a f_mp3 f_ogg f_opus f_wav f_cr2 f_djvu f_eps3 f_ept f_fxb f_gltf f_hdp
      f_heif f_indd f_jxr f_ps f_spd f_tga f_3g2 f_3gp f_avi f_flv f_m2ts f_m3u8 f_mkv f_mov
      f_mp4 f_mpd f_mpeg f_mts f_mxf f_ogv f_ts f_webm f_wmv f_glb`),
    exact: words(`f_auto f_bmp f_ico f_jpg f_png f_tiff f_webp f_avif f_jpe f_jpeg f_tif`),
    approximate: words(`f_gif`),
  },
  "Delivery.dpr": {
    exact: words(`dpr_2.0 dpr_1.5`),
    approximate: words(`dpr_auto`),
  },
  "Delivery.density": {
    approximate: words(`dn_300`),
  },
  "Delivery.defaultImage": {
    exact: words(`d_sample.png`),
  },
  "Delivery.colorSpace": {
    refused: words(`cs_cmyk cs_keep_cmyk`),
    exact: words(`cs_no_cmyk cs_srgb`),
    approximate: words(`cs_tinysrgb cs_srgb:truecolor`),
  },
  "Delivery.colorSpaceFromICC": {
    refused: words(`cs_icc:a.icc`),
  },
  "Delivery.quality": {
    exact: words(`q_80`),
    approximate:
      words(`q_auto q_auto:best q_auto:eco q_auto:good q_auto:low q_jpegmini q_jpegmini:0 q_jpegmini:1
      q_jpegmini:2 q_80:444 q_80:420`),
  },
  "NamedTransformation.name": {
    exact: words(`t_thumb`),
  },
  "PSDTools.clip": {
    refused: words(`fl_clip,pg_name:path`),
  },
  "PSDTools.getLayer": {
    exact: words(`pg_2 pg_name:a`),
  },
  "PSDTools.smartObject": {
    refused: words(`pg_embedded:2`),
  },
  "Transcode.bitRate": {
    refused: words(`br_2048`),
  },
  "Transcode.audioCodec": {
    refused: words(`ac_aac`),
  },
  "Transcode.audioFrequency": {
    refused: words(`af_8000`),
  },
  "Transcode.fps": {
    refused: words(`fps_24`),
  },
  "Transcode.fpsRange": {
    refused: words(`fps_24-30`),
  },
  "Transcode.keyframeInterval": {
    refused: words(`ki_2.0`),
  },
  "Transcode.streamingProfile": {
    refused: words(`sp_hd`),
  },
  "Transcode.toAnimated": {
    approximate: words(`f_gif,fl_animated`),
  },
  "Transcode.videoCodec": {
    refused: words(`vc_h264`),
  },
  "VideoEdit.concatenate": {
    refused: words(`fl_splice,l_video:dog/fl_layer_apply`),
  },
  "VideoEdit.trim": {
    refused: words(`eo_2,so_1`),
  },
  "VideoEdit.volume": {
    refused: words(`e_volume:mute`),
  },
  "VideoEdit.preview": {
    refused: words(`e_preview:duration_5.0`),
  },
  "Flag.animated": {
    exact: words(`fl_animated`),
  },
  "Flag.animatedPng": {
    exact: words(`fl_apng`),
  },
  "Flag.animatedWebP": {
    exact: words(`fl_awebp`),
  },
  "Flag.anyFormat": {
    exact: words(`fl_any_format`),
  },
  "Flag.attachment": {
    exact: words(`fl_attachment fl_attachment:picture%2Ejpg`),
  },
  "Flag.clip": {
    refused: words(`fl_clip`),
  },
  "Flag.clipEvenOdd": {
    refused: words(`fl_clip_evenodd`),
  },
  "Flag.custom": {
    exact: words(`fl_any_format`),
  },
  "Flag.forceIcc": {
    approximate: words(`fl_force_icc`),
  },
  "Flag.forceStrip": {
    exact: words(`fl_force_strip`),
  },
  "Flag.getInfo": {
    refused: words(`fl_getinfo`),
  },
  "Flag.hlsv3": {
    refused: words(`fl_hlsv3`),
  },
  "Flag.ignoreInitialAspectRatio": {
    exact: words(`fl_ignore_aspect_ratio`),
  },
  "Flag.ignoreMaskChannels": {
    refused: words(`fl_ignore_mask_channels`),
  },
  "Flag.immutableCache": {
    exact: words(`fl_immutable_cache`),
  },
  "Flag.keepAttribution": {
    approximate: words(`fl_keep_attribution`),
  },
  "Flag.keepDar": {
    refused: words(`fl_keep_dar`),
  },
  "Flag.keepIptc": {
    approximate: words(`fl_keep_iptc`),
  },
  "Flag.layerApply": {
    exact: words(`fl_layer_apply`),
  },
  "Flag.lossy": {
    approximate: words(`fl_lossy`),
  },
  "Flag.mono": {
    refused: words(`fl_mono`),
  },
  "Flag.noOverflow": {
    exact: words(`fl_no_overflow`),
  },
  "Flag.noStream": {
    exact: words(`fl_no_stream`),
  },
  "Flag.png24": {
    exact: words(`fl_png24`),
  },
  "Flag.png32": {
    exact: words(`fl_png32`),
  },
  "Flag.png8": {
    approximate: words(`fl_png8`),
  },
  "Flag.preserveTransparency": {
    approximate: words(`fl_preserve_transparency`),
  },
  "Flag.progressive": {
    exact: words(`fl_progressive fl_progressive:steep fl_progressive:semi fl_progressive:none`),
  },
  "Flag.rasterize": {
    approximate: words(`fl_rasterize`),
  },
  "Flag.regionRelative": {
    refused: words(`fl_region_relative`),
  },
  "Flag.relative": {
    exact: words(`fl_relative`),
  },
  "Flag.sanitize": {
    exact: words(`fl_sanitize`),
  },
  "Flag.splice": {
    refused: words(`fl_splice`),
  },
  "Flag.streamingAttachment": {
    exact: words(`fl_streaming_attachment fl_streaming_attachment:picture%2Ejpg`),
  },
  "Flag.stripProfile": {
    exact: words(`fl_strip_profile`),
  },
  "Flag.tiff8Lzw": {
    refused: words(`fl_tiff8_lzw`),
  },
  "Flag.tiled": {
    exact: words(`fl_tiled`),
  },
  "Flag.truncateTS": {
    refused: words(`fl_truncate_ts`),
  },
  "Flag.waveform": {
    refused: words(`fl_waveform`),
  },
};
