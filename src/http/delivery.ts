import { createHash } from "node:crypto";
import type { Entry } from "../cache/disk.ts";
import { isFresh, type Original } from "../cache/originals.ts";
import { createSingleFlight } from "../cache/single-flight.ts";
import { Failure } from "../failure.ts";
import type { Catalogue } from "../origins/catalogue.ts";
import { encodePath } from "../origins/keys.ts";
import { lastOf, mediaTypes } from "../render/output.ts";
import { parseTransformation, plainSteps, type Transformation } from "../url/transformation.ts";
import { mediaTypeOf } from "./media-type.ts";
import { createMaker, type MakerServices } from "./renditions.ts";
import { type Delivered, fileResponse } from "./responses.ts";
import { readWish, renditionName, variesByAccept, type Wish } from "./wish.ts";

export interface DeliveryServices extends MakerServices {
  catalogue(): Promise<Catalogue>;
  id: string | undefined;
  /** Milliseconds from the fetch of an original to the last byte rendered. */
  timeout: number;
  limits: MakerServices["limits"] & {
    /** Bytes of an original that is passed through. */
    fileBytes: number;
  };
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

/** One request's clock: when it has to be done, and how long its stages took, in milliseconds. */
interface Clock {
  left(): number;
  timings: Record<string, number>;
}

/** Answers requests for pictures. What goes wrong is thrown as a Failure. */
export function createDelivery(services: DeliveryServices) {
  const { disk, originals, limits } = services;
  const make = createMaker(services);
  const drawings = createSingleFlight<Entry<Delivered>>();
  const renders = createSingleFlight<Entry<RenditionMeta> | undefined>();

  return async function deliver(request: Request): Promise<Response> {
    const clock = startClock(services.timeout);
    const wish = readWish(request, await services.catalogue(), services.id);
    const answer = (entry: Entry<Delivered>, cache: "disk" | "miss" | "stale") =>
      fileResponse(request, entry, {
        ...wish.endpoint,
        ...{ cache, hints: wish.hints, timings: clock.timings },
      });

    const hit = wish.transformation && disk.get<RenditionMeta>(keyOf(wish));
    if (hit && isFresh(hit, hit.meta.maxAge)) return answer(hit, "disk");

    const original = await findOrFallback(wish, clock);
    const untouched = async () => {
      const meta = asItIs(original, wish);
      const drawing = original.meta.format === "svg" && (await sanitise(original, meta, clock));
      return answer(drawing || { ...original, meta }, original.stale ? "stale" : "disk");
    };
    wish.transformation ??= conversionOf(original);
    if (!wish.transformation) return untouched();

    const key = keyOf(wish);
    const kept = disk.get<RenditionMeta>(key);
    if (kept && (await isCurrent(kept.meta, original, wish, clock))) {
      if (!original.stale) disk.confirm(key);
      return answer(kept, original.stale ? "stale" : "disk");
    }
    const made = await render(key, original, wish, clock);
    return made ? answer(made, original.stale ? "stale" : "miss") : untouched();
  };

  async function find(
    { endpoint, host, transformation }: Wish,
    path: string,
    clock: Clock,
    rawPath = path,
  ) {
    const start = performance.now();
    const maxBytes = transformation ? limits.pictureBytes : limits.fileBytes;
    const where = { path, rawPath, host };
    const original = await originals.find(endpoint, where, { maxBytes, timeout: clock.left() });
    clock.timings.origin = (clock.timings.origin ?? 0) + performance.now() - start;
    return original;
  }

  /** A drawing without anything that runs or leads outside; made once per version. */
  function sanitise(
    original: Original,
    meta: Delivered,
    { left }: Clock,
  ): Promise<Entry<Delivered>> {
    const name = ["drawing", original.key, original.meta.hash].join("\n");
    const key = createHash("sha256").update(name).digest("hex");
    return drawings(key, async () => {
      const kept = disk.get<Delivered>(key);
      if (kept) return kept;
      const release = disk.hold(original.key);
      try {
        const output = disk.temporary();
        const job = { do: "sanitise", file: original.file, output } as const;
        const { bytes, hash } = await services.pool.run<"sanitise">(job, left());
        return disk.add<Delivered>(key, output, bytes, { ...meta, hash });
      } finally {
        release();
      }
    });
  }

  /** Whether the original and what lies in layers are what the rendition was made from. */
  async function isCurrent(meta: RenditionMeta, original: Original, wish: Wish, clock: Clock) {
    if (meta.original !== original.meta.hash) return false;
    const layers = meta.layers.map(async ([path, version]) => {
      return (await find(wish, path, clock)).meta.hash === version;
    });
    return (await Promise.all(layers)).every(Boolean);
  }

  /** The original, or the picture that `di` names for when there is none. */
  async function findOrFallback(wish: Wish, clock: Clock): Promise<Original> {
    const { path, rawPath } = wish.address;
    try {
      return await find(wish, path, clock, rawPath);
    } catch (error) {
      const fallback = fallbackOf(wish.transformation);
      if (fallback === undefined || !(error instanceof Failure) || error.status !== 404)
        throw error;
      const original = await find(wish, fallback, clock);
      // From here on the request is one for that picture; what is missing may come back soon.
      wish.address = { ...wish.address, path: fallback, rawPath: fallback };
      wish.endpoint = { ...wish.endpoint, cacheControl: "public, max-age=30" };
      return original;
    }
  }

  function render(key: string, original: Original, wish: Wish, clock: Clock) {
    const { transformation = [], accepted } = wish;
    return renders(`${key} ${original.meta.hash}`, async () => {
      const start = performance.now();
      const made = await make({
        ...{ transformation, original, accepted, left: clock.left },
        find: (path) => find(wish, path, clock),
      });
      if (!made) return undefined;
      clock.timings.render = made.milliseconds;
      clock.timings.queue = performance.now() - start - made.milliseconds;
      return disk.add<RenditionMeta>(key, made.file, made.bytes, {
        ...asItIs(original, wish),
        hash: made.hash,
        contentType: mediaTypes[made.plan.output.format],
        varies: original.meta.convertTo === undefined && variesByAccept(wish),
        original: original.meta.hash,
        layers: made.layers.map(({ path, original: { meta } }) => [path, meta.hash]),
        maxAge: Math.min(original.maxAge, ...made.layers.map((layer) => layer.original.maxAge)),
      });
    });
  }
}

function startClock(timeout: number): Clock {
  const deadline = performance.now() + timeout;
  return { left: () => deadline - performance.now(), timings: {} };
}

function fallbackOf(transformation: Transformation | undefined): string | undefined {
  return lastOf(plainSteps(transformation ?? []), "fallback");
}

function keyOf(wish: Wish): string {
  return createHash("sha256").update(renditionName(wish)).digest("hex");
}

/** A path that ends in another format than what is stored there asks for a conversion. */
function conversionOf({ meta }: Original): Transformation | undefined {
  const { convertTo, format } = meta;
  if (convertTo === undefined || format === undefined) return undefined;
  const same = convertTo.replace(/^jpg$/, "jpeg") === format;
  return same ? undefined : parseTransformation(`f-${convertTo}`);
}

/** What the headers of an original, untouched, say. */
function asItIs({ meta }: Original, { address }: Wish): Delivered {
  const { hash, origin, lastModified, canonicalBase, cacheControl } = meta;
  return {
    origin,
    hash,
    contentType: mediaTypeOf(meta, address.path),
    ...(lastModified === undefined ? {} : { lastModified }),
    ...(cacheControl === undefined ? {} : { originCacheControl: cacheControl }),
    ...(canonicalBase === undefined
      ? {}
      : { canonical: `${canonicalBase}/${encodePath(address.path)}` }),
  };
}
