import { createHash } from "node:crypto";
import type { DiskCache, Entry } from "../cache/disk.ts";
import { isFresh, type Original, type Originals } from "../cache/originals.ts";
import { createSingleFlight } from "../cache/single-flight.ts";
import { Failure } from "../failure.ts";
import type { UrlEndpoint } from "../origins/registry.ts";
import { type Header, isDecodable } from "../render/header.ts";
import { acceptedFormats, followsAccept, mediaTypes, type OutputFormat } from "../render/output.ts";
import { type Limits, makePlan } from "../render/plan.ts";
import type { Pool } from "../render/pool.ts";
import { type Address, maxUrlLength, parseAddress, route } from "../url/address.ts";
import type { Transformation } from "../url/parameters.ts";
import { parseTransformation, printTransformation } from "../url/transformation.ts";
import { mediaTypeOf } from "./media-type.ts";
import { fileResponse } from "./responses.ts";

export interface DeliveryServices {
  endpoints(): readonly UrlEndpoint[];
  id: string | undefined;
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
interface RenditionMeta {
  origin: string;
  hash: string;
  contentType: string;
  lastModified?: string;
  /** Version of the original that it was made from. */
  original: string;
  /** Seconds until that version has to be confirmed. */
  maxAge: number;
}

/** A request, read. */
interface Wish {
  endpoint: UrlEndpoint;
  address: Address;
  /** Undefined for the original as it is. */
  transformation: Transformation | undefined;
  accepted: readonly OutputFormat[];
}

/** Answers requests for pictures. What goes wrong is thrown as a Failure. */
export function createDelivery(services: DeliveryServices) {
  const { disk, originals, pool, limits } = services;
  const renders = createSingleFlight<Entry<RenditionMeta>>();
  const probes = createSingleFlight<Header>();

  return async function deliver(request: Request): Promise<Response> {
    const timings: Record<string, number> = {};
    const wish = readWish(request);
    if (wish.transformation === undefined) return deliverOriginal(request, wish, timings);

    const key = renditionKey(wish, wish.transformation);
    const kept = disk.get<RenditionMeta>(key);
    const answer = (entry: Entry<RenditionMeta>, cache: "disk" | "miss" | "stale") =>
      fileResponse(request, entry, {
        ...entry.meta,
        lastModified: entry.meta.lastModified,
        cache,
        varies: variesByAccept(wish),
        timings,
      });
    if (kept && isFresh(kept, kept.meta.maxAge)) return answer(kept, "disk");

    const original = await findOriginal(wish, limits.pictureBytes, timings);
    if (kept?.meta.original === original.meta.hash) {
      if (!original.stale) disk.confirm(key);
      return answer(kept, original.stale ? "stale" : "disk");
    }
    return answer(await render(key, wish.transformation, original, wish, timings), "miss");
  };

  function readWish(request: Request): Wish {
    const { target, hostname } = targetOf(request);
    const routed = route(target, hostname, services.endpoints(), services.id);
    if (!routed) throw new Failure("ENOENT", "No URL endpoint answers here");
    const { endpoint, rest } = routed;
    const address = parseAddress(rest);
    const asked = address.transformation;
    const transformation = asked === undefined ? undefined : parseTransformation(asked);
    return {
      endpoint,
      address,
      transformation: transformation?.some(({ original }) => original) ? undefined : transformation,
      accepted: acceptedFormats(request.headers.get("accept"), endpoint.autoFormats),
    };
  }

  async function findOriginal(wish: Wish, maxBytes: number, timings: Record<string, number>) {
    const start = performance.now();
    const original = await originals.find(wish.endpoint, wish.address, maxBytes);
    timings.origin = performance.now() - start;
    return original;
  }

  async function deliverOriginal(request: Request, wish: Wish, timings: Record<string, number>) {
    const original = await findOriginal(wish, limits.fileBytes, timings);
    const { hash, origin, lastModified } = original.meta;
    return fileResponse(request, original, {
      contentType: mediaTypeOf(original.meta, wish.address.path),
      hash,
      origin,
      lastModified,
      cache: original.stale ? "stale" : "disk",
      varies: false,
      timings,
    });
  }

  function render(
    key: string,
    transformation: Transformation,
    original: Original,
    wish: Wish,
    timings: Record<string, number>,
  ): Promise<Entry<RenditionMeta>> {
    return renders(`${key} ${original.meta.hash}`, async () => {
      const release = disk.hold(original.key);
      try {
        const header = await readHeader(original);
        const plan = makePlan(transformation, header, { accepted: wish.accepted }, limits);
        const output = disk.temporary();
        const start = performance.now();
        const made = await pool.run<"render">({ do: "render", file: original.file, plan, output });
        timings.render = made.milliseconds;
        timings.queue = performance.now() - start - made.milliseconds;
        const { origin, hash, lastModified } = original.meta;
        return disk.add<RenditionMeta>(key, output, made.bytes, {
          origin,
          hash: made.hash,
          contentType: mediaTypes[plan.output.format],
          original: hash,
          maxAge: original.maxAge,
          ...(lastModified === undefined ? {} : { lastModified }),
        });
      } finally {
        release();
      }
    });
  }

  async function readHeader(original: Original): Promise<Header> {
    const { header, format } = original.meta;
    if (header) return header;
    if (!isDecodable(format)) throw new Failure("EFORMAT", undecodable(format));
    if (original.bytes > limits.pictureBytes) {
      throw new Failure("ELIMIT", "The original is too large to be transformed");
    }
    return probes(original.key, async () => {
      const read = await pool.run<"probe">({ do: "probe", file: original.file });
      originals.describe(original, read);
      return read;
    });
  }
}

/** Path and query as they were sent, and the host; over-long ones are an ELIMIT failure. */
function targetOf(request: Request): { target: string; hostname: string } {
  const [, host = "", target = "/"] = /^[a-z]+:\/\/([^/?]*)(.*)$/s.exec(request.url) ?? [];
  if (target.length > maxUrlLength) {
    throw new Failure("ELIMIT", `The URL is too long: at most ${maxUrlLength} characters`);
  }
  return { target, hostname: host.replace(/:\d+$/, "") };
}

function variesByAccept({ transformation, endpoint }: Wish): boolean {
  return !!transformation && followsAccept(transformation) && endpoint.autoFormats.length > 0;
}

function renditionKey(wish: Wish, transformation: Transformation): string {
  const { endpoint, address } = wish;
  const parts = [
    "rendition",
    endpoint.id,
    endpoint.revision,
    address.path,
    printTransformation(transformation),
    variesByAccept(wish) ? wish.accepted.join() : "",
  ];
  return createHash("sha256").update(parts.join("\n")).digest("hex");
}

function undecodable(format: string | undefined): string {
  return format === undefined
    ? "Cannot decode the image: the file is of no known picture format"
    : `Cannot decode the image: ${format} is not supported`;
}
