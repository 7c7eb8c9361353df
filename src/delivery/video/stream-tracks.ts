import { readFile } from "node:fs/promises";
import { cacheKey } from "../../cache/cache-key.ts";
import { type Original, versionKey } from "../../cache/original.ts";
import { Failure } from "../../failure.ts";
import { createLru } from "../../lru.ts";
import { lastOf } from "../../render/plan/output.ts";
import { plainSteps, printTransformation, type Transformation } from "../../url/transformation.ts";
import type { Running } from "../../video/engine.ts";
import { onScale, videoEncoders } from "../../video/plan/codecs.ts";
import type { MediaFacts } from "../../video/plan/facts.ts";
import { initSegmentOf, soundSegment, videoSegment } from "../../video/stream/boxes.ts";
import { bitRateOf, inRung, ladderOf, nearlyFills } from "../../video/stream/ladder.ts";
import { type PiecePlan, soundPiece, timedFrames } from "../../video/stream/piece-command.ts";
import type { MadeTrack } from "../../video/stream/stream-file.ts";
import {
  framesOf,
  type Span,
  soundFrameSamples,
  soundFramesOf,
  timingOf,
} from "../../video/stream/timing.ts";
import type { RenderInputs } from "../render-inputs.ts";
import type { MakerServices } from "../rendition-maker.ts";
import type { DeliveryRequest } from "../request.ts";
import { createClipWork, type Waits } from "./clip-work.ts";

/** What a track is made of. */
interface StreamSource {
  request: Pick<DeliveryRequest, "transformation">;
  original: Original;
  facts: MediaFacts;
}

/** An initialization segment is small, and asked for again by each list that names its track. */
const rememberedInits = 1_000;

/** The encoder's quality where the rate is what bounds it. */
const usualRateFactor = 23;

/** Opens tracks of streams, of which nothing is made before it is asked for. */
export function createStreamTracks(services: MakerServices & { inputs: RenderInputs }) {
  const { disk, limits, video } = services;
  const workOf = createClipWork(services);
  const inits = createLru<Buffer>(rememberedInits);

  return async function trackOf(
    { request, original, facts }: StreamSource,
    track: MadeTrack,
    waits: Waits,
  ) {
    const { transformation = [{}] } = request;
    const workOfRung = (steps: Transformation) =>
      workOf({ transformation: steps, facts, path: "stream.mp4", input: timedFrames }, waits);
    const rung = track === "audio" ? (ladderOf(transformation)[0] ?? 240) : track;
    const fitting = await workOfRung(inRung(transformation, rung));
    const { size } = fitting.plan.video ?? {};
    const fills = size && facts.video && nearlyFills(size, rung, facts.video);
    if (fills) fitting.release();
    const steps = inRung(transformation, rung, fills);
    const work = fills ? await workOfRung(steps) : fitting;
    const { plan, graph, layers } = work;
    const { video: images, audio } = plan;
    if (!images) {
      work.release();
      throw new Failure("EFORMAT", "The file holds no video");
    }
    const timing = timingOf(plan, facts.video?.frameRate ?? 25);
    const bitRate = Math.min(bitRateOf(rung), images.bitRate ?? Number.POSITIVE_INFINITY);
    const quality = lastOf(plainSteps(transformation), "quality");
    const rateFactor =
      quality === undefined ? usualRateFactor : onScale(videoEncoders.h264.quality, images.quality);
    const source = { file: original.file, facts };

    const soundOf = (frames: Span, isInit = false) =>
      soundPiece(plan.start, frames, audio?.channels ?? 2, isInit);
    const imagesOf = (frames: Span): PiecePlan => {
      const { stream } = images;
      return { kind: "video", stream, start: plan.start, timing, frames, bitRate, rateFactor };
    };

    async function write(piece: PiecePlan, running: Running): Promise<Buffer> {
      const draft = disk.pendingFile();
      try {
        const overlays = track === "audio" ? [] : await work.overlays();
        const output = { ...draft, maxBytes: limits.videoBytes };
        await video.piece({ piece, graph, source, overlays }, output, running);
        return await readFile(draft.file);
      } finally {
        draft.discard();
      }
    }

    return {
      timing,
      size: images.size,
      bitRate,
      channels: audio?.channels,
      layers,
      release: work.release,

      async init(running: Running): Promise<Buffer> {
        const key = cacheKey("init", versionKey(original), printTransformation(steps), track);
        const known = inits.get(key);
        if (known) return known;
        const first = { first: 0, count: 1 };
        const piece = track === "audio" ? soundOf(first, true) : imagesOf(first);
        const bytes = initSegmentOf(await write(piece, running));
        inits.set(key, bytes);
        return bytes;
      },

      async segment(index: number, running: Running): Promise<Buffer> {
        if (index >= timing.segments) {
          throw new Failure("ENOENT", `The stream has ${timing.segments} segments`);
        }
        if (track !== "audio") {
          const frames = framesOf(timing, index);
          const bytes = await write(imagesOf(frames), running);
          return videoSegment(bytes, { index, time: frames.first * timing.frameTicks });
        }
        const frames = soundFramesOf(timing, index);
        const piece = soundOf(frames);
        const place = { index, time: frames.first * soundFrameSamples };
        const taken = { lead: piece.lead, count: frames.count };
        return soundSegment(await write(piece, running), taken, place);
      },
    };
  };
}
