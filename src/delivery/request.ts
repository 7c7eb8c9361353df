import type { Catalogue, UrlEndpoint } from "../endpoints/loaded-config.ts";
import { Failure } from "../failure.ts";
import type { OutputFormat } from "../formats.ts";
import { defaultLimits, type Limits } from "../limits.ts";
import { followsAccept } from "../render/plan/output.ts";
import { type Address, checkLength, parseAddress, route } from "../url/address.ts";
import { isGuarded, mayBeGuarded } from "../url/cloudinary/asset.ts";
import { type ForeignUrl, readForeign } from "../url/dialect.ts";
import { expandNames, isNamedOnly } from "../url/named.ts";
import {
  parseTransformation,
  plainSteps,
  printTransformation,
  type Transformation,
} from "../url/transformation.ts";
import { acceptedFormats } from "./accepted-formats.ts";
import { applyHints } from "./client-hints.ts";
import { type Foreign, refusalOf } from "./compat-url.ts";

/** A request for a picture, read: what is wanted, from where, and what its client can show. */
export interface Wish {
  endpoint: UrlEndpoint;
  address: Address;
  /** Host name of the request, without its port. */
  host: string;
  /** Path and query as they were received, behind the endpoint's prefix: what is signed. */
  rest: string;
  /** Whether no transformation was asked for but named ones. */
  namedOnly: boolean;
  /** Undefined for the original as it is. */
  transformation: Transformation | undefined;
  /** The transformation as it was asked for, before client hints; empty for none. */
  asked: string;
  /** Formats beside JPEG and PNG, best first. */
  accepted: readonly OutputFormat[];
  /** Client hints that the answer depends on, and what it says of them. */
  hints: { vary: readonly string[]; contentDpr?: number };
  /** What a URL of another service says beside; undefined for one in our own form. */
  foreign?: Foreign;
}

/** What a URL is read against. */
export interface Surroundings {
  catalogue: Pick<Catalogue, "endpoints" | "named">;
  /** ImageKit id that may stand in front of the path. */
  id: string | undefined;
  limits?: Pick<Limits, "urlLength" | "steps">;
}

/** Reads a request. Pure. */
export function readWish(
  { url, headers }: { url: string; headers: Headers },
  { catalogue, id, limits = defaultLimits }: Surroundings,
): Wish {
  const { target, host } = split(url);
  checkLength(target, limits);
  const { endpoint, rest } = routeOf(target, host, catalogue.endpoints, id);
  if (endpoint.urlRewriter) {
    const clouds = endpoint.origins.flatMap(({ cloud }) => cloud ?? []);
    const options = { names: catalogue.named, clouds };
    const readings = readForeign(rest, endpoint.urlRewriter, options);
    if (readings) return readForeignWish(readings, { endpoint, host, rest, headers, limits });
  }
  const address = parseAddress(rest);
  const text = address.transformation;
  const steps =
    text === undefined
      ? undefined
      : parseTransformation(expandNames(text, catalogue.named, endpoint.namedOnly), limits);
  return {
    endpoint,
    address,
    host,
    rest,
    namedOnly: text !== undefined && isNamedOnly(text),
    ...wishedOf(steps, headers, endpoint),
  };
}

function wishedOf(
  steps: Transformation | undefined,
  headers: Headers,
  { saveData, autoFormats }: UrlEndpoint,
): Pick<Wish, "transformation" | "asked" | "hints" | "accepted"> {
  const untouched = !steps || plainSteps(steps).some(({ original }) => original);
  const { transformation, ...hints } = untouched
    ? { transformation: undefined, vary: [] }
    : applyHints(steps, headers, saveData);
  return {
    transformation,
    asked: untouched ? "" : printTransformation(steps),
    hints,
    accepted: acceptedFormats(headers.get("accept"), autoFormats),
  };
}

type Request = Pick<Wish, "endpoint" | "host" | "rest"> & {
  headers: Headers;
  limits: Pick<Limits, "steps">;
};

function readForeignWish([read, ...others]: (() => ForeignUrl)[], request: Request): Wish {
  const { headers, limits, ...received } = request;
  const { endpoint } = request;
  const url = (read as () => ForeignUrl)();
  const { path, rawPath, asset, signature, namedOnly, rewritten } = url;
  const { transformation: steps, ignored, attachment } = rewritten;
  const refusal = refusalOf(url, endpoint, limits);
  return {
    ...received,
    address: {
      path,
      rawPath,
      transformation: undefined,
      ...(attachment === undefined ? {} : { attachment }),
    },
    namedOnly,
    ...wishedOf(steps, headers, endpoint),
    foreign: {
      ignored,
      ...(asset === undefined ? {} : { asset }),
      ...(signature === undefined ? {} : { signature }),
      ...(refusal === undefined ? {} : { refusal }),
      ...(others.length === 0 ? {} : { next: () => readForeignWish(others, request) }),
    },
  };
}

/** All ways to read a URL, the likeliest first. */
export function readingsOf(wish: Wish): Wish[] {
  const next = wish.foreign?.next?.();
  return next ? [wish, ...readingsOf(next)] : [wish];
}

/** The endpoint that answers a URL. ENOENT when there is none. */
export function readRoute(
  url: string,
  { catalogue, id }: Pick<Surroundings, "catalogue" | "id">,
): UrlEndpoint {
  const { target, host } = split(url);
  return routeOf(target, host, catalogue.endpoints, id).endpoint;
}

function routeOf(
  target: string,
  host: string,
  endpoints: readonly UrlEndpoint[],
  id: string | undefined,
) {
  const routed = route(target, host, endpoints, id);
  if (!routed) throw new Failure("ENOENT", "No URL endpoint answers here");
  return routed;
}

/** Path and query as they were sent, and the host. */
function split(url: string): { target: string; host: string } {
  const [, host = "", target = "/"] = /^[a-z]+:\/\/([^/?]*)(.*)$/s.exec(url) ?? [];
  return { target, host: host.replace(/\.?(?::\d+)?$/, "") };
}

/** Whether another `Accept` could have got another answer. */
export function variesByAccept({ transformation, endpoint }: Wish): boolean {
  return !!transformation && followsAccept(transformation) && endpoint.autoFormats.length > 0;
}

/**
 * All of a wish that its rendition depends on, as one text: two spellings of the same wish share a
 * rendition. Of the query, only `tr` is in it: whatever else stands there is for caches in front.
 * @param mayUseGuarded whether a signature opens private and authenticated assets
 */
export function renditionName(wish: Wish, mayUseGuarded = false): string {
  const { endpoint, address, transformation = [] } = wish;
  const printed = printTransformation(transformation);
  const parts = [
    endpoint.id,
    endpoint.revision,
    endpoint.variesByHost ? wish.host : "",
    address.path,
    printed,
    variesByAccept(wish) ? wish.accepted.join() : "",
  ];
  if (wish.foreign) {
    const { asset } = wish.foreign;
    const { cloud = "", resourceType = "", deliveryType = "" } = asset ?? {};
    parts.push(cloud, resourceType, deliveryType);
  }
  if (mayUseGuarded) {
    // What was made with a signature is only for who has one; most pictures are for everybody.
    const guarded = isGuarded(wish.foreign?.asset ?? {}) || mayBeGuarded(address.path);
    if (guarded || printed.includes("l-")) parts.push("guarded");
  }
  return parts.join("\n");
}
