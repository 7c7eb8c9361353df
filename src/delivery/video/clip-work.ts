import type { PendingFile } from "../../cache/disk.ts";
import type { Original } from "../../cache/originals.ts";
import { Failure } from "../../failure.ts";
import type { ImagePlan } from "../../render/plan/operations.ts";
import type { Plan } from "../../render/plan/plan.ts";
import { planWithMeasurements } from "../../render/plan/plan-with-measurements.ts";
import type { Transformation } from "../../url/transformation.ts";
import { type ClipPlan, headerOf, overlayOutput, planClip } from "../../video/plan/clip.ts";
import { type Animation, needsPalette } from "../../video/plan/codecs.ts";
import type { MediaFacts } from "../../video/plan/facts.ts";
import { type FilterGraph, filterGraph, type Overlay } from "../../video/plan/filters.ts";
import { undoneParameters } from "../../video/plan/undone.ts";
import { createRenderInputs, type LayerFiles, waiting } from "../render-inputs.ts";
import type { MakerServices } from "../rendition-maker.ts";

/** What is to be made of a video. */
interface Wanted {
  transformation: Transformation;
  facts: MediaFacts;
  /** Names a format by its extension. */
  path: string;
  /** The animated image that is asked for instead of a video. */
  animation?: Animation | undefined;
  /** Label of frames that come at their rate; those of the file where it is left out. */
  input?: string;
}

/** Who waits for it. */
interface Waits {
  /** Finds another original of the same endpoint: a layer's image or a font. */
  find(path: string): Promise<Original>;
  client: string | undefined;
  signal: AbortSignal;
}

/** All that FFmpeg is told, and the files that are made for it. */
interface ClipWork {
  plan: ClipPlan;
  graph: FilterGraph | undefined;
  layers: LayerFiles["layers"];
  /** Renders the images of the graph, in its order. */
  overlays(): Promise<string[]>;
  /** Lets go of all files. */
  release(): void;
}

/** For each of the images in a video. */
const overlayMilliseconds = 30_000;

/** Decides what is done to a video, and renders the images that are laid over it. */
export function createClipWork(services: MakerServices) {
  const { disk, pool, limits } = services;
  const inputs = createRenderInputs(services);

  return async function workOf(wanted: Wanted, waits: Waits): Promise<ClipWork> {
    const { transformation, facts, path, animation } = wanted;
    const { find, client, signal } = waits;
    const each = { left: () => overlayMilliseconds, client, signal };
    const laid = await inputs.layers(transformation, find, each);
    const drafts: PendingFile[] = [];
    const release = () => {
      for (const pending of drafts) pending.discard();
      laid.release();
    };
    try {
      const image = await planImage(transformation, facts, laid, each);
      const plan = planClip(transformation, facts, { image, path, animation, limits });
      const graph = graphOf(plan, transformation, wanted.input);
      const overlays = () => renderOverlays(graph, laid, drafts, each);
      return { plan, graph, layers: laid.layers, overlays, release };
    } catch (error) {
      release();
      throw error;
    }
  };

  async function renderOverlays(
    graph: FilterGraph | undefined,
    { files }: LayerFiles,
    drafts: PendingFile[],
    each: Parameters<typeof waiting>[0],
  ): Promise<string[]> {
    const rendered: string[] = [];
    for (const overlay of graph?.overlays ?? []) {
      const pending = disk.pendingFile();
      drafts.push(pending);
      const { file, allow } = pending;
      const plan = {
        image: imageOf(overlay),
        output: overlayOutput,
        size: { width: 1, height: 1 },
      };
      const job = { do: "render", files, plan, output: file } as const;
      await pool.run<"render">(job, { ...waiting(each), allow });
      rendered.push(file);
    }
    return rendered;
  }

  /** What would be done to an image of the video's size. */
  async function planImage(
    transformation: Transformation,
    { video: moving }: MediaFacts,
    { files, headers }: LayerFiles,
    each: Parameters<typeof waiting>[0],
  ): Promise<Plan | undefined> {
    if (!moving || moving.isCover) return undefined;
    const { fontOf } = inputs.fontsIn(files);
    const circumstances = { accepted: [], headers, fonts: fontOf, limits };
    const header = headerOf(moving);
    const plan = await planWithMeasurements(
      transformation,
      header,
      circumstances,
      (measurement) => {
        const isVideo =
          measurement.of === "trim" &&
          measurement.image.source.kind === "file" &&
          measurement.image.source.input === "";
        if (isVideo) throw new Failure("ENOTSUP", "`t` is not done to videos");
        return pool.run<"measure">({ do: "measure", files, measurement }, waiting(each));
      },
    );
    return "original" in plan ? undefined : plan;
  }
}

function graphOf(
  { target, video }: ClipPlan,
  transformation: Transformation,
  input: string | undefined,
): FilterGraph | undefined {
  const isWhole = input === undefined;
  if (!video || (video.isCopied && isWhole)) return undefined;
  const palette = needsPalette(target);
  const undone = undoneParameters(transformation);
  const start = {
    ...video,
    input: input ?? `0:${video.stream}`,
    frameRate: isWhole ? video.frameRate : undefined,
    palette,
    undone,
  };
  return filterGraph(video.operations, start);
}

function imageOf(overlay: Overlay): ImagePlan {
  if (overlay.do === "layer") return overlay.image;
  const colour = { red: 255, green: 255, blue: 255, alpha: 1 };
  return { source: { kind: "canvas", ...overlay.size, colour }, operations: [overlay.shape] };
}
