import { createHash } from "node:crypto";
import type { Entry } from "../cache/disk.ts";
import { isFresh, type Original } from "../cache/originals.ts";
import { createSingleFlight } from "../cache/single-flight.ts";
import { Failure } from "../failure.ts";
import { formatNamed, formats } from "../formats.ts";
import { type Answer, answerWith, type CacheResult, type Delivered } from "../http/answer.ts";
import { encodePath } from "../origins/keys.ts";
import { parseTransformation, type Transformation } from "../url/transformation.ts";
import { authorizeFirst, type RequestContext } from "./authorize-first.ts";
import { mediaTypeOf } from "./media-type.ts";
import { createRenditionMaker, type MakerServices } from "./rendition-maker.ts";
import {
  type ConfigSnapshot,
  type DeliveryRequest,
  parseRequest,
  renditionName,
  variesByAccept,
} from "./request.ts";
import { createOriginalResolver } from "./resolve-original.ts";
import { createVariants } from "./variants.ts";

export interface DeliveryServices extends MakerServices {
  snapshot(): Promise<ConfigSnapshot>;
  /** Signs URLs. */
  privateKey: string;
  /** Milliseconds from the fetch of an original to the last byte rendered. */
  timeout: number;
}

/** A request for a picture, and who sent it. */
export interface Asked {
  url: string;
  headers: Headers;
  /** Whom the work is counted for; undefined for ourselves, who may see everything. */
  client?: string;
  /** Aborts when the client has gone. */
  signal?: AbortSignal;
}

/** An answer, where it came from, and how long its stages took in milliseconds. */
export interface Delivery {
  answer: Answer;
  cache: Exclude<CacheResult, "memory">;
  timings: Record<string, number>;
}

/** What is kept beside a rendition's bytes. */
interface RenditionMeta extends Delivered {
  /** Version of the original that it was made from. */
  original: string;
  /** Path and version of each picture and font in its layers. */
  layers: [path: string, version: string][];
  /** Seconds until that version has to be confirmed. */
  maxAge: number;
}

/** Makes an answer of an entry that is true for `maxAge` seconds from when it was checked. */
type Give = (entry: Entry<Delivered>, cache: Delivery["cache"], maxAge: number) => Delivery;

/** Answers requests for pictures. What goes wrong is thrown as a Failure. */
export function createDelivery(services: DeliveryServices) {
  const { disk } = services;
  const find = createOriginalResolver(services);
  const make = createRenditionMaker(services);
  const derived = createVariants(services);
  const renders = createSingleFlight<Entry<RenditionMeta> | undefined>();

  return async function deliver(asked: Asked): Promise<Delivery> {
    const context = await begin(asked);
    const give: Give = (entry, cache, maxAge) => {
      // Asked last, of whatever is about to leave: who shares a render may see less than others.
      if (entry.meta.isPrivate && !context.grant.private) {
        throw new Failure("EFORBIDDEN", "This file is private: its URL needs a signature");
      }
      // Nobody may evict it before the runtime has opened its file.
      setImmediate(disk.pin(entry.key));
      const until = cache === "stale" ? 0 : entry.checkedAt + maxAge * 1000;
      return {
        answer: answerWith(entry, until, termsOf(context, asked)),
        cache,
        timings: context.timings,
      };
    };

    const hit = context.request.transformation && disk.get<RenditionMeta>(keyOf(context));
    if (hit && isFresh(hit, hit.meta.maxAge)) return give(hit, "disk", hit.meta.maxAge);

    const original = await find.original(context);
    // What happens next may take a while, and nobody may evict it meanwhile.
    const release = disk.pin(original.key);
    try {
      return await giveOf(original, context, asked, give);
    } finally {
      release();
    }
  };

  /** What is made of an original, or kept of it, or the original itself. */
  async function giveOf(original: Original, context: RequestContext, asked: Asked, give: Give) {
    const { request } = context;
    const old = original.stale || original.outdated;
    const untouched = async () => {
      const meta = asItIs(original, request);
      const entry = await derived({ ...original, meta }, asked.headers, context);
      return give(entry, old ? "stale" : original.isNew ? "miss" : "disk", original.maxAge);
    };
    request.transformation ??= conversionOf(original);
    if (!request.transformation) return untouched();

    const key = keyOf(context);
    const kept = disk.get<RenditionMeta>(key);
    // Its layers may have to be asked for first, and it may be purged meanwhile.
    const release = disk.pin(key);
    try {
      if (kept && (await isCurrent(kept.meta, original, context))) {
        const checkedAt = old ? kept.checkedAt : disk.confirm(key, context.purgeEpoch);
        return give({ ...kept, checkedAt }, old ? "stale" : "disk", kept.meta.maxAge);
      }
    } finally {
      release();
    }
    const made = await render(key, original, context);
    return made ? give(made, old ? "stale" : "miss", made.meta.maxAge) : untouched();
  }

  async function begin({ url, headers, client, signal }: Asked): Promise<RequestContext> {
    const deadline = performance.now() + services.timeout;
    const request = parseRequest({ url, headers }, await services.snapshot());
    const left = () => deadline - performance.now();
    return {
      client,
      signal,
      left,
      timings: {},
      purgeEpoch: disk.purgeEpoch(),
      ...authorizeFirst(request, client, services.privateKey),
    };
  }

  /** Whether the original and what lies in layers are what the rendition was made from. */
  async function isCurrent(meta: RenditionMeta, original: Original, context: RequestContext) {
    if (meta.original !== original.meta.hash) return false;
    const layers = meta.layers.map(async ([path, version]) => {
      return (await find.layer(context, path)).meta.hash === version;
    });
    return (await Promise.all(layers)).every(Boolean);
  }

  function render(key: string, original: Original, context: RequestContext) {
    const { request, client, left, timings, purgeEpoch } = context;
    const { transformation = [], accepted } = request;
    const work = async (signal: AbortSignal) => {
      const start = performance.now();
      const made = await make({
        transformation,
        original,
        accepted,
        client,
        left,
        signal,
        find: (path) => find.layer(context, path, signal),
      });
      if (!made) return undefined;
      timings.render = made.milliseconds;
      timings.queue = performance.now() - start - made.milliseconds;
      const sources = [original, ...made.layers.map((layer) => layer.original)];
      const meta: RenditionMeta = {
        ...asItIs(original, request),
        hash: made.hash,
        contentType: formats[made.plan.output.format].mediaType,
        ...(original.meta.convertTo === undefined && variesByAccept(request)
          ? { vary: ["Accept"] }
          : {}),
        ...(sources.some((source) => source.meta.isPrivate) ? { isPrivate: true } : {}),
        original: original.meta.hash,
        layers: made.layers.map((layer) => [layer.path, layer.original.meta.hash]),
        maxAge: Math.min(...sources.map((source) => source.maxAge)),
      };
      return disk.add(key, made.pending, meta, {
        endpoint: request.endpoint.id,
        path: request.address.path,
        asked: request.asked,
        purgeEpoch,
        sources: sources.map((source) => source.key),
      });
    };
    // A request after a purge joins no render from before it: its layers may be old.
    return renders(`${key} ${original.meta.hash} ${purgeEpoch}`, work, context.signal);
  }
}

function keyOf({ request, grant }: RequestContext): string {
  return createHash("sha256").update(renditionName(request, grant.restricted)).digest("hex");
}

function termsOf({ request, grant }: RequestContext, { headers }: Asked) {
  const { endpoint, address, hints, compat } = request;
  return {
    cacheControl: endpoint.cacheControl,
    corsOrigins: endpoint.corsOrigins,
    hints,
    ignored: compat?.ignored ?? [],
    attachment: address.attachment,
    fileName: address.path.slice(address.path.lastIndexOf("/") + 1),
    expires: grant.expires,
    site: headers.get("origin"),
  };
}

/** A path that ends in another format than what is stored there asks for a conversion. */
function conversionOf({ meta }: Original): Transformation | undefined {
  const { convertTo, format } = meta;
  if (convertTo === undefined || format === undefined) return undefined;
  return formatNamed(convertTo) === format ? undefined : parseTransformation(`f-${convertTo}`);
}

/** What the headers of an original, untouched, say. */
function asItIs({ meta }: Original, { address }: DeliveryRequest): Delivered {
  const { hash, origin, lastModified, canonicalBase, cacheControl, isPrivate } = meta;
  return {
    origin,
    hash,
    contentType: mediaTypeOf(meta, address.path),
    ...(lastModified === undefined ? {} : { lastModified }),
    ...(cacheControl === undefined ? {} : { originCacheControl: cacheControl }),
    ...(isPrivate === undefined ? {} : { isPrivate }),
    ...(canonicalBase === undefined
      ? {}
      : { canonical: `${canonicalBase}/${encodePath(address.path)}` }),
  };
}
