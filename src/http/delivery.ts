import { createHash } from "node:crypto";
import type { DiskCache, Entry } from "../cache/disk.ts";
import { isFresh, type Original, type Originals } from "../cache/originals.ts";
import { createSingleFlight } from "../cache/single-flight.ts";
import { Failure } from "../failure.ts";
import type { Catalogue } from "../origins/catalogue.ts";
import { encodePath } from "../origins/keys.ts";
import { type Header, isDecodable } from "../render/header.ts";
import { mediaTypes } from "../render/output.ts";
import { type Limits, makePlan } from "../render/plan.ts";
import type { Pool } from "../render/pool.ts";
import type { Transformation } from "../url/parameters.ts";
import { parseTransformation } from "../url/transformation.ts";
import { mediaTypeOf } from "./media-type.ts";
import { type Delivered, fileResponse } from "./responses.ts";
import { readWish, renditionName, variesByAccept, type Wish } from "./wish.ts";

export interface DeliveryServices {
  catalogue(): Promise<Catalogue>;
  id: string | undefined;
  /** Milliseconds from the fetch of an original to the last byte rendered. */
  timeout: number;
  disk: DiskCache;
  originals: Originals;
  pool: Pool;
  limits: Limits & {
    /** Bytes of an original that is transformed. */
    pictureBytes: number;
    /** Bytes of an original that is passed through. */
    fileBytes: number;
  };
}

/** What is kept beside a rendition's bytes. */
interface RenditionMeta extends Delivered {
  /** Version of the original that it was made from. */
  original: string;
  /** Seconds until that version has to be confirmed. */
  maxAge: number;
}

/** Milliseconds by stage. */
type Timings = Record<string, number>;

/** When a request has to be done, on the clock of `performance.now()`. */
type Deadline = number;

/** Answers requests for pictures. What goes wrong is thrown as a Failure. */
export function createDelivery(services: DeliveryServices) {
  const { disk, originals, pool, limits } = services;
  const renders = createSingleFlight<Entry<RenditionMeta>>();
  const probes = createSingleFlight<Header>();

  return async function deliver(request: Request): Promise<Response> {
    const timings: Timings = {};
    const deadline: Deadline = performance.now() + services.timeout;
    const wish = readWish(request, await services.catalogue(), services.id);
    const answer = (entry: Entry<Delivered>, cache: "disk" | "miss" | "stale") =>
      fileResponse(request, entry, { ...wish.endpoint, cache, timings });

    const hit = wish.transformation && disk.get<RenditionMeta>(keyOf(wish));
    if (hit && isFresh(hit, hit.meta.maxAge)) return answer(hit, "disk");

    const original = await find(wish, deadline, timings);
    wish.transformation ??= conversionOf(original);
    if (!wish.transformation) {
      const entry = { ...original, meta: asItIs(original, wish) };
      return answer(entry, original.stale ? "stale" : "disk");
    }

    const key = keyOf(wish);
    const kept = disk.get<RenditionMeta>(key);
    if (kept?.meta.original === original.meta.hash) {
      if (!original.stale) disk.confirm(key);
      return answer(kept, original.stale ? "stale" : "disk");
    }
    const made = await render(key, original, wish, deadline, timings);
    return answer(made, original.stale ? "stale" : "miss");
  };

  async function find(wish: Wish, deadline: Deadline, timings: Timings) {
    const { endpoint, address, host, transformation } = wish;
    const start = performance.now();
    const maxBytes = transformation ? limits.pictureBytes : limits.fileBytes;
    const bounds = { maxBytes, timeout: deadline - start };
    const original = await originals.find(endpoint, { ...address, host }, bounds);
    timings.origin = performance.now() - start;
    return original;
  }

  function render(
    key: string,
    original: Original,
    wish: Wish,
    deadline: Deadline,
    timings: Timings,
  ) {
    const { transformation = [], accepted } = wish;
    return renders(`${key} ${original.meta.hash}`, async () => {
      const release = disk.hold(original.key);
      try {
        const header = await readHeader(original, deadline);
        const { convertTo } = original.meta;
        const plan = makePlan(transformation, header, { accepted, convertTo }, limits);
        const output = disk.temporary();
        const start = performance.now();
        const job = { do: "render", file: original.file, plan, output } as const;
        const made = await pool.run<"render">(job, deadline - start);
        timings.render = made.milliseconds;
        timings.queue = performance.now() - start - made.milliseconds;
        return disk.add<RenditionMeta>(key, output, made.bytes, {
          ...asItIs(original, wish),
          hash: made.hash,
          contentType: mediaTypes[plan.output.format],
          varies: convertTo === undefined && variesByAccept(wish),
          original: original.meta.hash,
          maxAge: original.maxAge,
        });
      } finally {
        release();
      }
    });
  }

  async function readHeader(original: Original, deadline: Deadline): Promise<Header> {
    const { header, format } = original.meta;
    if (header) return header;
    if (!isDecodable(format)) throw new Failure("EFORMAT", undecodable(format));
    if (original.bytes > limits.pictureBytes) {
      throw new Failure("ELIMIT", "The original is too large to be transformed");
    }
    return probes(original.key, async () => {
      const job = { do: "probe", file: original.file } as const;
      const read = await pool.run<"probe">(job, deadline - performance.now());
      originals.describe(original, read);
      return read;
    });
  }
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

function undecodable(format: string | undefined): string {
  return format === undefined
    ? "Cannot decode the image: the file is of no known picture format"
    : `Cannot decode the image: ${format} is not supported`;
}
