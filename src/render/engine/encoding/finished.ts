import type { OutputFormat } from "../../../formats.ts";
import type { Output } from "../../plan/output.ts";
import { isEncodedNatively, needsPixelsOnly } from "../../plan/route.ts";
import type { Size } from "../../plan/size.ts";
import { type Engine, type Image, threadsReturned } from "../engine.ts";
import type { Engines } from "../engines.ts";
import { withImages } from "../execute.ts";
import { codecOf } from "../load.ts";
import { encoded, isOneStep } from "../native/codec.ts";
import { type Finishing, finish } from "../native/paint.ts";
import type { Pixels } from "../native/rgba.ts";
import { type Held, pixelsIn } from "../native/stored-png.ts";
import type { Stopwatch } from "../stopwatch.ts";
import { encode } from "./encode.ts";
import { flatPixels } from "./few-colours.ts";
import type { FinishedImage } from "./smallest.ts";
import { pixelsOf } from "./wasm-encoder.ts";

/** An image that libvips holds; it can be read several times. */
export function finishedImage(engines: Engines, image: Image, watch: Stopwatch): FinishedImage {
  let pixels: Pixels | undefined;
  const asPixels = () => {
    pixels ??= pixelsOf(image);
    return pixels;
  };
  return {
    flat: () => watch.time("encode", () => flatPixels(asPixels())),
    fits: (format) => fits(engines, image, format),
    encode: (output) =>
      watch.time("encode", async () => {
        if (engines.native && isEncodedNatively(output)) return encoded(asPixels(), output);
        await threadsReturned();
        const { encodePixels } = await codecOf(output.format);
        // Pixels that have been looked at already need not be brought out of libvips again.
        const isEnough = pixels && encodePixels && needsPixelsOnly(output);
        const left = engines.left();
        if (isEnough) return encodePixels(asPixels(), { ...output, left });
        return encode(image, output, left);
      }),
  };
}

/** An image that the native engine holds, or will hold when its last step is done. */
export function finishedPixels(
  engines: Engines,
  finishing: Finishing,
  watch: Stopwatch,
): FinishedImage {
  const { source, size } = finishing;
  let finished: Held | undefined;
  let isEncoded = false;
  const asHeld = async (): Promise<Held> => {
    const image = finished ?? (await finish(finishing, watch));
    finished = image;
    return image;
  };
  /** What the encoder begins with: the last step is left to it unless it is encoded again. */
  const beginning = async (): Promise<Finishing> => {
    const isOneGo = source instanceof Uint8Array || (size && isOneStep(source, size));
    if (finished || isEncoded || !isOneGo) return { source: await asHeld() };
    return size ? { source, size } : { source };
  };
  return {
    flat: async () => flatPixels(pixelsIn(await asHeld())),
    fits: async (format) => fits(engines, size ?? (await asHeld()), format),
    async encode(output: Output) {
      if (isEncodedNatively(output)) {
        const first = await beginning();
        isEncoded = true;
        return watch.time("encode", () => encoded(first.source, output, first.size));
      }
      const image = pixelsIn(await asHeld());
      const { encodePixels } = await codecOf(output.format);
      if (encodePixels && needsPixelsOnly(output)) {
        const wanted = { ...output, left: engines.left() };
        return watch.time("encode", () => encodePixels(image, wanted));
      }
      const vips = await engines.vips();
      return watch.time("encode", () =>
        withImages((keep) => encode(keep(imageOf(vips, image)), output, engines.left())),
      );
    },
  };
}

async function fits(engines: Engines, { width, height }: Size, format: OutputFormat) {
  const { fits: codecFits } = await codecOf(format);
  return codecFits?.((width * height) / 1e6, engines.left()) ?? true;
}

export function imageOf(vips: Engine, { data, width, height, opaque }: Pixels): Image {
  using image = vips.Image.newFromMemory(data, width, height, 4, vips.BandFormat.uchar);
  using coloured = image.copy({ interpretation: "srgb" });
  return opaque ? coloured.extractBand(0, { n: 3 }) : coloured.copy();
}
