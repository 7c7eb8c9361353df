import type { LoadedConfig, UrlEndpoint } from "../endpoints/loaded-config.ts";
import { Failure } from "../failure.ts";
import type { OutputFormat } from "../formats.ts";
import { defaultLimits, type Limits } from "../limits.ts";
import { type Address, checkLength, checkPath, parseAddress, route } from "../url/address.ts";
import type { CompatReading } from "../url/compat-reading.ts";
import { readCompatUrl } from "../url/dialect.ts";
import { expandNames, isNamedOnly } from "../url/named.ts";
import { decodedOnce, withBareAmpersands } from "../url/over-encoded.ts";
import {
  parseTransformation,
  plainSteps,
  printTransformation,
  type Transformation,
} from "../url/transformation.ts";
import { checkLadder } from "../video/stream/ladder.ts";
import { acceptedFormats } from "./accepted-formats.ts";
import { applyHints } from "./client-hints.ts";
import { type CompatUrl, insisting, refusalOf } from "./compat-url.ts";

/** A request for an image, read: what is wanted, from where, and what its client can show. */
export interface DeliveryRequest {
  endpoint: UrlEndpoint;
  address: Address;
  /** Host name of the request, without its port. */
  host: string;
  /** What stands in front of it in the URL: the ImageKit id, the endpoint's prefix. */
  prefix: string;
  /** Path and query as they are read, behind that prefix: what is signed. */
  rest: string;
  /** The same as it was received, where its ampersands are escaped: it may have been signed so. */
  escaped?: string;
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
  /** What cannot be read and was left out, of a URL in our own form. */
  ignored?: readonly string[];
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

/** The ways to read a request, the likeliest first; never empty. */
export type Readings = readonly [DeliveryRequest, ...DeliveryRequest[]];

/**
 * Reads a request in every way that its URL may be meant. Pure. ENOENT where no endpoint answers;
 * EINVAL, ELIMIT and ENOTSUP for what cannot be read in the likeliest way.
 */
export function parseRequest(
  { url, headers }: { url: string; headers: Headers },
  { loaded, id, limits = defaultLimits }: ConfigSnapshot,
): Readings {
  const { target, host } = split(url);
  checkLength(target, limits);
  const { endpoint, rest: received } = routeOf(target, host, loaded.endpoints, id);
  const prefix = target.slice(0, target.length - received.length);
  const rest = withBareAmpersands(received);
  const parts = { endpoint, host, prefix, headers, limits };
  const escaped = rest === received ? {} : { escaped: received };
  const [first, ...others] = readingsOf({ ...parts, rest, ...escaped }, loaded);
  const once = decodedOnce(rest);
  if (once !== undefined) others.push(...readingsOf({ ...parts, rest: once }, loaded));
  // A likelier way that cannot be read is the client's mistake; a less likely one was not meant.
  return [first(), ...others.flatMap(readable)];
}

/** Of ways to read a URL, the likeliest for each of its spellings: as received, and decoded once. */
export function likeliestOf<T>(
  ways: readonly T[],
  requestOf: (way: T) => Pick<DeliveryRequest, "rest">,
): T[] {
  const spellings = ways.map((way) => requestOf(way).rest);
  return ways.filter((_, i) => spellings.indexOf(spellings[i] as string) === i);
}

type Read = () => DeliveryRequest;

/** The ways in which a URL may be meant, the likeliest first. */
function readingsOf(received: RequestParts, loaded: ConfigSnapshot["loaded"]): [Read, ...Read[]] {
  const { endpoint, rest } = received;
  const readings = endpoint.urlRewriter && compatReadings(rest, endpoint, loaded);
  if (!readings) return [() => parseOwn(received, loaded)];
  return readings.map((read) => () => parseCompat(read, received)) as [Read, ...Read[]];
}

/** What was received, and what it is read against. */
interface RequestParts
  extends Pick<DeliveryRequest, "endpoint" | "host" | "prefix" | "rest" | "escaped"> {
  headers: Headers;
  limits: Pick<Limits, "steps">;
}

function compatReadings(
  rest: string,
  endpoint: UrlEndpoint,
  { named }: Pick<LoadedConfig, "named">,
) {
  const { urlRewriter, origins } = endpoint;
  const clouds = origins.flatMap(({ cloud }) => cloud ?? []);
  const mayFetch = (url: string) => origins.some((origin) => origin.admits?.(url));
  const options = { names: named, clouds, mayFetch };
  const readings = urlRewriter && readCompatUrl(rest, urlRewriter, options);
  return readings as [() => CompatReading, ...(() => CompatReading)[]] | undefined;
}

function parseOwn(received: RequestParts, { named }: Pick<LoadedConfig, "named">): DeliveryRequest {
  const { headers, limits, ...parts } = received;
  const { endpoint, rest } = parts;
  const address = parseAddress(rest);
  checkPath(address.path);
  const text = address.transformation;
  const ignored: string[] = [];
  const ignore =
    endpoint.onInvalid === "ignore" ? (piece: string) => ignored.push(piece) : undefined;
  const steps =
    text === undefined
      ? undefined
      : parseTransformation(expandNames(text, named, endpoint.namedOnly, ignore), limits, ignore);
  // Before hints: what a client says of itself is no fault of the URL.
  if (address.view?.kind === "stream" && steps) checkLadder(steps);
  return {
    ...parts,
    address,
    ...(ignored.length === 0 ? {} : { ignored }),
    namedOnly: text !== undefined && isNamedOnly(text) && ignored.length === 0,
    // What is made of an original is one thing, even where nothing is said of it.
    ...renderingOf(steps ?? (address.view && [{}]), headers, endpoint),
  };
}

function readable(read: Read): DeliveryRequest[] {
  try {
    return [read()];
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
}

function parseCompat(read: () => CompatReading, received: RequestParts): DeliveryRequest {
  const { headers, limits, ...parts } = received;
  const { endpoint } = parts;
  const url = read();
  const { path, rawPath, asset, signature, namedOnly, rewritten, view } = url;
  checkPath(path);
  const { transformation, ignored, attachment } = rewritten;
  const steps =
    transformation && endpoint.strictRewriter ? insisting(transformation) : transformation;
  const refusal = refusalOf(url, endpoint, limits);
  return {
    ...parts,
    address: {
      path,
      rawPath,
      transformation: undefined,
      ...(view === undefined ? {} : { view }),
      ...(attachment === undefined ? {} : { attachment }),
    },
    namedOnly,
    ...renderingOf(steps ?? (view && [{}]), headers, endpoint),
    compat: {
      ignored,
      ...(asset === undefined ? {} : { asset }),
      ...(signature === undefined ? {} : { signature }),
      ...(refusal === undefined ? {} : { refusal }),
    },
  };
}

/** What is to be rendered for whom. */
function renderingOf(
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
