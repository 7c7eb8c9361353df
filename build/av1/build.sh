#!/usr/bin/env bash
# Makes src/render/engine/av1/encoder.wasm of Debian 13's source of libaom, with the compiler that
# Debian 12 has. README.md beside that file tells more.
#   apt-get install --no-install-recommends emscripten cmake make perl patch
#   apt-get source --download-only aom=3.12.1-1+deb13u1
# usage: build.sh FOLDER (the one that those files are in)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
made="$here/../../src/render/engine/av1/encoder.wasm"
(cd "$1" && sha256sum --check --quiet "$here/source.sha256")
files=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir aom
tar --extract --file "$files/aom_3.12.1.orig.tar.gz" --directory aom --strip-components 1
tar --extract --file "$files/aom_3.12.1-1+deb13u1.debian.tar.xz"
while read -r name; do
  patch --quiet --strip 1 --directory aom <"debian/patches/$name"
done <debian/patches/series

# Changes a file, and fails where it was changed already or holds nothing of the kind.
change() {
  cp "$1" before
  perl -0pi -e "$2" "$1"
  ! cmp --quiet before "$1" || { echo "Nothing to change in $1" && exit 1; }
}

# Of functions that are there more than once, the best is taken when it is built, not when it runs;
# none of those that are there in x86's assembly only, or call such.
export ASSEMBLY='^aom_(sad\d|sad_skip|sub_pixel|subtract_block|convolve8)|^av1_block_error$'
ASSEMBLY+='|^aom_(dc|dc_128|dc_left|dc_top|h|v)_predictor_(4x4|8x8|16x16|32x32)$'
change aom/build/cmake/rtcd.pl '
  s/x86_simd_caps\(\)/0/g;
  s/^#include "aom_ports.x86.h"//mg;
  s/^(?=\s+eval "\\\$\$\{fn\}_\$\{opt\}=)/next if \$opt ne "c" && \$fn =~ m{\$ENV{ASSEMBLY}};/mg;
'
grep -q ASSEMBLY aom/build/cmake/rtcd.pl
# No assembler is looked for or used.
change aom/build/cmake/aom_configure.cmake \
  's/^if\(AOM_TARGET_CPU STREQUAL "x86" OR AOM_TARGET_CPU STREQUAL "x86_64"\)$/if(FALSE)/m'
change aom/build/cmake/aom_optimization.cmake 's/^function\(add_asm_library .*$/$&\n  return()/m'
# Where there is no x87, its precision is not set.
change aom/aom/src/aom_encoder.c 's/^#if AOM_ARCH_X86 \|\| AOM_ARCH_X86_64/#if 0/mg'

# There is one frame, and it refers to no other: what is for frames that do falls away.
change aom/av1/common/av1_common_int.h \
  's/^  return cm->current_frame.frame_type == KEY_FRAME \|\|$/  return 1 ||/m'
change aom/av1/common/blockd.h '
  s/return is_intrabc_block\(mbmi\) \|\| mbmi->ref_frame\[0\] > INTRA_FRAME;/return is_intrabc_block(mbmi);/;
  s/return mbmi->ref_frame\[1\] > INTRA_FRAME;/return 0;/;
'

# What kernels.c does instead.
change aom/av1/encoder/cnn.c 's/^void (?=av1_cnn_convolve_no_maxpool_padding_valid_c\()/void plain_/m'
change aom/av1/encoder/rdopt.c 's/^int64_t (?=av1_block_error_c\()/int64_t plain_/m'
change aom/aom_dsp/subtract.c 's/^void (?=aom_subtract_block_c\()/void plain_/m'

# At speed 6, blocks above 8 pixels are halved both ways or not at all, where libaom tries one way up to 16.
# The mode that won is gone through again where it left something to code, rather than where the source is
# uneven. Together a sixth of the time for a hundredth of the bytes.
change aom/av1/encoder/speed_features.c '
  sub before_speed_7 { qr/static void set_allintra_$_[0]\(.*?\n\K(?=  if \(speed >= 7\) \{)/s }
  my $blocks = before_speed_7("speed_feature_framesize_dependent");
  my $modes = before_speed_7("speed_features_framesize_independent");
  s/$blocks/  if (speed == 6) sf->part_sf.use_square_partition_only_threshold = BLOCK_8X8;\n/;
  s/$modes/  if (speed == 6) sf->winner_mode_sf.prune_winner_mode_eval_level = 2;\n/;
'
[ "$(grep -c "^  if (speed == 6)" aom/av1/encoder/speed_features.c)" = 2 ]

flags="-msimd128 -msse4.1 -I$here/include -ffile-prefix-map=$work=."
emcmake cmake -S aom -B build -G "Unix Makefiles" -DCMAKE_BUILD_TYPE=Release \
  -DAOM_TARGET_CPU=x86 -DCMAKE_C_FLAGS="$flags" -DCMAKE_CXX_FLAGS="$flags" \
  -DCMAKE_C_FLAGS_RELEASE="-O2 -DNDEBUG" -DENABLE_SSE4_2=0 -DENABLE_AVX=0 -DENABLE_AVX2=0 \
  -DCONFIG_RUNTIME_CPU_DETECT=0 -DCONFIG_MULTITHREAD=0 -DCONFIG_AV1_DECODER=0 \
  -DCONFIG_AV1_HIGHBITDEPTH=0 -DCONFIG_WEBM_IO=0 -DCONFIG_LIBYUV=0 -DENABLE_DOCS=0 \
  -DENABLE_TESTS=0 -DENABLE_EXAMPLES=0 -DENABLE_TOOLS=0
make -C build -j"${JOBS:-$(nproc)}" aom

# Above -O1, Binaryen goes over what Clang made: no faster in the end, and dearer for the runtime to compile.
emcc -O1 -msimd128 -msse4.1 -Iaom -Ibuild "-ffile-prefix-map=$work=." "$here/encoder.c" "$here/kernels.c" \
  build/libaom.a -o "$made" -sSTANDALONE_WASM --no-entry -sALLOW_MEMORY_GROWTH \
  -sMAXIMUM_MEMORY=2GB -sINITIAL_MEMORY=16MB -sTOTAL_STACK=1MB \
  -sEXPORTED_FUNCTIONS=_encode,_malloc,_free
sha256sum "$made"
