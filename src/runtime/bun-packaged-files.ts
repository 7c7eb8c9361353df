import arimo from "@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf" with { type: "file" };
import arimoItalic from "@expo-google-fonts/arimo/400Regular_Italic/Arimo_400Regular_Italic.ttf" with {
  type: "file",
};
import arimoBold from "@expo-google-fonts/arimo/700Bold/Arimo_700Bold.ttf" with { type: "file" };
import arimoBoldItalic from "@expo-google-fonts/arimo/700Bold_Italic/Arimo_700Bold_Italic.ttf" with {
  type: "file",
};
import cousine from "@expo-google-fonts/cousine/400Regular/Cousine_400Regular.ttf" with {
  type: "file",
};
import cousineItalic from "@expo-google-fonts/cousine/400Regular_Italic/Cousine_400Regular_Italic.ttf" with {
  type: "file",
};
import cousineBold from "@expo-google-fonts/cousine/700Bold/Cousine_700Bold.ttf" with {
  type: "file",
};
import cousineBoldItalic from "@expo-google-fonts/cousine/700Bold_Italic/Cousine_700Bold_Italic.ttf" with {
  type: "file",
};
import gelasio from "@expo-google-fonts/gelasio/400Regular/Gelasio_400Regular.ttf" with {
  type: "file",
};
import gelasioItalic from "@expo-google-fonts/gelasio/400Regular_Italic/Gelasio_400Regular_Italic.ttf" with {
  type: "file",
};
import gelasioBold from "@expo-google-fonts/gelasio/700Bold/Gelasio_700Bold.ttf" with {
  type: "file",
};
import gelasioBoldItalic from "@expo-google-fonts/gelasio/700Bold_Italic/Gelasio_700Bold_Italic.ttf" with {
  type: "file",
};
import arabic from "@expo-google-fonts/noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf" with {
  type: "file",
};
import arabicBold from "@expo-google-fonts/noto-sans-arabic/700Bold/NotoSansArabic_700Bold.ttf" with {
  type: "file",
};
import deva from "@expo-google-fonts/noto-sans-devanagari/400Regular/NotoSansDevanagari_400Regular.ttf" with {
  type: "file",
};
import devaBold from "@expo-google-fonts/noto-sans-devanagari/700Bold/NotoSansDevanagari_700Bold.ttf" with {
  type: "file",
};
import thai from "@expo-google-fonts/noto-sans-thai/400Regular/NotoSansThai_400Regular.ttf" with {
  type: "file",
};
import thaiBold from "@expo-google-fonts/noto-sans-thai/700Bold/NotoSansThai_700Bold.ttf" with {
  type: "file",
};
import openSans from "@expo-google-fonts/open-sans/400Regular/OpenSans_400Regular.ttf" with {
  type: "file",
};
import openSansItalic from "@expo-google-fonts/open-sans/400Regular_Italic/OpenSans_400Regular_Italic.ttf" with {
  type: "file",
};
import openSansBold from "@expo-google-fonts/open-sans/700Bold/OpenSans_700Bold.ttf" with {
  type: "file",
};
import openSansBoldItalic from "@expo-google-fonts/open-sans/700Bold_Italic/OpenSans_700Bold_Italic.ttf" with {
  type: "file",
};
import tinos from "@expo-google-fonts/tinos/400Regular/Tinos_400Regular.ttf" with { type: "file" };
import tinosItalic from "@expo-google-fonts/tinos/400Regular_Italic/Tinos_400Regular_Italic.ttf" with {
  type: "file",
};
import tinosBold from "@expo-google-fonts/tinos/700Bold/Tinos_700Bold.ttf" with { type: "file" };
import tinosBoldItalic from "@expo-google-fonts/tinos/700Bold_Italic/Tinos_700Bold_Italic.ttf" with {
  type: "file",
};
import pdfium from "@hyzyla/pdfium/pdfium.wasm" with { type: "file" };
import webp from "@jsquash/webp/codec/enc/webp_enc_simd.wasm" with { type: "file" };
import resvg from "@resvg/resvg-wasm/index_bg.wasm" with { type: "file" };
import faceBackend from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm" with {
  type: "file",
};
import harfbuzz from "harfbuzzjs/dist/harfbuzz.wasm" with { type: "file" };
import glyphs from "imagescript/wasm/any/font.wasm" with { type: "file" };
import hevc from "libheif-js/libheif-wasm/libheif.wasm" with { type: "file" };
import vp9 from "ogv/dist/ogv-decoder-video-vp9-simd-wasm.wasm" with { type: "file" };
import core from "wasm-vips/vips.wasm" with { type: "file" };
import heif from "wasm-vips/vips-heif.wasm" with { type: "file" };
import jxl from "wasm-vips/vips-jxl.wasm" with { type: "file" };
import av1 from "../render/engine/av1/encoder.wasm" with { type: "file" };
import faceWeights from "../render/engine/faces/blazeface.bin" with { type: "file" };
import faceGraph from "../render/engine/faces/blazeface.graph" with { type: "file" };
import objectWeights from "../render/engine/objects/nanodet.bin" with { type: "file" };
import objectGraph from "../render/engine/objects/nanodet.graph" with { type: "file" };
import peopleWeights from "../render/engine/people/selfie.bin" with { type: "file" };
import peopleGraph from "../render/engine/people/selfie.graph" with { type: "file" };

/** Files of packages, and some of our own: the bundler puts them into the executable, and tells where they are. */
const files: Readonly<Record<string, string>> = {
  "../render/engine/av1/encoder.wasm": av1,
  "../render/engine/faces/blazeface.bin": faceWeights,
  "../render/engine/faces/blazeface.graph": faceGraph,
  "../render/engine/objects/nanodet.bin": objectWeights,
  "../render/engine/objects/nanodet.graph": objectGraph,
  "../render/engine/people/selfie.bin": peopleWeights,
  "../render/engine/people/selfie.graph": peopleGraph,
  "@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf": arimo,
  "@expo-google-fonts/arimo/400Regular_Italic/Arimo_400Regular_Italic.ttf": arimoItalic,
  "@expo-google-fonts/arimo/700Bold/Arimo_700Bold.ttf": arimoBold,
  "@expo-google-fonts/arimo/700Bold_Italic/Arimo_700Bold_Italic.ttf": arimoBoldItalic,
  "@expo-google-fonts/cousine/400Regular/Cousine_400Regular.ttf": cousine,
  "@expo-google-fonts/cousine/400Regular_Italic/Cousine_400Regular_Italic.ttf": cousineItalic,
  "@expo-google-fonts/cousine/700Bold/Cousine_700Bold.ttf": cousineBold,
  "@expo-google-fonts/cousine/700Bold_Italic/Cousine_700Bold_Italic.ttf": cousineBoldItalic,
  "@expo-google-fonts/gelasio/400Regular/Gelasio_400Regular.ttf": gelasio,
  "@expo-google-fonts/gelasio/400Regular_Italic/Gelasio_400Regular_Italic.ttf": gelasioItalic,
  "@expo-google-fonts/gelasio/700Bold/Gelasio_700Bold.ttf": gelasioBold,
  "@expo-google-fonts/gelasio/700Bold_Italic/Gelasio_700Bold_Italic.ttf": gelasioBoldItalic,
  "@expo-google-fonts/noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf": arabic,
  "@expo-google-fonts/noto-sans-arabic/700Bold/NotoSansArabic_700Bold.ttf": arabicBold,
  "@expo-google-fonts/noto-sans-devanagari/400Regular/NotoSansDevanagari_400Regular.ttf": deva,
  "@expo-google-fonts/noto-sans-devanagari/700Bold/NotoSansDevanagari_700Bold.ttf": devaBold,
  "@expo-google-fonts/noto-sans-thai/400Regular/NotoSansThai_400Regular.ttf": thai,
  "@expo-google-fonts/noto-sans-thai/700Bold/NotoSansThai_700Bold.ttf": thaiBold,
  "@expo-google-fonts/open-sans/400Regular/OpenSans_400Regular.ttf": openSans,
  "@expo-google-fonts/open-sans/400Regular_Italic/OpenSans_400Regular_Italic.ttf": openSansItalic,
  "@expo-google-fonts/open-sans/700Bold/OpenSans_700Bold.ttf": openSansBold,
  "@expo-google-fonts/open-sans/700Bold_Italic/OpenSans_700Bold_Italic.ttf": openSansBoldItalic,
  "@expo-google-fonts/tinos/400Regular/Tinos_400Regular.ttf": tinos,
  "@expo-google-fonts/tinos/400Regular_Italic/Tinos_400Regular_Italic.ttf": tinosItalic,
  "@expo-google-fonts/tinos/700Bold/Tinos_700Bold.ttf": tinosBold,
  "@expo-google-fonts/tinos/700Bold_Italic/Tinos_700Bold_Italic.ttf": tinosBoldItalic,
  "@hyzyla/pdfium/pdfium.wasm": pdfium,
  "@jsquash/webp/codec/enc/webp_enc_simd.wasm": webp,
  "@resvg/resvg-wasm/index_bg.wasm": resvg,
  "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm": faceBackend,
  "harfbuzzjs/dist/harfbuzz.wasm": harfbuzz,
  "imagescript/wasm/any/font.wasm": glyphs,
  "libheif-js/libheif-wasm/libheif.wasm": hevc,
  "ogv/dist/ogv-decoder-video-vp9-simd-wasm.wasm": vp9,
  "wasm-vips/vips-heif.wasm": heif,
  "wasm-vips/vips-jxl.wasm": jxl,
  "wasm-vips/vips.wasm": core,
};

/** @param name package and path in it, or the path from here */
export function packagedFile(name: string): string {
  const path = files[name];
  if (path === undefined) throw new Error(`${name} is not packaged`);
  return path;
}
