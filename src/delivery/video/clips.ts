import type { PendingFile } from "../../cache/disk.ts";
import { hashOf } from "../../cache/integrity.ts";
import type { Original } from "../../cache/originals.ts";
import { Failure } from "../../failure.ts";
import type { ImagePlan } from "../../render/plan/operations.ts";
import type { Passthrough, Plan } from "../../render/plan/plan.ts";
import { planWithMeasurements } from "../../render/plan/plan-with-measurements.ts";
import type { Transformation } from "../../url/transformation.ts";
import { containerOf, type Running, type Waiting } from "../../video/engine.ts";
import {
  type ClipPlan,
  headerOf,
  isOriginal,
  overlayOutput,
  planClip,
} from "../../video/plan/clip.ts";
import { needsPalette } from "../../video/plan/codecs.ts";
import type { MediaFacts } from "../../video/plan/facts.ts";
import { type FilterGraph, filterGraph, type Overlay } from "../../video/plan/filters.ts";
import { undoneParameters } from "../../video/plan/undone.ts";
import { createRenderInputs, type LayerFiles, waiting } from "../render-inputs.ts";
import type { MakerServices } from "../rendition-maker.ts";
import type { DeliveryRequest } from "../request.ts";
import { checkVideoBytes, type ReadMedia } from "./media.ts";
import { type VideoRendition, videoRenditionOf } from "./video-rendition.ts";

/** A video that is to be made of an original. */
export interface WantedClip {
  request: DeliveryRequest;
  original: Original;
  facts: MediaFacts;
  rendition: VideoRendition & { kind: "clip" };
}

/** A finished video. */
interface Clip {
  pending: PendingFile;
  hash: string;
  contentType: string;
  layers: LayerFiles["layers"];
}

export function createClips(services: MakerServices & { readMedia: ReadMedia }) {
  const { disk, pool, limits, video, jobs, readMedia } = services;
  const inputs = createRenderInputs(services);

  return {
    /** The video that a request asks for; undefined where an image is wanted. */
    async wanted(
      request: DeliveryRequest,
      original: Original,
      waiting: Waiting,
    ): Promise<WantedClip | Passthrough | undefined> {
      const isImage = original.meta.format !== undefined;
      const rendition = videoRenditionOf(request, !isImage);
      if (rendition.kind !== "clip") return undefined;
      const { view } = request.address;
      if (view?.kind === "stream") {
        const message = `\`${view.file}\` is not supported: streams are not made`;
        throw new Failure("ENOTSUP", message);
      }
      const { compat, endpoint } = request;
      // A name opens what is made of a private original, and not the original.
      const { isPrivate } = original.meta;
      const isLenient = compat !== undefined && !endpoint.strictRewriter && !isPrivate;
      // Who moves here from another service and has no FFmpeg has the videos, if not their sizes.
      if (isLenient && !isImage) {
        const isKnown = (await containerOf(original.file)) !== undefined;
        const kept = (because: string) => ({ original: true as const, because });
        if (!isKnown) return kept("the file is of no known video format");
        if (!video.isAvailable) return kept("videos are made by FFmpeg, which is not installed");
      }
      const facts = await readMedia(original, waiting, true);
      if (facts) return { request, original, facts, rendition };
      if (!isImage) return undefined;
      throw new Failure(
        "ENOTSUP",
        "A video is made of videos and of GIF, and this file is an image",
      );
    },

    /** Makes it, however long that takes; it is told to the job list, by which it can be stopped. */
    make(
      wanted: WantedClip,
      find: (path: string) => Promise<Original>,
      client: string | undefined,
    ) {
      const { request, original } = wanted;
      const about = { path: request.address.path, transformation: request.asked };
      return jobs.run(about, async (running) => {
        const release = disk.pin(original.key);
        try {
          return await makeNow(wanted, find, client, running);
        } finally {
          release();
        }
      });
    },
  };

  async function makeNow(
    { request, original, facts, rendition }: WantedClip,
    find: (path: string) => Promise<Original>,
    client: string | undefined,
    running: Running,
  ): Promise<Clip | Passthrough> {
    const { transformation = [{}], address } = request;
    checkVideoBytes(original, limits);
    const waits = { left: () => overlayMilliseconds, client, signal: running.signal };
    const laid = await inputs.layers(transformation, find, waits);
    const drafts: PendingFile[] = [];
    const draft = () => {
      const pending = disk.pendingFile();
      drafts.push(pending);
      return pending;
    };
    try {
      const image = await planImage(transformation, facts, laid, waits);
      const { animation } = rendition;
      const plan = planClip(transformation, facts, {
        image,
        path: address.path,
        animation,
        limits,
      });
      if (isOriginal(plan, facts)) return { original: true };
      const graph = graphOf(plan, transformation);
      const overlays: string[] = [];
      for (const overlay of graph?.overlays ?? []) {
        const { file, allow } = draft();
        const rendered = {
          image: imageOf(overlay),
          output: overlayOutput,
          size: { width: 1, height: 1 },
        };
        const job = { do: "render", files: laid.files, plan: rendered, output: file } as const;
        await pool.run<"render">(job, { ...waiting(waits), allow });
        overlays.push(file);
      }
      const pending = draft();
      const source = { file: original.file, facts };
      const output = { ...pending, maxBytes: limits.videoBytes };
      await video.clip({ plan, graph, source, overlays }, output, running);
      drafts.splice(drafts.indexOf(pending), 1);
      const hash = await hashOf(pending.file);
      if (hash === undefined) throw new Failure("EBUSY", "The video is gone: the disk may be full");
      return { pending, hash, contentType: plan.target.mediaType, layers: laid.layers };
    } finally {
      for (const pending of drafts) pending.discard();
      laid.release();
    }
  }

  /** What would be done to an image of the video's size. */
  async function planImage(
    transformation: Transformation,
    { video: moving }: MediaFacts,
    { files, headers }: LayerFiles,
    waits: Parameters<typeof waiting>[0],
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
        return pool.run<"measure">({ do: "measure", files, measurement }, waiting(waits));
      },
    );
    return "original" in plan ? undefined : plan;
  }
}

/** For each of the images in a video. */
const overlayMilliseconds = 30_000;

function graphOf(
  { target, video }: ClipPlan,
  transformation: Transformation,
): FilterGraph | undefined {
  if (!video || video.isCopied) return undefined;
  const palette = needsPalette(target);
  const undone = undoneParameters(transformation);
  return filterGraph(video.operations, { ...video, input: `0:${video.stream}`, palette, undone });
}

function imageOf(overlay: Overlay): ImagePlan {
  if (overlay.do === "layer") return overlay.image;
  const colour = { red: 255, green: 255, blue: 255, alpha: 1 };
  return { source: { kind: "canvas", ...overlay.size, colour }, operations: [overlay.shape] };
}
