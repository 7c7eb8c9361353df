import type { Original } from "../../cache/original.ts";
import { Failure, type FailureCode } from "../../failure.ts";
import type { Passthrough } from "../../render/plan/plan.ts";
import type { Running, Waiting } from "../../video/engine.ts";
import { isOriginal } from "../../video/plan/clip.ts";
import type { MediaFacts } from "../../video/plan/facts.ts";
import { planRemux } from "../../video/plan/remux.ts";
import type { RenderInputs } from "../render-inputs.ts";
import type { MakerServices } from "../rendition-maker.ts";
import type { DeliveryRequest } from "../request.ts";
import { createClipWork, type Waits } from "./clip-work.ts";
import { type MadeFile, makeFile } from "./made-file.ts";
import type { ReadMedia } from "./media.ts";
import { type VideoRendition, videoRenditionOf } from "./video-rendition.ts";

/** A video that is to be made of an original. */
export interface WantedClip {
  request: DeliveryRequest;
  original: Original;
  facts: MediaFacts;
  rendition: VideoRendition & { kind: "clip" };
  /** Whether the original is better than nothing, where what is asked for takes FFmpeg. */
  mayStay: boolean;
}

/** Who waits for a job: its own signal is added when it begins. */
export interface JobWaits extends Omit<Waits, "signal"> {
  /** Aborts when what is made is purged. */
  purged: AbortSignal;
}

/** How it ends that a video is not made without FFmpeg. */
const withoutFfmpeg: readonly FailureCode[] = ["ENOTSUP", "EFORMAT", "ELIMIT"];

export function createClips(
  services: MakerServices & { readMedia: ReadMedia; inputs: RenderInputs },
) {
  const { disk, limits, video, jobs, readMedia } = services;
  const workOf = createClipWork(services);

  return {
    /**
     * The video that a request asks for; undefined where an image is wanted.
     * @param isConversion whether the extension of a path alone asks for it
     */
    async wanted(
      request: DeliveryRequest,
      original: Original,
      { isConversion, ...waiting }: Waiting & { isConversion: boolean },
    ): Promise<WantedClip | Passthrough | undefined> {
      const isImage = original.meta.format !== undefined;
      const rendition = videoRenditionOf(request, !isImage);
      if (rendition.kind !== "clip") return undefined;
      const { compat, endpoint } = request;
      // A name opens what is made of a private original, and not the original.
      const { isPrivate } = original.meta;
      const isLenient = compat !== undefined && !endpoint.strictRewriter && !isPrivate;
      const mayStay = (isLenient || isConversion) && !isImage;
      const unknown = { original: true as const, because: "the file is of no known video format" };
      const facts = await orOriginal(mayStay, () => readMedia(original, waiting, true));
      if (facts && "original" in facts) return facts;
      if (facts) return { request, original, facts, rendition, mayStay };
      if (!isImage) return mayStay ? unknown : undefined;
      throw new Failure(
        "ENOTSUP",
        "A video is made of videos and of GIF, and this file is an image",
      );
    },

    /** Makes it, however long that takes; it is told to the job list, by which it can be stopped. */
    make(wanted: WantedClip, { purged, ...waits }: JobWaits) {
      const { request } = wanted;
      const about = { path: request.address.path, transformation: request.asked };
      return jobs.run(
        about,
        (running) =>
          orOriginal(wanted.mayStay, () =>
            makeNow(wanted, { ...waits, signal: running.signal }, running),
          ),
        purged,
      );
    },
  };

  /** Who moves here from another service and has no FFmpeg has the videos, if not their sizes. */
  async function orOriginal<T>(mayStay: boolean, work: () => Promise<T>): Promise<T | Passthrough> {
    try {
      return await work();
    } catch (error) {
      const isOurs = error instanceof Failure && withoutFfmpeg.includes(error.code);
      if (!mayStay || video.isAvailable || !isOurs) throw error;
      return { original: true, because: "videos are made by FFmpeg, which is not installed" };
    }
  }

  async function makeNow(
    { request, original, facts, rendition }: WantedClip,
    waits: Waits,
    running: Running,
  ): Promise<MadeFile | Passthrough> {
    const { transformation = [{}], address } = request;
    const { animation } = rendition;
    const wanted = { transformation, facts, path: address.path, animation };
    const work = await workOf(wanted, waits);
    try {
      const { plan, graph, layers } = work;
      if (isOriginal(plan, facts)) return { original: true };
      const about = { contentType: plan.target.mediaType, layers };
      if (!video.isAvailable) {
        const source = { file: original.file, demuxer: facts.demuxer };
        const copied = planRemux(plan, facts);
        return await makeFile(disk, about, async (pending) => {
          const output = { ...pending, maxBytes: limits.videoBytes };
          const job = { do: "copy", source, plan: copied, output: pending.file } as const;
          await video.remux<"copy">(job, output, running);
        });
      }
      const overlays = await work.overlays();
      const source = { file: original.file, facts };
      return await makeFile(disk, about, (pending) => {
        const output = { ...pending, maxBytes: limits.videoBytes };
        return video.clip({ plan, graph, source, overlays }, output, running);
      });
    } finally {
      work.release();
    }
  }
}
