// One still image to AV1, for WebAssembly: the caller writes the file's boxes around it.
#include <stdlib.h>
#include <string.h>
#include "aom/aom_encoder.h"
#include "aom/aomcx.h"

static aom_image_t *planes(const uint8_t *rgba, int width, int height, int alpha) {
  aom_image_t *image = aom_img_alloc(NULL, AOM_IMG_FMT_I420, width, height, 32);
  if (!image) return NULL;
  image->range = AOM_CR_FULL_RANGE;
  image->cp = alpha ? AOM_CICP_CP_UNSPECIFIED : AOM_CICP_CP_BT_709;
  image->tc = alpha ? AOM_CICP_TC_UNSPECIFIED : AOM_CICP_TC_SRGB;
  image->mc = alpha ? AOM_CICP_MC_UNSPECIFIED : AOM_CICP_MC_BT_601;
  image->monochrome = alpha;
  for (int y = 0; y < height; y++) {
    const uint8_t *from = rgba + (size_t)y * width * 4;
    uint8_t *to = image->planes[0] + (size_t)y * image->stride[0];
    if (alpha)
      for (int x = 0; x < width; x++) to[x] = from[4 * x + 3];
    else
      for (int x = 0; x < width; x++)
        to[x] = (19595 * from[4 * x] + 38470 * from[4 * x + 1] + 7471 * from[4 * x + 2] + 32768) >> 16;
  }
  for (int y = 0; y < height; y += 2) {
    uint8_t *u = image->planes[1] + (size_t)(y / 2) * image->stride[1];
    uint8_t *v = image->planes[2] + (size_t)(y / 2) * image->stride[2];
    if (alpha) {
      memset(u, 128, (width + 1) / 2);
      memset(v, 128, (width + 1) / 2);
      continue;
    }
    const uint8_t *upper = rgba + (size_t)y * width * 4;
    const uint8_t *lower = y + 1 < height ? upper + (size_t)width * 4 : upper;
    for (int x = 0; x < width; x += 2) {
      int left = 4 * x, right = x + 1 < width ? left + 4 : left;
      int r = upper[left] + upper[right] + lower[left] + lower[right];
      int g = upper[left + 1] + upper[right + 1] + lower[left + 1] + lower[right + 1];
      int b = upper[left + 2] + upper[right + 2] + lower[left + 2] + lower[right + 2];
      // 128.5 in units of a quarter of 1/65536; of pure blue and red it becomes 256.
      int cb = (-11058 * r - 21710 * g + 32768 * b + (128 << 18) + (1 << 17)) >> 18;
      int cr = (32768 * r - 27439 * g - 5329 * b + (128 << 18) + (1 << 17)) >> 18;
      u[x / 2] = cb > 255 ? 255 : cb;
      v[x / 2] = cr > 255 ? 255 : cr;
    }
  }
  return image;
}

/** AV1 of the colours, or of the alpha as grey; its length is stored. NULL when memory runs out. */
__attribute__((export_name("encode")))
uint8_t *encode(const uint8_t *rgba, int width, int height, int alpha, int quantizer, int speed, int *length) {
  aom_codec_iface_t *av1 = aom_codec_av1_cx();
  aom_codec_enc_cfg_t config;
  aom_codec_ctx_t codec;
  uint8_t *bytes = NULL;
  if (aom_codec_enc_config_default(av1, &config, AOM_USAGE_ALL_INTRA)) return NULL;
  config.g_w = width;
  config.g_h = height;
  config.g_limit = 1;
  config.g_lag_in_frames = 0;
  config.g_threads = 1;
  config.kf_mode = AOM_KF_DISABLED;
  config.kf_max_dist = 0;
  config.full_still_picture_hdr = 0;
  config.monochrome = alpha;
  config.rc_end_usage = AOM_Q;
  config.rc_min_quantizer = quantizer > 4 ? quantizer - 4 : 0;
  config.rc_max_quantizer = quantizer < 59 ? quantizer + 4 : 63;
  if (aom_codec_enc_init(&codec, av1, &config, 0)) return NULL;
  aom_codec_control(&codec, AOME_SET_CPUUSED, speed);
  aom_codec_control(&codec, AOME_SET_CQ_LEVEL, quantizer);
  // At low qualities what is measured in likeness costs more bytes than it shows.
  if (quantizer <= 32) aom_codec_control(&codec, AOME_SET_TUNING, AOM_TUNE_SSIM);
  // It takes time, and shows no saving.
  aom_codec_control(&codec, AV1E_SET_ENABLE_FILTER_INTRA, 0);
  aom_codec_control(&codec, AV1E_SET_COLOR_RANGE, 1);
  aom_codec_control(&codec, AV1E_SET_COLOR_PRIMARIES, alpha ? 2 : 1);
  aom_codec_control(&codec, AV1E_SET_TRANSFER_CHARACTERISTICS, alpha ? 2 : 13);
  aom_codec_control(&codec, AV1E_SET_MATRIX_COEFFICIENTS, alpha ? 2 : 6);
  aom_image_t *image = planes(rgba, width, height, alpha);
  if (image && !aom_codec_encode(&codec, image, 0, 1, 0)) {
    aom_codec_iter_t at = NULL;
    const aom_codec_cx_pkt_t *packet;
    while ((packet = aom_codec_get_cx_data(&codec, &at))) {
      if (packet->kind != AOM_CODEC_CX_FRAME_PKT || bytes) continue;
      bytes = malloc(packet->data.frame.sz);
      if (bytes) memcpy(bytes, packet->data.frame.buf, packet->data.frame.sz), *length = packet->data.frame.sz;
    }
  }
  if (image) aom_img_free(image);
  aom_codec_destroy(&codec);
  return bytes;
}
