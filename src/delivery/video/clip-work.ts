import type { PendingFile } from "../../cache/disk.ts";
import type { Original } from "../../cache/original.ts";
import { Failure } from "../../failure.ts";
import type { Measurement } from "../../render/plan/measurement.ts";
import type { Operation } from "../../render/plan/operations.ts";
import type { Plan } from "../../render/plan/plan.ts";
import { planWithMeasurements } from "../../render/plan/plan-with-measurements.ts";
import type { Transformation } from "../../url/transformation.ts";
import { settledSteps } from "../../video/plan/branches.ts";
import { type ClipPlan, cutOf, headerOf, planClip, stepTimesOf } from "../../video/plan/clip.ts";
import { type Animation, needsPalette } from "../../video/plan/codecs.ts";
import type { MediaFacts } from "../../video/plan/facts.ts";
import { type FilterGraph, filterGraph } from "../../video/plan/filters.ts";
import type { OverlayFile } from "../../video/plan/input.ts";
import { undoneParameters } from "../../video/plan/undone.ts";
import {
  type LayerFiles,
  type RenderInputs,
  type RenderWaiting,
  waiting,
} from "../render-inputs.ts";
import type { MakerServices } from "../rendition-maker.ts";
import { createOverlayFiles } from "./overlay-files.ts";

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
export interface Waits {
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
  overlays(): Promise<OverlayFile[]>;
  /** Lets go of all files. */
  release(): void;
}

/** For each of the images in a video. */
const overlayMilliseconds = 30_000;

/** Decides what is done to a video, and renders the images that are laid over it. */
export function createClipWork(services: MakerServices & { inputs: RenderInputs }) {
  const { pool, limits, inputs } = services;
  const overlayFiles = createOverlayFiles(services);

  return async function workOf(wanted: Wanted, waits: Waits): Promise<ClipWork> {
    const { facts, path, animation } = wanted;
    const transformation = settledSteps(wanted.transformation, facts, limits);
    const { find, client, signal } = waits;
    const each = { left: () => overlayMilliseconds, client, signal };
    const cut = cutOf(transformation, facts);
    const laid = await inputs.layers(transformation, find, each, cut);
    const drafts: PendingFile[] = [];
    const release = () => {
      for (const pending of drafts) pending.discard();
      laid.release();
    };
    try {
      const image = await planImage(transformation, facts, { laid, seconds: cut.seconds }, each);
      const plan = planClip(transformation, facts, { image, path, animation, limits });
      const graph = graphOf(plan, transformation, laid, wanted.input);
      const overlays = () => overlayFiles(graph?.overlays ?? [], laid, drafts, each);
      return { plan, graph, layers: laid.layers, overlays, release };
    } catch (error) {
      release();
      throw error;
    }
  };

  /** What would be done to an image of the video's size. */
  async function planImage(
    transformation: Transformation,
    facts: MediaFacts,
    { laid, seconds }: { laid: LayerFiles; seconds: number },
    each: RenderWaiting,
  ): Promise<Plan | undefined> {
    const { video: moving, audio } = facts;
    if (!moving || moving.isCover) return undefined;
    const { files, headers, scenes } = laid;
    const { fonts } = inputs.fontsIn(files);
    const times = stepTimesOf(transformation, facts);
    const circumstances = { accepted: [], headers, scenes, times, fonts, limits };
    const header = headerOf(moving, { seconds, hasSound: audio !== undefined });
    const plan = await planWithMeasurements(
      transformation,
      header,
      circumstances,
      (measurement) => {
        if (isOfFrames(measurement, laid)) {
          if (measurement.of === "trim") throw new Failure("ENOTSUP", "`t` is not done to videos");
          // Faces move from frame to frame: what holds without any does.
          return Promise.resolve([]);
        }
        return pool.run<"measure">({ do: "measure", files, measurement }, waiting(each));
      },
    );
    return "original" in plan ? undefined : plan;
  }
}

/** Whether pixels of a video would tell: its own, or those of one in a layer. */
function isOfFrames(measurement: Measurement, { films }: LayerFiles): boolean {
  if (!("image" in measurement)) return false;
  const { source } = measurement.image;
  return source.kind === "file" && (source.input === "" || films.has(source.input));
}

function graphOf(
  { target, video }: ClipPlan,
  transformation: Transformation,
  { films }: LayerFiles,
  input: string | undefined,
): FilterGraph | undefined {
  const isWhole = input === undefined;
  if (!video || (video.isCopied && isWhole)) return undefined;
  // A piece of a stream begins at a time of its own.
  if (!isWhole && video.operations.some(isTimed)) {
    throw new Failure(
      "ENOTSUP",
      "Streams have no `l-video`, no `l-subtitles` and no times of layers",
    );
  }
  const palette = needsPalette(target);
  const undone = undoneParameters(transformation);
  const facts = new Map([...films].map(([path, film]) => [path, film.facts.video]));
  const start = {
    ...video,
    input: input ?? `0:${video.stream}`,
    frameRate: isWhole ? video.frameRate : undefined,
    palette,
    undone,
    films: facts,
  };
  return filterGraph(video.operations, start);
}

function isTimed(operation: Operation): boolean {
  if (operation.do !== "layer") return false;
  return [operation.time, operation.film, operation.captions].some((said) => said !== undefined);
}
