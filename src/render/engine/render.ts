import { Failure } from "../../failure.ts";
import { type DecodableFormat, isOutputFormat, type OutputFormat } from "../../formats.ts";
import { imageCodecs } from "../../runtime/runtime.ts";
import type { Facts } from "../plan/facts.ts";
import type { Output } from "../plan/output.ts";
import type { Plan } from "../plan/plan.ts";
import { chooseRoute, isEncodedNatively } from "../plan/route.ts";
import type { Size } from "../plan/size.ts";
import type { Files } from "../pool/protocol.ts";
import { encode } from "./encoding/encode.ts";
import { flatPixels } from "./encoding/few-colours.ts";
import { type Encoded, encodeSmallest, type FinishedImage } from "./encoding/smallest.ts";
import { rgba } from "./encoding/wasm-encoder.ts";
import { type Engine, type Image, threadsReturned } from "./engine.ts";
import { paintPlan, withImages } from "./execute.ts";
import { codecOf, openImage } from "./load.ts";
import { encoded } from "./native/codec.ts";
import { beginningOf, paintNatively, startingPixels } from "./native/paint.ts";
import { isOpaque, type Pixels } from "./native/pixels.ts";
import { readFacts } from "./native/read-facts.ts";

/** The engines of a renderer. */
export interface Engines {
  /** Whether the runtime's own codecs may be used. */
  native: boolean;
  /** Starts libvips when it is first needed. */
  vips(): Promise<Engine>;
  /** Milliseconds until the job that is done has to be. */
  left(): number;
}

/** Makes a rendition by the runtime's codecs, by libvips, or by one after the other. */
export async function render(engines: Engines, files: Files, plan: Plan): Promise<Encoded> {
  const rendition = await rendered(engines, files, plan);
  return plan.output.orOriginal ? smallerOriginal(files, rendition) : rendition;
}

async function rendered(engines: Engines, files: Files, plan: Plan): Promise<Encoded> {
  const { source, operations } = plan.image;
  const file = source.kind === "file" ? files[source.input] : undefined;
  if (!engines.native || !imageCodecs || file === undefined) return byVips(engines, files, plan);
  const { bytes, format } = await openImage(file);
  const facts = await readFacts(bytes, format);
  if (!facts) return byVips(engines, files, plan);
  const route = chooseRoute(plan, facts);
  if (route.decode === "wasm") return byVips(engines, files, plan);
  const shrink = source.kind === "file" ? source.shrink : 1;
  try {
    if (route.operations === "wasm") {
      return await byVips(engines, files, plan, await startingPixels(bytes, shrink, facts));
    }
    const beginning = beginningOf(operations, shrink, facts);
    if (beginning.rest.length === 0) {
      const file = await directly(bytes, format, plan, facts, beginning.size);
      if (file) return { bytes: file, format: plan.output.format };
    }
    const pixels = await paintNatively(bytes, beginning);
    return await encodeSmallest(finishedPixels(engines, pixels), plan.output);
  } catch (error) {
    // A file that the runtime's decoder does not take is judged by libvips.
    const isDecoders = (error as { code?: string }).code?.startsWith("ERR_IMAGE");
    if (isDecoders) return byVips(engines, files, plan);
    throw error;
  }
}

/**
 * Hands what the decoder gives to the encoder, no pixel being looked at between: where a photo goes
 * out in the format that was chosen, and becomes no larger than it may.
 */
async function directly(
  bytes: Uint8Array,
  format: DecodableFormat,
  { output }: Plan,
  { hasProfile }: Facts,
  size: Size | undefined,
): Promise<Uint8Array | undefined> {
  if ((output.alternatives?.length ?? 0) > 0) return undefined;
  const { native } = await codecOf(format);
  // What may have few colours is looked at first.
  if (!native?.withoutProfile) return undefined;
  const plain = hasProfile ? native.withoutProfile(bytes) : bytes;
  const file = await encoded(plain, output, size);
  return output.atMost !== undefined && file.length > output.atMost ? undefined : file;
}

/** @param begun what stands in for what the plan's source would give */
async function byVips(
  engines: Engines,
  files: Files,
  plan: Plan,
  begun?: Pixels,
): Promise<Encoded> {
  const vips = await engines.vips();
  return withImages(async (keep) => {
    const frame = begun && keep(imageOf(vips, begun));
    const image = await paintPlan(vips, files, plan, keep, frame);
    // It is read several times, which a decoder allows once.
    const settled = plan.output.animated ? image : keep(image.copyMemory());
    return encodeSmallest(finishedImage(engines, settled), plan.output);
  });
}

/** An image that libvips holds. */
function finishedImage(engines: Engines, image: Image): FinishedImage {
  let pixels: Pixels | undefined;
  const asPixels = () => {
    if (pixels) return pixels;
    const { width, height } = image;
    const data = rgba(image);
    pixels = { data, width, height, opaque: !image.hasAlpha() || isOpaque(data) };
    return pixels;
  };
  return {
    flat: () => flatPixels(asPixels()),
    fits: (format) => fits(engines, image, format),
    async encode(output) {
      if (engines.native && isEncodedNatively(output)) return encoded(asPixels(), output);
      await threadsReturned();
      return encode(image, output, engines.left());
    },
  };
}

/** An image that the native engine holds. */
function finishedPixels(engines: Engines, pixels: Pixels): FinishedImage {
  return {
    flat: () => flatPixels(pixels),
    fits: (format) => fits(engines, pixels, format),
    async encode(output: Output) {
      if (isEncodedNatively(output)) return encoded(pixels, output);
      const vips = await engines.vips();
      return withImages((keep) => encode(keep(imageOf(vips, pixels)), output, engines.left()));
    },
  };
}

async function fits(engines: Engines, { width, height }: Size, format: OutputFormat) {
  const { fits: codecFits } = await codecOf(format);
  return codecFits?.((width * height) / 1e6, engines.left()) ?? true;
}

function imageOf(vips: Engine, { data, width, height, opaque }: Pixels): Image {
  using image = vips.Image.newFromMemory(data, width, height, 4, vips.BandFormat.uchar);
  using coloured = image.copy({ interpretation: "srgb" });
  return opaque ? coloured.extractBand(0, { n: 3 }) : coloured.copy();
}

/** The original without its metadata, where that takes no more bytes. */
async function smallerOriginal(files: Files, rendition: Encoded): Promise<Encoded> {
  const file = files[""];
  if (file === undefined) throw new Failure("EINTERNAL", "The plan names no original");
  const { bytes, format } = await openImage(file);
  const plain = (await codecOf(format)).withoutMetadata?.(bytes);
  if (!plain || plain.length > rendition.bytes.length || !isOutputFormat(format)) return rendition;
  return { bytes: plain, format };
}
