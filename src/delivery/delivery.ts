import { createHash } from "node:crypto";
import type { Entry } from "../cache/disk.ts";
import { isFresh, type Original } from "../cache/originals.ts";
import { createSingleFlight } from "../cache/single-flight.ts";
import { Failure } from "../failure.ts";
import { formatNamed, formats } from "../formats.ts";
import { type Answer, answerWith, type CacheResult, type Delivered } from "../http/answer.ts";
import { encodePath } from "../origins/keys.ts";
import { parseTransformation, type Transformation } from "../url/transformation.ts";
import { admit, type Walk } from "./authorize-first.ts";
import { mediaTypeOf } from "./media-type.ts";
import { createMaker, type MakerServices } from "./rendition-maker.ts";
import {
  readWish,
  renditionName,
  type Surroundings,
  variesByAccept,
  type Wish,
} from "./request.ts";
import { createFinder } from "./resolve-original.ts";
import { createDerived } from "./variants.ts";

export interface DeliveryServices extends MakerServices {
  surroundings(): Promise<Surroundings>;
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
  const find = createFinder(services);
  const make = createMaker(services);
  const derived = createDerived(services);
  const renders = createSingleFlight<Entry<RenditionMeta> | undefined>();

  return async function deliver(asked: Asked): Promise<Delivery> {
    const walk = await begin(asked);
    const give: Give = (entry, cache, maxAge) => {
      // Asked last, of whatever is about to leave: who shares a render may see less than others.
      if (entry.meta.isPrivate && !walk.grant.private) {
        throw new Failure("EFORBIDDEN", "This file is private: its URL needs a signature");
      }
      // Nobody may evict it before the runtime has opened its file.
      setImmediate(disk.hold(entry.key));
      const until = cache === "stale" ? 0 : entry.checkedAt + maxAge * 1000;
      return {
        answer: answerWith(entry, until, termsOf(walk, asked)),
        cache,
        timings: walk.timings,
      };
    };

    const hit = walk.wish.transformation && disk.get<RenditionMeta>(keyOf(walk));
    if (hit && isFresh(hit, hit.meta.maxAge)) return give(hit, "disk", hit.meta.maxAge);

    const original = await find.original(walk);
    // What happens next may take a while, and nobody may evict it meanwhile.
    const release = disk.hold(original.key);
    try {
      return await giveOf(original, walk, asked, give);
    } finally {
      release();
    }
  };

  /** What is made of an original, or kept of it, or the original itself. */
  async function giveOf(original: Original, walk: Walk, asked: Asked, give: Give) {
    const { wish } = walk;
    const old = original.stale || original.outdated;
    const untouched = async () => {
      const meta = asItIs(original, wish);
      const entry = await derived({ ...original, meta }, asked.headers, walk);
      return give(entry, old ? "stale" : original.isNew ? "miss" : "disk", original.maxAge);
    };
    wish.transformation ??= conversionOf(original);
    if (!wish.transformation) return untouched();

    const key = keyOf(walk);
    const kept = disk.get<RenditionMeta>(key);
    // Its layers may have to be asked for first, and it may be purged meanwhile.
    const release = disk.hold(key);
    try {
      if (kept && (await isCurrent(kept.meta, original, walk))) {
        const checkedAt = old ? kept.checkedAt : disk.confirm(key, walk.began);
        return give({ ...kept, checkedAt }, old ? "stale" : "disk", kept.meta.maxAge);
      }
    } finally {
      release();
    }
    const made = await render(key, original, walk);
    return made ? give(made, old ? "stale" : "miss", made.meta.maxAge) : untouched();
  }

  async function begin({ url, headers, client, signal }: Asked): Promise<Walk> {
    const deadline = performance.now() + services.timeout;
    const wish = readWish({ url, headers }, await services.surroundings());
    const left = () => deadline - performance.now();
    return {
      client,
      signal,
      left,
      timings: {},
      began: disk.purges(),
      ...admit(wish, client, services.privateKey),
    };
  }

  /** Whether the original and what lies in layers are what the rendition was made from. */
  async function isCurrent(meta: RenditionMeta, original: Original, walk: Walk) {
    if (meta.original !== original.meta.hash) return false;
    const layers = meta.layers.map(async ([path, version]) => {
      return (await find.layer(walk, path)).meta.hash === version;
    });
    return (await Promise.all(layers)).every(Boolean);
  }

  function render(key: string, original: Original, walk: Walk) {
    const { wish, client, left, timings, began } = walk;
    const { transformation = [], accepted } = wish;
    const work = async (signal: AbortSignal) => {
      const start = performance.now();
      const made = await make({
        transformation,
        original,
        accepted,
        client,
        left,
        signal,
        find: (path) => find.layer(walk, path, signal),
      });
      if (!made) return undefined;
      timings.render = made.milliseconds;
      timings.queue = performance.now() - start - made.milliseconds;
      const sources = [original, ...made.layers.map((layer) => layer.original)];
      const meta: RenditionMeta = {
        ...asItIs(original, wish),
        hash: made.hash,
        contentType: formats[made.plan.output.format].mediaType,
        ...(original.meta.convertTo === undefined && variesByAccept(wish)
          ? { vary: ["Accept"] }
          : {}),
        ...(sources.some((source) => source.meta.isPrivate) ? { isPrivate: true } : {}),
        original: original.meta.hash,
        layers: made.layers.map((layer) => [layer.path, layer.original.meta.hash]),
        maxAge: Math.min(...sources.map((source) => source.maxAge)),
      };
      return disk.add(key, made.draft, meta, {
        endpoint: wish.endpoint.id,
        path: wish.address.path,
        asked: wish.asked,
        began,
        sources: sources.map((source) => source.key),
      });
    };
    // A request after a purge joins no render from before it: its layers may be old.
    return renders(`${key} ${original.meta.hash} ${began}`, work, walk.signal);
  }
}

function keyOf({ wish, grant }: Walk): string {
  return createHash("sha256").update(renditionName(wish, grant.guarded)).digest("hex");
}

function termsOf({ wish, grant }: Walk, { headers }: Asked) {
  const { endpoint, address, hints, foreign } = wish;
  return {
    cacheControl: endpoint.cacheControl,
    corsOrigins: endpoint.corsOrigins,
    hints,
    ignored: foreign?.ignored ?? [],
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
function asItIs({ meta }: Original, { address }: Wish): Delivered {
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
