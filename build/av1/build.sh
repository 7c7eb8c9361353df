#!/usr/bin/env bash
# Makes src/render/engine/av1/encoder.wasm of Debian 12's source of libaom, with the compiler that
# Debian 12 has. README.md beside that file tells more.
#   apt-get install --no-install-recommends emscripten cmake make perl dpkg-dev
#   apt-get source --download-only aom=3.6.0-1+deb12u2
# usage: build.sh aom_3.6.0-1+deb12u2.dsc
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
made="$here/../../src/render/engine/av1/encoder.wasm"
source=$(realpath "$1")
echo "$(cat "$here/source.sha256")  $source" | sha256sum --check --quiet
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
dpkg-source --extract "$source" aom

# Of functions that are there more than once, the best is taken when it is built, not when it runs;
# none of those that are there in x86's assembly only, or call such.
export ASSEMBLY='^aom_(sad\d|sad_skip|sub_pixel|subtract_block|convolve8)|^av1_block_error$'
ASSEMBLY+='|^aom_(dc|dc_128|dc_left|dc_top|h|v)_predictor_(4x4|8x8|16x16|32x32)$'
perl -pi -e '
  s/x86_simd_caps\(\)/0/;
  s/^#include "aom_ports.x86.h"//;
  s/^(?=\s+eval "\\\$\$\{fn\}_\$\{opt\}=)/next if \$opt ne "c" && \$fn =~ m{\$ENV{ASSEMBLY}};/;
' aom/build/cmake/rtcd.pl
grep -q ASSEMBLY aom/build/cmake/rtcd.pl
# Where there is no x87, its precision is not set.
perl -pi -e 's/^#if ARCH_X86 \|\| ARCH_X86_64/#if 0/' aom/aom/src/aom_encoder.c

# There is one frame, and it refers to no other: what is for frames that do falls away.
perl -pi -e 's/^  return cm->current_frame.frame_type == KEY_FRAME \|\|$/  return 1 ||/' \
  aom/av1/common/av1_common_int.h
perl -pi -e '
  s/return is_intrabc_block\(mbmi\) \|\| mbmi->ref_frame\[0\] > INTRA_FRAME;/return is_intrabc_block(mbmi);/;
  s/return mbmi->ref_frame\[1\] > INTRA_FRAME;/return 0;/;
' aom/av1/common/blockd.h

# In place of the assembler: objects with nothing in them.
emcc -x c -c /dev/null -o nothing.o
printf '#!/bin/sh\nfor last; do [ "$out" = -o ] && cp %s "$last"; out=$last; done\n' \
  "$work/nothing.o" >assembler
chmod +x assembler

flags="-msimd128 -msse4.1 -I$here/include -ffile-prefix-map=$work=."
emcmake cmake -S aom -B build -G "Unix Makefiles" -DCMAKE_BUILD_TYPE=Release \
  -DAOM_TARGET_CPU=x86 -DAS_EXECUTABLE="$work/assembler" -DCMAKE_C_FLAGS="$flags" \
  -DCMAKE_CXX_FLAGS="$flags" -DCMAKE_C_FLAGS_RELEASE="-O2 -DNDEBUG" -DENABLE_SSE4_2=0 -DENABLE_AVX=0 -DENABLE_AVX2=0 \
  -DCONFIG_RUNTIME_CPU_DETECT=0 -DCONFIG_MULTITHREAD=0 -DCONFIG_AV1_DECODER=0 \
  -DCONFIG_AV1_HIGHBITDEPTH=0 -DCONFIG_WEBM_IO=0 -DENABLE_DOCS=0 -DENABLE_TESTS=0 \
  -DENABLE_EXAMPLES=0 -DENABLE_TOOLS=0
make -C build -j"${JOBS:-$(nproc)}" aom

emcc -O3 -msimd128 -msse4.1 -Iaom "$here/encoder.c" build/libaom.a -o "$made" \
  -sSTANDALONE_WASM --no-entry -sALLOW_MEMORY_GROWTH -sMAXIMUM_MEMORY=2GB \
  -sINITIAL_MEMORY=16MB -sTOTAL_STACK=1MB -sEXPORTED_FUNCTIONS=_encode,_malloc,_free
sha256sum "$made"
