import type { Entry } from "../cache/disk.ts";
import type { Original } from "../cache/originals.ts";
import {
  createRenditions as createRenditionCache,
  type FinishedRendition,
  type RenditionMeta,
} from "../cache/renditions.ts";
import { formats } from "../formats.ts";
import type { Passthrough } from "../render/plan/plan.ts";
import type { Transformation } from "../url/transformation.ts";
import { describeOriginal, type Representation } from "./answer.ts";
import type { Permissions } from "./authorize.ts";
import type { Candidate } from "./candidates.ts";
import { createMediaReader } from "./media.ts";
import { renditionKey, variesByAccept } from "./rendition-key.ts";
import { createRenditionMaker, type MakerServices } from "./rendition-maker.ts";
import type { DeliveryRequest } from "./request.ts";
import type { RequestContext } from "./request-context.ts";
import type { OriginalResolver, ResolvedOriginal } from "./resolve-original.ts";
import { createStills } from "./stills.ts";

/** What a request gets: an entry of the disk cache, and where it was. */
export interface FoundEntry {
  entry: Entry<Representation>;
  cache: "disk" | "miss" | "stale";
  /** Milliseconds since 1970 until which the entry is known to be true; 0 when it is old. */
  until: number;
}

type Meta = RenditionMeta & Representation;

/** Renditions of originals: those that are kept, and those that have to be made. */
interface RenditionSource {
  /** One that is kept and true for its age: its original is not asked for. */
  kept(candidate: Candidate): Promise<FoundEntry | undefined>;
  /**
   * One of this version of the original, kept or made now; or the original is better delivered as
   * it is.
   */
  find(
    resolved: ResolvedOriginal & { transformation: Transformation },
    context: RequestContext,
  ): Promise<FoundEntry | Passthrough>;
}

export function createRenditionSource(
  services: MakerServices,
  resolver: OriginalResolver,
): RenditionSource {
  const make = createRenditionMaker(services);
  const findPicture = createStills({ ...services, readMedia: createMediaReader(services) });
  const keyOf = (request: DeliveryRequest, { restricted }: Permissions) =>
    renditionKey(request, restricted, services.fonts.revision);
  const renditions = createRenditionCache<Meta>(services.disk);

  return {
    async kept({ request, permissions }) {
      if (!request.transformation) return undefined;
      const entry = await renditions.find(keyOf(request, permissions));
      return entry && { entry, cache: "disk", until: endOf(entry) };
    },

    async find({ candidate, original, transformation }, context) {
      const request = { ...candidate.request, transformation };
      const key = keyOf(request, candidate.permissions);
      const { purgeEpoch } = context;
      const layerVersion = async (path: string) =>
        (await resolver.layer(candidate, path, context)).meta.hash;
      const source = { original, purgeEpoch, layerVersion };
      const kept = await renditions.findCurrent(key, source);
      const old = isOld(original);
      if (kept) return { entry: kept, cache: old ? "stale" : "disk", until: old ? 0 : endOf(kept) };

      const entry = await renditions.makeOnce(
        key,
        source,
        (signal) => finish({ ...candidate, request }, original, context, signal),
        context.signal,
      );
      // Made now is no hit, however old its original is.
      if ("original" in entry) return entry;
      return { entry, cache: "miss", until: old ? 0 : endOf(entry) };
    },
  };

  async function finish(
    candidate: Candidate,
    original: Original,
    context: RequestContext,
    signal: AbortSignal,
  ): Promise<FinishedRendition<Meta> | Passthrough> {
    const { request } = candidate;
    const { accepted, endpoint, address, asked } = request;
    const start = performance.now();
    const { purgeEpoch } = context;
    const waiting = { timeout: context.left(), signal, purgeEpoch };
    const picture = await findPicture(request, original, waiting);
    const made = await make({
      ...picture,
      accepted,
      client: context.client,
      left: context.left,
      signal,
      find: (path) => resolver.layer(candidate, path, context, signal),
    });
    if ("original" in made) return made;
    context.times.add("render", made.milliseconds);
    context.times.add("queue", performance.now() - start - made.milliseconds);
    const sources = [original, ...made.layers.map((layer) => layer.original)];
    // What is made of an image whose original alone needs a signature is not private itself.
    const open = candidate.permissions.derived ? original : undefined;
    const isPrivate = sources.some((source) => source !== open && source.meta.isPrivate);
    const { isPrivate: _, ...described } = describeOriginal(original, address.path);
    const negotiated = original.meta.convertTo === undefined && variesByAccept(request);
    const meta: Meta = {
      ...described,
      hash: made.hash,
      contentType: formats[made.format].mediaType,
      ...(negotiated ? { vary: ["Accept"] } : {}),
      ...(made.undrawn === undefined ? {} : { undrawn: made.undrawn }),
      ...(made.fonts === undefined ? {} : { fonts: made.fonts }),
      ...(isPrivate ? { isPrivate } : {}),
      original: original.meta.hash,
      layers: made.layers.map((layer) => [layer.path, layer.original.meta.hash]),
      maxAge: Math.min(...sources.map((source) => source.maxAge)),
    };
    const label = {
      endpoint: endpoint.id,
      path: address.path,
      asked,
      purgeEpoch,
      sources: sources.map((source) => source.key),
    };
    return { pending: made.pending, meta, label };
  }
}

/** Whether an original is what its origin last had, and may not have any more. */
export function isOld({ stale, outdated }: Original): boolean {
  return stale === true || outdated === true;
}

function endOf({ checkedAt, meta }: Entry<Meta>): number {
  return checkedAt + meta.maxAge * 1000;
}
