import type { LoadedConfig, UrlEndpoint } from "../endpoints/loaded-config.ts";
import { Failure } from "../failure.ts";
import type { OutputFormat } from "../formats.ts";
import { defaultLimits, type Limits } from "../limits.ts";
import { followsAccept } from "../render/plan/output.ts";
import { type Address, checkLength, parseAddress, route } from "../url/address.ts";
import { isRestricted, mayBeRestricted } from "../url/cloudinary/asset.ts";
import { type CompatReading, readCompatUrl } from "../url/dialect.ts";
import { expandNames, isNamedOnly } from "../url/named.ts";
import {
  parseTransformation,
  plainSteps,
  printTransformation,
  type Transformation,
} from "../url/transformation.ts";
import { acceptedFormats } from "./accepted-formats.ts";
import { applyHints } from "./client-hints.ts";
import { type CompatUrl, refusalOf } from "./compat-url.ts";

/** A request for a picture, read: what is wanted, from where, and what its client can show. */
export interface DeliveryRequest {
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
  compat?: CompatUrl;
}

/** What a URL is read against. */
export interface ConfigSnapshot {
  loaded: Pick<LoadedConfig, "endpoints" | "named">;
  /** ImageKit id that may stand in front of the path. */
  id: string | undefined;
  limits?: Pick<Limits, "urlLength" | "steps">;
}

/** Reads a request. Pure. */
export function parseRequest(
  { url, headers }: { url: string; headers: Headers },
  { loaded, id, limits = defaultLimits }: ConfigSnapshot,
): DeliveryRequest {
  const { target, host } = split(url);
  checkLength(target, limits);
  const { endpoint, rest } = routeOf(target, host, loaded.endpoints, id);
  if (endpoint.urlRewriter) {
    const clouds = endpoint.origins.flatMap(({ cloud }) => cloud ?? []);
    const options = { names: loaded.named, clouds };
    const readings = readCompatUrl(rest, endpoint.urlRewriter, options);
    if (readings) return parseCompatRequest(readings, { endpoint, host, rest, headers, limits });
  }
  const address = parseAddress(rest);
  const text = address.transformation;
  const steps =
    text === undefined
      ? undefined
      : parseTransformation(expandNames(text, loaded.named, endpoint.namedOnly), limits);
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
): Pick<DeliveryRequest, "transformation" | "asked" | "hints" | "accepted"> {
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

type Request = Pick<DeliveryRequest, "endpoint" | "host" | "rest"> & {
  headers: Headers;
  limits: Pick<Limits, "steps">;
};

function parseCompatRequest(
  [read, ...others]: (() => CompatReading)[],
  request: Request,
): DeliveryRequest {
  const { headers, limits, ...received } = request;
  const { endpoint } = request;
  const url = (read as () => CompatReading)();
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
    compat: {
      ignored,
      ...(asset === undefined ? {} : { asset }),
      ...(signature === undefined ? {} : { signature }),
      ...(refusal === undefined ? {} : { refusal }),
      ...(others.length === 0 ? {} : { next: () => parseCompatRequest(others, request) }),
    },
  };
}

/** All ways to read a URL, the likeliest first. */
export function readingsOf(request: DeliveryRequest): DeliveryRequest[] {
  const next = request.compat?.next?.();
  return next ? [request, ...readingsOf(next)] : [request];
}

/** The endpoint that answers a URL. ENOENT when there is none. */
export function readRoute(
  url: string,
  { loaded, id }: Pick<ConfigSnapshot, "loaded" | "id">,
): UrlEndpoint {
  const { target, host } = split(url);
  return routeOf(target, host, loaded.endpoints, id).endpoint;
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
export function variesByAccept({ transformation, endpoint }: DeliveryRequest): boolean {
  return !!transformation && followsAccept(transformation) && endpoint.autoFormats.length > 0;
}

/**
 * All of a request that its rendition depends on, as one text: two spellings of the same request share a
 * rendition. Of the query, only `tr` is in it: whatever else stands there is for caches in front.
 * @param mayUseGuarded whether a signature opens private and authenticated assets
 */
export function renditionName(request: DeliveryRequest, mayUseGuarded = false): string {
  const { endpoint, address, transformation = [] } = request;
  const printed = printTransformation(transformation);
  const parts = [
    endpoint.id,
    endpoint.revision,
    endpoint.variesByHost ? request.host : "",
    address.path,
    printed,
    variesByAccept(request) ? request.accepted.join() : "",
  ];
  if (request.compat) {
    const { asset } = request.compat;
    const { cloud = "", resourceType = "", deliveryType = "" } = asset ?? {};
    parts.push(cloud, resourceType, deliveryType);
  }
  if (mayUseGuarded) {
    // What was made with a signature is only for who has one; most pictures are for everybody.
    const restricted = isRestricted(request.compat?.asset ?? {}) || mayBeRestricted(address.path);
    if (restricted || printed.includes("l-")) parts.push("restricted");
  }
  return parts.join("\n");
}
