import { packagedFile } from "../../../runtime/runtime.ts";
import { moduleOptions } from "../encoding/wasm-encoder.ts";
import { damagedFilm } from "./film-file.ts";
import type { FilmFrame } from "./key-frame.ts";
import { needsFfmpeg } from "./needs-ffmpeg.ts";
import type { Planes } from "./planes.ts";

/** Decodes a key frame of VP9. ENOTSUP for more than eight bits. */
export async function decodeVp9({ data, codecName, colour }: FilmFrame): Promise<Planes> {
  if (!/^vp09\.00\./.test(codecName)) throw needsFfmpeg("A still of VP9 video of this profile");
  const { default: start } = await import("ogv/dist/ogv-decoder-video-vp9-simd-wasm.js");
  const file = packagedFile("ogv/dist/ogv-decoder-video-vp9-simd-wasm.wasm");
  const silent = () => {};
  // One for each frame: what a damaged one leaves behind is gone with it.
  const decoder = await start({
    ...(await moduleOptions(file)),
    // It compares what it finds with what is known.
    videoFormat: {},
    print: silent,
    printErr: silent,
  });
  decoder.init(silent);
  let isDecoded = false;
  decoder.processFrame(Uint8Array.from(data).buffer, (succeeded: number) => {
    isDecoded = succeeded === 1;
  });
  const frame = decoder.frameBuffer;
  if (!isDecoded || !frame) throw damagedFilm();
  const { cropWidth, cropHeight } = frame.format;
  const plane = ({ bytes, stride }: typeof frame.y) => ({ bytes, stride });
  return {
    width: cropWidth,
    height: cropHeight,
    luma: plane(frame.y),
    chroma: [plane(frame.u), plane(frame.v)],
    colour,
  };
}
