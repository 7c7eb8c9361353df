import type { Original } from "../../cache/originals.ts";
import { Failure } from "../../failure.ts";
import type { Passthrough } from "../../render/plan/plan.ts";
import type { Running, Waiting } from "../../video/engine.ts";
import { isOriginal } from "../../video/plan/clip.ts";
import type { MediaFacts } from "../../video/plan/facts.ts";
import { containerOf } from "../../video/read-file.ts";
import { withoutTools } from "../../video/tools.ts";
import type { RenderInputs } from "../render-inputs.ts";
import type { MakerServices } from "../rendition-maker.ts";
import type { DeliveryRequest } from "../request.ts";
import { createClipWork } from "./clip-work.ts";
import { type MadeFile, makeFile } from "./made-file.ts";
import type { ReadMedia } from "./media.ts";
import { type VideoRendition, videoRenditionOf } from "./video-rendition.ts";

/** A video that is to be made of an original. */
export interface WantedClip {
  request: DeliveryRequest;
  original: Original;
  facts: MediaFacts;
  rendition: VideoRendition & { kind: "clip" };
}

export function createClips(
  services: MakerServices & { readMedia: ReadMedia; inputs: RenderInputs },
) {
  const { disk, limits, video, jobs, readMedia } = services;
  const workOf = createClipWork(services);

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
      const { compat, endpoint } = request;
      // A name opens what is made of a private original, and not the original.
      const { isPrivate } = original.meta;
      const isLenient = compat !== undefined && !endpoint.strictRewriter && !isPrivate;
      // Who moves here from another service and has no FFmpeg has the videos, if not their sizes.
      const mayStay = isLenient && !isImage;
      const unknown = { original: true as const, because: "the file is of no known video format" };
      if (mayStay && !video.isAvailable) {
        if ((await containerOf(original.file)) === undefined) return unknown;
        return { original: true, because: "videos are made by FFmpeg, which is not installed" };
      }
      const facts = await readMedia(original, waiting, true);
      if (facts && !video.isAvailable) throw withoutTools("A video");
      if (facts) return { request, original, facts, rendition };
      if (!isImage) return mayStay ? unknown : undefined;
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
      const { request } = wanted;
      const about = { path: request.address.path, transformation: request.asked };
      return jobs.run(about, (running) => makeNow(wanted, find, client, running));
    },
  };

  async function makeNow(
    { request, original, facts, rendition }: WantedClip,
    find: (path: string) => Promise<Original>,
    client: string | undefined,
    running: Running,
  ): Promise<MadeFile | Passthrough> {
    const { transformation = [{}], address } = request;
    const { animation } = rendition;
    const wanted = { transformation, facts, path: address.path, animation };
    const work = await workOf(wanted, { find, client, signal: running.signal });
    try {
      const { plan, graph, layers } = work;
      if (isOriginal(plan, facts)) return { original: true };
      const overlays = await work.overlays();
      const source = { file: original.file, facts };
      const about = { contentType: plan.target.mediaType, layers };
      return await makeFile(disk, about, (pending) => {
        const output = { ...pending, maxBytes: limits.videoBytes };
        return video.clip({ plan, graph, source, overlays }, output, running);
      });
    } finally {
      work.release();
    }
  }
}
