import { cacheKey } from "../../cache/cache-key.ts";
import type { DiskCache } from "../../cache/disk.ts";
import type { ExcerptMeta } from "../../cache/excerpts/excerpts.ts";
import { hashOf } from "../../cache/integrity.ts";
import type { Original, OriginalMeta } from "../../cache/original.ts";
import { createSingleFlight } from "../../cache/single-flight.ts";
import { Failure } from "../../failure.ts";
import type { Limits } from "../../limits.ts";
import { plainHeader } from "../../render/plan/header.ts";
import { lastOf } from "../../render/plan/output.ts";
import { layerTimes } from "../../url/parameters/layer.ts";
import { videoKeyIn } from "../../url/parameters/video.ts";
import { plainSteps, type Transformation } from "../../url/transformation.ts";
import type { VideoEngine, Waiting } from "../../video/engine.ts";
import { settledSteps } from "../../video/plan/branches.ts";
import { planStill, type StillPlan } from "../../video/plan/still.ts";
import type { GrowingFile } from "../../video/run-tool.ts";
import type { DeliveryRequest } from "../request.ts";
import { createCovers } from "./covers.ts";
import type { PartialVideo } from "./excerpts.ts";
import type { ReadMedia } from "./media.ts";

/** What stills are, unless a URL names another format. */
const stillFormat = "jpeg";

/** An image, and what is to be made of it. */
interface FoundImage {
  original: Original;
  transformation: Transformation;
}

/** The image that a request means: the original, or a frame of it. */
type FindImage = (
  request: DeliveryRequest,
  original: Original,
  waiting: Waiting & { purgeEpoch: number },
) => Promise<FoundImage>;

/** Writes a frame, and says what it lacks of what was asked for. */
type WriteFrame = (output: GrowingFile, waiting: Waiting) => Promise<string[]>;

/** Writes an image, and says what is known of it. */
type Extract = (
  output: GrowingFile,
  waiting: Waiting,
) => Promise<Pick<OriginalMeta, "format" | "header" | "convertTo">>;

interface Stills {
  find: FindImage;
  /** The same where only parts of the original are there. */
  findInPart(video: PartialVideo): FindImage;
}

interface StillServices {
  disk: DiskCache;
  video: VideoEngine;
  readMedia: ReadMedia;
  limits: Limits;
}

/** Takes frames out of videos. Each is kept as an original is, and goes when its video goes. */
export function createStills({ disk, video, readMedia, limits }: StillServices): Stills {
  const flights = createSingleFlight<Original>();
  const covers = createCovers(video, limits);

  const find: FindImage = async (request, original, waiting) => {
    const { transformation = [{}], address } = request;
    const isSong = await covers.isSong(original);
    const facts = isSong ? undefined : await readMedia(original, waiting);
    if (isSong || (facts && covers.isCovered(facts))) {
      const key = cacheKey("cover", original.key, original.meta.hash);
      const write: Extract = async (output, each) => {
        const format = await covers.write(original, output, each);
        return { format, ...(format === stillFormat ? {} : { convertTo: stillFormat }) };
      };
      const cover = await extracted(original, key, write, waiting);
      return { original: cover, transformation: firstPage(transformation) };
    }
    if (facts) {
      const steps = settledSteps(transformation, facts, limits);
      const plan = planStill(facts, steps, limits);
      const source = { file: original.file, facts };
      const write: WriteFrame = (output, each) => video.still(plan, source, output, each);
      return { original: await frame(original, plan, write, waiting), transformation };
    }
    if (original.meta.format !== undefined) refuseVideoParameters(transformation);
    const still = address.view?.kind === "still";
    return { original, transformation: still ? firstPage(transformation) : transformation };
  };

  const findInPart =
    ({ still, excerpt }: PartialVideo): FindImage =>
    async ({ transformation = [{}] }, original, waiting) => {
      const facts = excerpt.meta.media;
      const plan = planStill(facts, settledSteps(transformation, facts, limits), limits);
      const write: WriteFrame = (output, each) => still(plan, output, each);
      return { original: await frame(original, plan, write, waiting), transformation };
    };

  return { find, findInPart };

  function frame(
    original: Original,
    plan: StillPlan,
    write: WriteFrame,
    waiting: Waiting & { purgeEpoch: number },
  ): Promise<Original> {
    // Without FFmpeg it is another frame.
    const kind = video.isAvailable ? "frame" : "key frame";
    const key = cacheKey(kind, original.key, original.meta.hash, JSON.stringify(plan));
    const writeFrame: Extract = async (output, each) => {
      const lacks = await write(output, each);
      const header = {
        ...plainHeader(stillFormat, plan),
        ...(lacks.length === 0 ? {} : { lacks }),
      };
      return { format: stillFormat, header };
    };
    return extracted(original, key, writeFrame, waiting);
  }

  /** An image of an original: one that is kept, or is made now. */
  async function extracted(
    original: Original,
    key: string,
    write: Extract,
    { timeout, signal, purgeEpoch }: Waiting & { purgeEpoch: number },
  ): Promise<Original> {
    const kept = await disk.getIntact<Original["meta"]>(key);
    if (kept) return { ...kept, maxAge: original.maxAge };
    const extract = async (stopped: AbortSignal) => {
      const release = disk.pin(original.key);
      const pending = disk.pendingFile();
      const output = { ...pending, maxBytes: limits.videoBytes };
      try {
        const known = await write(output, { timeout, signal: stopped });
        const {
          media: _,
          excerpt: __,
          ...said
        }: Partial<ExcerptMeta> & Original["meta"] = original.meta;
        const hash = (await hashOf(pending.file)) ?? said.hash;
        const meta = { ...said, hash, ...known };
        const entry = disk.add(key, pending, meta, { sources: [original.key], purgeEpoch });
        return { ...entry, maxAge: original.maxAge };
      } finally {
        pending.discard();
        release();
      }
    };
    return flights(cacheKey(key, purgeEpoch), extract, signal);
  }
}

/** ENOTSUP where an image is asked for what only videos have. */
function refuseVideoParameters(transformation: Transformation): void {
  for (const step of transformation) {
    if ("if" in step) {
      refuseVideoParameters(step.met);
      refuseVideoParameters(step.unmet ?? []);
      continue;
    }
    const key = videoKeyIn(step);
    if (key !== undefined) throw forVideos(key);
    for (const layer of step.layers ?? []) {
      const time = Object.entries(layerTimes).find(([, { name }]) => name in layer.placement);
      if (time) throw forVideos(time[0]);
      // Of a video on an image its maker tells.
      if (layer.kind !== "video" && "steps" in layer) refuseVideoParameters(layer.steps);
    }
  }
}

function forVideos(key: string): Failure {
  return new Failure("ENOTSUP", `\`${key}\` is for videos, and this file is an image`);
}

/** The first page of what has several, unless the URL names one. */
function firstPage(transformation: Transformation): Transformation {
  const steps = plainSteps(transformation);
  if (lastOf(steps, "page") !== undefined) return transformation;
  return [...transformation, { page: 1 }];
}
