import type { MediaFacts } from "../../video/plan/facts.ts";
import { authorizeCandidates } from "../candidates.ts";
import type { DeliveryServices } from "../delivery.ts";
import { parseRequest } from "../request.ts";
import { createRequestContext } from "../request-context.ts";
import { createOriginalResolver } from "../resolve-original.ts";
import { createExcerptReading, NotEnough } from "./excerpts.ts";
import { mayBeVideo } from "./video-rendition.ts";

/** What is in a video, and how many bytes it has. */
interface FoundFacts {
  facts: MediaFacts;
  bytes: number;
}

/**
 * What is in the video that a URL names, of which no more is fetched than tells that; undefined for what
 * is here as a whole, or takes the whole.
 */
export type ReadFacts = (url: URL) => Promise<FoundFacts | undefined>;

export function createFactsReader(services: DeliveryServices): ReadFacts {
  const { disk, snapshot, signingKeys, timeout } = services;
  const resolver = createOriginalResolver(services);
  const readParts = createExcerptReading(services);

  return async ({ href }) => {
    const asked = { url: href, headers: new Headers() };
    const context = createRequestContext({}, { timeout, purgeEpoch: disk.purgeEpoch() });
    const readings = parseRequest(asked, await snapshot());
    const [candidate] = authorizeCandidates(readings, {}, signingKeys);
    const { transformation, address } = candidate.request;
    if (transformation || address.view || !mayBeVideo(candidate.request)) return undefined;
    try {
      const search = resolver.parts(candidate, context);
      const { excerpt } = await readParts(search, { timeout: context.left() / 2 });
      const { media, excerpt: whole, convertTo } = excerpt.meta;
      return convertTo === undefined ? { facts: media, bytes: whole.bytes } : undefined;
    } catch (error) {
      if (error instanceof NotEnough) return undefined;
      throw error;
    }
  };
}
