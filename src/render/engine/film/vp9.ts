import { packagedFile } from "../../../runtime/runtime.ts";
import { moduleOptions } from "../encoding/wasm-encoder.ts";
import { damagedFilm } from "./film-file.ts";
import type { FilmFrame } from "./key-frame.ts";
import { needsFfmpeg } from "./needs-ffmpeg.ts";
import type { Planes } from "./planes.ts";

/** What the profiles hold that are not decoded. Source: VP9 bitstream specification, 7.2. */
const profiles: Record<number, string> = {
  1: "VP9 video that is not 4:2:0",
  2: "VP9 video of more than 8 bits",
  3: "VP9 video of more than 8 bits",
};

/** Decodes a key frame of VP9. ENOTSUP for more than eight bits, and for other colours than 4:2:0. */
export async function decodeVp9({ data, codecName, colour }: FilmFrame): Promise<Planes> {
  const [, said = "0"] = /^vp09\.(\d\d)\./.exec(codecName) ?? [];
  const other = profiles[Number(said)] ?? profiles[profileOf(data)];
  if (other !== undefined) throw needsFfmpeg(`A still of ${other}`);
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

/** The profile that a frame itself names: a container may say nothing of it, or something else. */
function profileOf([first = 0]: Uint8Array): number {
  return ((first >> 5) & 1) | ((first >> 3) & 2);
}
