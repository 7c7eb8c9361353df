import { cacheKey } from "../cache/cache-key.ts";
import type { FoundParts } from "../cache/excerpts/excerpts.ts";
import { type Original, originalKey } from "../cache/original.ts";
import type { Originals } from "../cache/originals.ts";
import { Failure } from "../failure.ts";
import { formatNamed } from "../formats.ts";
import type { Limits } from "../limits.ts";
import { builtInOrigin } from "../origins/built-in.ts";
import type { OriginalPath } from "../origins/origin.ts";
import { lastOf } from "../render/plan/output.ts";
import { checkPath } from "../url/address.ts";
import type { Place, StandIn } from "../url/compat-reading.ts";
import { dialectOf } from "../url/dialect.ts";
import { parseTransformation, plainSteps } from "../url/transformation.ts";
import type { Candidate, Candidates } from "./candidates.ts";
import { type DeliveryRequest, likeliestOf } from "./request.ts";
import type { RequestContext } from "./request-context.ts";
import { fallenBack, stoodIn } from "./stand-ins.ts";
import { mayBeVideo } from "./video/video-rendition.ts";

interface ResolverServices {
  originals: Originals;
  limits: Pick<Limits, "sourceBytes" | "fileBytes" | "videoBytes">;
}

/** An original, and the way to read its request that led there. */
export interface ResolvedOriginal {
  readonly candidate: Candidate;
  readonly original: Original;
}

/** A search for an original of which some parts may be enough. */
export interface PartsSearch {
  /** The same for all requests that look for the same. */
  key: string;
  /** Undefined where it has to be found as a whole. */
  find(signal: AbortSignal): Promise<FoundParts | undefined>;
}

/** Finds originals for requests. What no origin has is a failure of the status 404. */
export interface OriginalResolver {
  /**
   * What the URL names: of the first candidate at whose path something lies; else under the name of
   * another file format, as it is spelt; else the image that `di` names.
   */
  original(candidates: Candidates, context: RequestContext): Promise<ResolvedOriginal>;
  /** How the original that one candidate names is found by parts of it. Throws where it may not be seen. */
  parts(candidate: Candidate, context: RequestContext): PartsSearch;
  /** An image or a font that lies in a layer. */
  layer(
    candidate: Candidate,
    path: string,
    context: RequestContext,
    signal?: AbortSignal,
  ): Promise<Original>;
}

/**
 * An original that got old is used for this many times its age more while it is asked for in the
 * background: an hour where five minutes are allowed.
 */
const staleShare = 12;

export function createOriginalResolver({ originals, limits }: ResolverServices): OriginalResolver {
  /** Where a candidate's file is looked for. Throws where it may not be seen. */
  function pathOf({ request, permissions }: Candidate, place: Place): OriginalPath {
    const { endpoint, host } = request;
    checkPath(place.path);
    const { isRestricted, isDerivedOpen } = dialectOf(endpoint.urlRewriter);
    const isOwn = place.asset !== undefined && place.asset === request.compat?.asset;
    const derived = permissions.derived && isOwn && isDerivedOpen(place);
    const authorised = permissions.restricted || derived;
    if (!authorised && isRestricted(place)) {
      throw new Failure("EFORBIDDEN", "Private and authenticated assets need a signature");
    }
    return { ...place, host, ...(authorised ? { authorised: true as const } : {}) };
  }

  async function find(
    candidate: Candidate,
    place: Place,
    context: RequestContext,
    signal = context.signal,
  ): Promise<Original> {
    const { request } = candidate;
    const { endpoint, transformation } = request;
    const { sourceBytes, fileBytes, videoBytes } = limits;
    const path = pathOf(candidate, place);
    const start = performance.now();
    const original = await originals.find(
      { ...endpoint, staleFor: endpoint.originalMaxAge * staleShare },
      path,
      {
        maxBytes: !transformation
          ? fileBytes
          : mayBeVideo(request)
            ? Math.max(sourceBytes, videoBytes)
            : sourceBytes,
        timeout: context.left(),
        signal,
      },
    );
    context.times.add("origin", performance.now() - start);
    return original;
  }

  async function original(
    candidates: Candidates,
    context: RequestContext,
  ): Promise<ResolvedOriginal> {
    let missing: unknown;
    for (const candidate of candidates) {
      try {
        const found = await find(candidate, placeOf(candidate.request), context);
        return { candidate, original: found };
      } catch (error) {
        if (!isAbsence(error)) throw error;
        missing ??= error;
      }
    }
    for (const candidate of likeliestOf(candidates, ({ request }) => request)) {
      const other = await inAnotherFormat(candidate, context);
      if (other) return convertedToPath(candidate, other);
    }
    throw candidates.findLast(({ refusal }) => refusal)?.refusal ?? missing;
  }

  async function inAnotherFormat(
    candidate: Candidate,
    context: RequestContext,
  ): Promise<Original | undefined> {
    const { endpoint } = candidate.request;
    const places = dialectOf(endpoint.urlRewriter).otherNames(placeOf(candidate.request));
    // A backup bucket has looked for every format already.
    const origins = endpoint.origins.filter(({ variesByAsset }) => !variesByAsset);
    if (origins.length === 0 || places.length === 0) return undefined;
    const request = { ...candidate.request, endpoint: { ...endpoint, origins } };
    try {
      return await firstAt({ ...candidate, request }, places, context);
    } catch (error) {
      if (!isAbsence(error)) throw error;
      return undefined;
    }
  }

  /** The first that lies at one of these places; the first absence is thrown when none does. */
  async function firstAt(
    candidate: Candidate,
    places: readonly Place[],
    context: RequestContext,
    signal?: AbortSignal,
  ): Promise<Original> {
    let missing: unknown;
    for (const place of places) {
      try {
        return await find(candidate, place, context, signal);
      } catch (error) {
        if (!isAbsence(error)) throw error;
        missing ??= error;
      }
    }
    throw missing;
  }

  const layer: OriginalResolver["layer"] = (candidate, path, context, signal) =>
    firstAt(candidate, layerPlacesOf(candidate.request, path), context, signal);

  async function standIn(candidate: Candidate, { image }: StandIn, context: RequestContext) {
    const endpoint = { ...candidate.request.endpoint, origins: [builtInOrigin] };
    const request = { ...candidate.request, endpoint };
    return find({ ...candidate, request }, { path: image, rawPath: image }, context);
  }

  return {
    layer,
    parts(candidate, context) {
      const { endpoint } = candidate.request;
      const path = pathOf(candidate, placeOf(candidate.request));
      const keys = endpoint.origins.map((origin) => originalKey(origin, path));
      return {
        key: cacheKey("parts", context.purgeEpoch, ...keys),
        find: (signal) => {
          const bounds = { maxBytes: limits.videoBytes, timeout: context.left(), signal };
          return originals.findExcerpt(endpoint, path, bounds);
        },
      };
    },
    async original(candidates, context) {
      const [first] = candidates;
      const instead = dialectOf(
        first.request.compat ? first.request.endpoint.urlRewriter : undefined,
      ).standIn(placeOf(first.request));
      if (instead?.always) {
        return { candidate: first, original: await standIn(first, instead, context) };
      }
      try {
        return await original(candidates, context);
      } catch (error) {
        if (instead && isAbsence(error)) {
          const found = await standIn(first, instead, context);
          return { candidate: { ...first, request: stoodIn(first.request) }, original: found };
        }
        const { transformation = [] } = first.request;
        const fallback = lastOf(plainSteps(transformation), "fallback");
        if (fallback === undefined || !isAbsence(error)) throw error;
        const found = await layer(first, fallback, context);
        return {
          candidate: { ...first, request: fallenBack(first.request, fallback) },
          original: found,
        };
      }
    },
  };
}

function isAbsence(error: unknown): boolean {
  return error instanceof Failure && error.status === 404;
}

/** Where the original lies that a request names. */
export function placeOf({ address, compat }: DeliveryRequest): Place {
  const { path, rawPath } = address;
  return { path, rawPath, ...(compat?.asset ? { asset: compat.asset } : {}) };
}

/** In a URL of our own form a layer's file is named by its path alone. */
function layerPlacesOf({ endpoint, compat }: DeliveryRequest, path: string): Place[] {
  const dialect = dialectOf(compat ? endpoint.urlRewriter : undefined);
  return dialect.layerPlaces(path, compat?.asset);
}

/** What was found in another format than its path says, and is to be converted to that. */
function convertedToPath(candidate: Candidate, original: Original): ResolvedOriginal {
  const { request } = candidate;
  const asked = dialectOf(request.endpoint.urlRewriter).formatAsked(request.address.path);
  const image = formatNamed(asked ?? "");
  if (asked !== undefined && image === undefined) {
    return { candidate, original: { ...original, meta: { ...original.meta, convertTo: asked } } };
  }
  if (asked === undefined || request.transformation || image === original.meta.format) {
    return { candidate, original };
  }
  const transformation = parseTransformation(`f-${asked}`);
  return { candidate: { ...candidate, request: { ...request, transformation } }, original };
}
