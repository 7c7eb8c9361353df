import { Failure } from "../../failure.ts";
import { isOutputFormat } from "../../formats.ts";
import { imageCodecs } from "../../runtime/runtime.ts";
import { chooseRoute } from "../plan/route.ts";
import { type Files, type Job, pixelsKeyOf } from "../pool/protocol.ts";
import { finishedImage, finishedPixels, imageOf } from "./encoding/finished.ts";
import { type Encoded, encodeSmallest } from "./encoding/smallest.ts";
import type { Engines } from "./engines.ts";
import { paintPlan, withImages } from "./execute.ts";
import { codecOf, openImage } from "./load.ts";
import { isRefusedByCodec } from "./native/codec.ts";
import { originals, paintShared, startingPixels } from "./native/paint.ts";
import type { Pixels } from "./native/rgba.ts";
import { createStopwatch, type Stopwatch } from "./stopwatch.ts";

type RenderJob = Pick<Job & { do: "render" }, "files" | "plan" | "others">;

/** Makes a rendition by the runtime's codecs, by libvips, or by one after the other. */
export async function render(
  engines: Engines,
  job: RenderJob,
  watch: Stopwatch = createStopwatch(),
): Promise<Encoded> {
  const rendition = await rendered(engines, job, watch);
  return job.plan.output.orOriginal ? smallerOriginal(job.files, rendition) : rendition;
}

async function rendered(engines: Engines, job: RenderJob, watch: Stopwatch): Promise<Encoded> {
  const { files, plan, others } = job;
  const { source, operations } = plan.image;
  const file = source.kind === "file" ? files[source.input] : undefined;
  if (!engines.native || !imageCodecs || file === undefined) return byVips(engines, job, watch);
  const original = await watch.time("read", () => originals.open(file));
  if (!original) return byVips(engines, job, watch);
  const route = chooseRoute(plan, original.facts);
  if (route.decode === "wasm") return byVips(engines, job, watch);
  const painting = { original, others, watch };
  try {
    if (route.operations === "wasm") {
      const shrink = source.kind === "file" ? source.shrink : 1;
      return await byVips(engines, job, watch, await startingPixels(painting, shrink));
    }
    const finishing = await paintShared(painting, operations, pixelsKeyOf(job));
    return await encodeSmallest(finishedPixels(engines, finishing, watch), plan.output);
  } catch (error) {
    if (isRefusedByCodec(error)) return byVips(engines, job, watch);
    throw error;
  }
}

/** @param begun what stands in for what the plan's source would give */
async function byVips(
  engines: Engines,
  { files, plan, others }: RenderJob,
  watch: Stopwatch,
  begun?: Pixels,
): Promise<Encoded> {
  const vips = await engines.vips();
  return withImages(async (keep) => {
    const frame = begun && keep(imageOf(vips, begun));
    const settled = await watch.time("operations", async () => {
      const image = await paintPlan({ vips, files, keep, watch, others }, plan, frame);
      // It is read several times, which a decoder allows once.
      return plan.output.animated ? image : keep(image.copyMemory());
    });
    return encodeSmallest(finishedImage(engines, settled, watch), plan.output);
  });
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
