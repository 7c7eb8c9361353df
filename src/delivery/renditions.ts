import { cacheKey } from "../cache/cache-key.ts";
import { isOld, type Original, versionKey } from "../cache/original.ts";
import {
  createRenditions as createRenditionCache,
  type FinishedRendition,
} from "../cache/renditions.ts";
import { Failure } from "../failure.ts";
import { formatNamed, formats } from "../formats.ts";
import type { Passthrough } from "../render/plan/plan.ts";
import { renderStages } from "../render/pool/protocol.ts";
import type { SigningKeys } from "../url/signature.ts";
import { parseTransformation, type Transformation } from "../url/transformation.ts";
import { type FoundEntry, foundIn, madeNow } from "./answer.ts";
import type { Permissions } from "./authorize.ts";
import type { Candidate } from "./candidates.ts";
import { described, type Meta, placeIn } from "./described.ts";
import type { RenderBudget } from "./render-budget.ts";
import { createRenderInputs } from "./render-inputs.ts";
import { renditionKey } from "./rendition-key.ts";
import { createRenditionMaker, type MakerServices } from "./rendition-maker.ts";
import type { DeliveryRequest } from "./request.ts";
import type { RequestContext } from "./request-context.ts";
import type { OriginalResolver, ResolvedOriginal } from "./resolve-original.ts";
import { drawnOutput } from "./stand-ins.ts";
import { createClips, type WantedClip } from "./video/clips.ts";
import { createExcerptReading, NotEnough } from "./video/excerpts.ts";
import { createMediaReader } from "./video/media.ts";
import { originalLocation } from "./video/original-location.ts";
import { createPendingWork, type Late, lateSegment, lateVideo } from "./video/pending-work.ts";
import { createStills } from "./video/stills.ts";
import { createStreams } from "./video/streams.ts";
import { mayBeOneFrame, mayBeVideo, videoRenditionOf } from "./video/video-rendition.ts";
import type { WantedStream } from "./video/wanted-stream.ts";

/** Renditions of originals: those that are kept, and those that have to be made. */
interface RenditionSource {
  /** One that is kept and true for its age: its original is not asked for. */
  kept(candidate: Candidate): Promise<FoundEntry | undefined>;
  /**
   * A still of a video of which only some parts are fetched; undefined where the whole is to be
   * resolved first.
   */
  ofParts(candidate: Candidate, context: RequestContext): Promise<FoundEntry | undefined>;
  /**
   * One of this version of the original, kept or made now; or the original is better delivered as
   * it is.
   */
  find(
    resolved: ResolvedOriginal & { transformation: Transformation },
    context: RequestContext,
  ): Promise<FoundEntry | Passthrough>;
}

/** @param signingKeys sign URLs */
export function createRenditionSource(
  services: MakerServices & { signingKeys: SigningKeys; budget?: RenderBudget },
  resolver: OriginalResolver,
): RenditionSource {
  const readMedia = createMediaReader(services);
  const inputs = createRenderInputs({ ...services, readMedia });
  const make = createRenditionMaker({ ...services, inputs });
  const stills = createStills({ ...services, readMedia });
  const readParts = createExcerptReading(services);
  const clips = createClips({ ...services, readMedia, inputs });
  const streams = createStreams({ ...services, readMedia, inputs });
  const keyOf = (request: DeliveryRequest, { restricted }: Permissions, isClip: boolean) =>
    renditionKey(request, restricted, services.fonts.revision, isClip, services.video.isAvailable);
  const renditions = createRenditionCache<Meta>(services.disk);
  const pendingWork = createPendingWork();
  const charged = new WeakSet<RequestContext>();

  return {
    async kept({ request, permissions }) {
      if (!request.transformation) return undefined;
      // What is called a video and is none is found under its own key, when it is known.
      const isClip = mayBeVideo(request) && videoRenditionOf(request, true).kind !== "still";
      const entry = await renditions.find(keyOf(request, permissions, isClip));
      return entry && foundIn(entry, false);
    },

    async ofParts(candidate, context) {
      if (!mayBeOneFrame(candidate.request)) return undefined;
      try {
        const { signal, purgeEpoch } = context;
        const waiting = { timeout: context.left() / 2, signal };
        const start = performance.now();
        const part = await readParts(resolver.parts(candidate, context), waiting);
        context.times.add("origin", performance.now() - start);
        const { excerpt } = part;
        const transformation = candidate.request.transformation ?? conversionTo(excerpt.meta);
        if (!transformation) return undefined;
        const exact = { ...candidate, request: { ...candidate.request, transformation } };
        const source = {
          original: excerpt,
          purgeEpoch,
          layerVersion: versionsFor(candidate, context),
        };
        const key = keyOf(exact.request, candidate.permissions, false);
        const kept = await renditions.findCurrent(key, source);
        const old = isOld(excerpt);
        if (kept) return foundIn(kept, old);
        const findImage = stills.findInPart(part);
        const entry = await renditions.makeOnce(
          key,
          source,
          (stopped) => finish(exact, excerpt, context, stopped, findImage),
          signal,
        );
        return "original" in entry ? undefined : madeNow(entry, old);
      } catch (error) {
        if (error instanceof NotEnough) return undefined;
        throw error;
      }
    },

    async find({ candidate, original, transformation }, context) {
      const request = { ...candidate.request, transformation };
      const { purgeEpoch, signal } = context;
      const waiting = { timeout: context.left(), signal };
      const clip =
        (await streams.wanted(request, original, waiting)) ??
        (await clips.wanted(request, original, {
          ...waiting,
          isConversion: candidate.request.transformation === undefined,
        }));
      if (clip && !("facts" in clip)) return clip;
      const key = keyOf(request, candidate.permissions, clip !== undefined);
      const source = { original, purgeEpoch, layerVersion: versionsFor(candidate, context) };
      const kept = await renditions.findCurrent(key, source);
      const old = isOld(original);
      if (kept) return foundIn(kept, old);

      const exact = { ...candidate, request };
      const entry = clip
        ? await pendingWork.wait(
            // What failed with a file is tried with the next one, and after a purge.
            cacheKey(key, versionKey(original), purgeEpoch),
            // The client may go: a video is made for the next request.
            () =>
              renditions.makeOnce(key, source, () => finishClip(exact, clip, context), undefined),
            context,
            lateFor(clip, () => originalLocation(exact, original, services.signingKeys)),
          )
        : await renditions.makeOnce(
            key,
            source,
            (stopped) => finish(exact, original, context, stopped),
            signal,
          );
      return "original" in entry ? entry : madeNow(entry, old);
    },
  };

  function versionsFor(candidate: Candidate, context: RequestContext) {
    return async (path: string) => (await resolver.layer(candidate, path, context)).meta.hash;
  }

  /** Once for each request: of a video whose parts are not enough its still is begun twice. */
  function charge(context: RequestContext): void {
    if (charged.has(context)) return;
    services.budget?.take(context.client);
    charged.add(context);
  }

  async function finish(
    candidate: Candidate,
    original: Original,
    context: RequestContext,
    signal: AbortSignal,
    findImage = stills.find,
  ): Promise<FinishedRendition<Meta> | Passthrough> {
    const { request } = candidate;
    const start = performance.now();
    const { purgeEpoch, client, left } = context;
    charge(context);
    const waiting = { timeout: left(), signal, purgeEpoch };
    const image = await findImage(request, original, waiting);
    const find = (path: string) => resolver.layer(candidate, path, context, signal);
    const { accepted } = request;
    const makeOf = (inputs: typeof image) =>
      make({ ...inputs, accepted, client, left, signal, find });
    let made = await makeOf(image);
    if ("original" in made && image.original !== original) {
      // Left as it is, it would be the file that it was taken from.
      made = await makeOf({ ...image, transformation: [...image.transformation, drawnOutput] });
    }
    if ("original" in made) return made;
    context.times.add("render", made.milliseconds);
    context.times.add("queue", performance.now() - start - made.milliseconds);
    for (const stage of renderStages) {
      const milliseconds = made.stages[stage];
      if (milliseconds !== undefined) context.times.add(stage, milliseconds);
    }
    const contentType = formats[made.format].mediaType;
    return described(candidate, original, { ...made, contentType }, context);
  }

  async function finishClip(
    candidate: Candidate,
    clip: WantedClip | WantedStream,
    context: RequestContext,
  ): Promise<FinishedRendition<Meta> | Passthrough> {
    const { client, purgeEpoch } = context;
    charge(context);
    const { key } = clip.original;
    const sources = [key];
    const purged = new AbortController();
    const label = { ...placeIn(candidate.request), purgeEpoch, sources };
    const end = services.disk.making(label, () => purged.abort(purgedMeanwhile()));
    const find = async (path: string) => {
      const lasting = { ...context, signal: undefined };
      const found = await resolver.layer(candidate, path, lasting, purged.signal);
      sources.push(found.key);
      return found;
    };
    // The request may be gone long before, and with it its own hold on the original.
    const release = services.disk.pin(key);
    try {
      const waits = { find, client, purged: purged.signal };
      const made = "file" in clip ? await streams.make(clip, waits) : await clips.make(clip, waits);
      return "original" in made ? made : described(candidate, clip.original, made, context);
    } finally {
      release();
      end();
    }
  }
}

function purgedMeanwhile(): Failure {
  const message = "The video was purged while it was made: ask again";
  return new Failure("EBUSY", message, { retryAfter: 1 });
}

/** @param stand where clients go meanwhile; nothing stands in for a file of a stream */
function lateFor(clip: WantedClip | WantedStream, stand: () => string): Late {
  if (!("file" in clip)) return lateVideo(stand);
  return clip.file.kind === "master" ? lateVideo(() => undefined) : lateSegment;
}

/** The image that a name in another format than what is stored asks for. */
function conversionTo({ convertTo }: Original["meta"]): Transformation | undefined {
  const isImage = formatNamed(convertTo ?? "") !== undefined;
  return isImage ? parseTransformation(`f-${convertTo}`) : undefined;
}
