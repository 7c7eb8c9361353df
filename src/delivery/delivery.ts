import { isOld, type Original } from "../cache/original.ts";
import { Failure } from "../failure.ts";
import { formatNamed } from "../formats.ts";
import { dialectOf } from "../url/dialect.ts";
import type { SigningKeys } from "../url/signature.ts";
import { parseTransformation, type Transformation } from "../url/transformation.ts";
import { containerOf } from "../video/read-file.ts";
import {
  type Answer,
  answerWith,
  describeOriginal,
  type FoundEntry,
  type Terms,
} from "./answer.ts";
import { type Asker, authorizeCandidates, type Candidate } from "./candidates.ts";
import type { RenderBudget } from "./render-budget.ts";
import type { MakerServices } from "./rendition-maker.ts";
import { createRenditionSource } from "./renditions.ts";
import { type ConfigSnapshot, parseRequest } from "./request.ts";
import { createRequestContext, type RequestContext } from "./request-context.ts";
import { createOriginalResolver, placeOf, type ResolvedOriginal } from "./resolve-original.ts";
import { createVariants } from "./variants.ts";

export interface DeliveryServices extends MakerServices {
  snapshot(): Promise<ConfigSnapshot>;
  /** Signs URLs. */
  signingKeys: SigningKeys;
  /** Of new renditions for each client; none where it is left out. */
  budget?: RenderBudget;
  /** Milliseconds from the fetch of an original to the last byte rendered. */
  timeout: number;
}

/** A request for an image as it came in, and who sent it. */
export interface ReceivedRequest extends Asker {
  url: string;
  headers: Headers;
  /** It is made before the client asks for it: it may see what the client may, and costs it nothing. */
  isAhead?: true;
  /** Aborts when the client has gone. */
  signal?: AbortSignal;
}

/** An answer, where it came from, and how long its stages took in milliseconds. */
export interface Delivery {
  answer: Answer;
  cache: FoundEntry["cache"];
  timings: Record<string, number>;
}

/** Answers requests for images. What goes wrong is thrown as a Failure. */
export function createDelivery(
  services: DeliveryServices,
): (received: ReceivedRequest) => Promise<Delivery> {
  const { disk, snapshot, signingKeys, timeout } = services;
  const resolver = createOriginalResolver(services);
  const renditions = createRenditionSource(services, resolver);
  const variants = createVariants(services);

  return async (received) => {
    const purgeEpoch = disk.purgeEpoch();
    const { signal } = received;
    const client = received.isAhead ? undefined : received.client;
    const context = createRequestContext({ client, signal }, { timeout, purgeEpoch });
    const readings = parseRequest(received, await snapshot());
    const candidates = authorizeCandidates(readings, received, signingKeys);

    const kept = await renditions.kept(candidates[0]);
    if (kept) return respond(kept, candidates[0], received, context);

    const still = await renditions.ofParts(candidates[0], context);
    if (still) return respond(still, candidates[0], received, context);

    const resolved = await resolver.original(candidates, context);
    // What happens next may take a while, and the original may not be evicted meanwhile.
    const release = disk.pin(resolved.original.key);
    try {
      const transformation =
        resolved.candidate.request.transformation ?? (await conversionOf(resolved.original));
      const rendition =
        transformation && (await renditions.find({ ...resolved, transformation }, context));
      const found =
        rendition && "entry" in rendition
          ? rendition
          : await untouched(resolved, received.headers, context, rendition?.because);
      return respond(found, resolved.candidate, received, context);
    } finally {
      release();
    }
  };

  /** The original as it is, or freed of scripts and compressed. */
  async function untouched(
    { original, candidate }: ResolvedOriginal,
    headers: Headers,
    context: RequestContext,
    because?: string,
  ): Promise<FoundEntry> {
    const { request, permissions } = candidate;
    const { isRestricted } = dialectOf(request.endpoint.urlRewriter);
    if (!permissions.restricted && isRestricted(placeOf(request))) {
      throw new Failure("EFORBIDDEN", "Private and authenticated assets need a signature");
    }
    const { convertTo, format } = original.meta;
    // An extension that asks for a conversion tells nothing of what is stored.
    const isOther = convertTo !== undefined && format === undefined;
    const stored = isOther ? await containerOf(original.file) : undefined;
    const described = describeOriginal(original, request.address.path, stored?.mediaType);
    const meta = because === undefined ? described : { ...described, because };
    const entry = await variants({ ...original, meta }, headers, context);
    if (isOld(original)) return { entry, cache: "stale", until: 0 };
    const until = entry.checkedAt + original.maxAge * 1000;
    return { entry, cache: original.isNew ? "miss" : "disk", until };
  }

  function respond(
    { entry, cache, until }: FoundEntry,
    candidate: Candidate,
    received: ReceivedRequest,
    { times }: RequestContext,
  ): Delivery {
    // Asked last, of whatever is about to leave: clients that share a render may see different things.
    if (entry.meta.isPrivate && !candidate.permissions.private) {
      throw new Failure("EFORBIDDEN", "This file is private: its URL needs a signature");
    }
    // It may not be evicted before the runtime has opened its file.
    setImmediate(disk.pin(entry.key));
    const answer = answerWith(entry, until, termsOf(candidate, received));
    return { answer, cache, timings: times.milliseconds() };
  }
}

function termsOf({ request, permissions }: Candidate, { headers }: ReceivedRequest): Terms {
  const { endpoint, address, hints, compat, ignored = compat?.ignored ?? [] } = request;
  return {
    cacheControl: endpoint.cacheControl,
    corsOrigins: endpoint.corsOrigins,
    hints,
    ignored,
    attachment: address.attachment,
    fileName: address.path.slice(address.path.lastIndexOf("/") + 1),
    expires: permissions.expires,
    site: headers.get("origin"),
  };
}

/**
 * A path that ends in another format than what is stored there asks for a conversion, of a video
 * for a frame, or for another video.
 */
async function conversionOf({ meta, file }: Original): Promise<Transformation | undefined> {
  const { convertTo, format } = meta;
  if (convertTo === undefined) return undefined;
  const image = formatNamed(convertTo);
  if (image !== undefined && image === format) return undefined;
  if (format === undefined && (await containerOf(file)) === undefined) return undefined;
  return parseTransformation(`f-${convertTo}`);
}
