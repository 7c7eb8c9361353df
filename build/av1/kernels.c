// What libaom has for x86 as assembly or for AVX2 only, and what takes long in a still image, with WebAssembly's SIMD.
// build.sh calls libaom's own functions of these names `plain_…`.
#include <wasm_simd128.h>
#include "config/aom_dsp_rtcd.h"
#include "config/av1_rtcd.h"
#include "av1/encoder/cnn.h"

enum { most_channels = 20, most_vectors = most_channels / 4 };

void plain_av1_cnn_convolve_no_maxpool_padding_valid_c(const float **input, int width, int height,
    int stride, const CNN_LAYER_CONFIG *layer, float **output, int output_stride, int start,
    int step, int channel_step);

/** All channels of a point at once, each of them summed in the order of libaom's. */
void av1_cnn_convolve_no_maxpool_padding_valid_c(const float **input, int width, int height,
    int stride, const CNN_LAYER_CONFIG *layer, float **output, int output_stride, int start,
    int step, int channel_step) {
  const int channels = layer->out_channels, vectors = channels / 4;
  if (channels % 4 || channels > most_channels || start || step != layer->in_channels * channels ||
      channel_step != 1) {
    plain_av1_cnn_convolve_no_maxpool_padding_valid_c(input, width, height, stride, layer, output,
        output_stride, start, step, channel_step);
    return;
  }
  const int columns = layer->filter_width;
  for (int top = 0, row = 0; top <= height - layer->filter_height; top += layer->skip_height, row++) {
    int at = row * output_stride;
    for (int left = 0; left <= width - columns; left += layer->skip_width, at++) {
      v128_t sums[most_vectors];
      for (int i = 0; i < vectors; i++) sums[i] = wasm_v128_load(layer->bias + 4 * i);
      for (int k = 0; k < layer->in_channels; k++) {
        const float *weights = layer->weights + k * channels;
        for (int y = top; y < top + layer->filter_height; y++) {
          const float *from = input[k] + y * stride + left;
          for (int x = 0; x < columns; x++, weights += step) {
            const v128_t value = wasm_v128_load32_splat(from + x);
            for (int i = 0; i < vectors; i++)
              sums[i] = wasm_f32x4_add(
                  sums[i], wasm_f32x4_mul(wasm_v128_load(weights + 4 * i), value));
          }
        }
      }
      for (int i = 0; i < vectors; i++) {
        output[4 * i][at] = wasm_f32x4_extract_lane(sums[i], 0);
        output[4 * i + 1][at] = wasm_f32x4_extract_lane(sums[i], 1);
        output[4 * i + 2][at] = wasm_f32x4_extract_lane(sums[i], 2);
        output[4 * i + 3][at] = wasm_f32x4_extract_lane(sums[i], 3);
      }
    }
  }
}

static v128_t squares(v128_t eight) {
  const v128_t pairs = wasm_i32x4_dot_i16x8(eight, eight);
  return wasm_i64x2_add(wasm_u64x2_extend_low_u32x4(pairs), wasm_u64x2_extend_high_u32x4(pairs));
}

static int64_t both(v128_t sums) {
  return wasm_i64x2_extract_lane(sums, 0) + wasm_i64x2_extract_lane(sums, 1);
}

/** Coefficients of eight bits' images have sixteen bits. */
int64_t av1_block_error_c(const tran_low_t *coeff, const tran_low_t *dqcoeff, intptr_t count,
    int64_t *ssz) {
  v128_t errors = wasm_i64x2_splat(0), all = wasm_i64x2_splat(0);
  for (intptr_t i = 0; i < count; i += 8) {
    const v128_t one = wasm_i16x8_narrow_i32x4(wasm_v128_load(coeff + i), wasm_v128_load(coeff + i + 4));
    const v128_t other =
        wasm_i16x8_narrow_i32x4(wasm_v128_load(dqcoeff + i), wasm_v128_load(dqcoeff + i + 4));
    errors = wasm_i64x2_add(errors, squares(wasm_i16x8_sub_sat(one, other)));
    all = wasm_i64x2_add(all, squares(one));
  }
  *ssz = both(all);
  return both(errors);
}

void aom_subtract_block_c(int rows, int cols, int16_t *diff, ptrdiff_t diff_stride,
    const uint8_t *src, ptrdiff_t src_stride, const uint8_t *pred, ptrdiff_t pred_stride) {
  for (int r = 0; r < rows; r++, diff += diff_stride, src += src_stride, pred += pred_stride) {
    if (cols == 4) {
      const v128_t one = wasm_u16x8_extend_low_u8x16(wasm_v128_load32_zero(src));
      const v128_t other = wasm_u16x8_extend_low_u8x16(wasm_v128_load32_zero(pred));
      wasm_v128_store64_lane(diff, wasm_i16x8_sub(one, other), 0);
      continue;
    }
    for (int c = 0; c < cols; c += 8)
      wasm_v128_store(diff + c, wasm_i16x8_sub(wasm_u16x8_load8x8(src + c), wasm_u16x8_load8x8(pred + c)));
  }
}
