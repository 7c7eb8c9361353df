import type { DiskCache } from "../cache/disk.ts";
import type { Delivery, ReceivedRequest } from "../delivery/delivery.ts";
import {
  type ConfigSnapshot,
  parseRequest,
  type Readings,
  readRoute,
} from "../delivery/request.ts";
import { placeOf } from "../delivery/resolve-original.ts";
import { viewText } from "../delivery/video/view-text.ts";
import type { UrlEndpoint } from "../endpoints/loaded-config.ts";
import { asFailure, type Failure, type FailureCode, helpFor } from "../failure.ts";
import { formats } from "../formats.ts";
import type { Pool } from "../render/pool/pool.ts";
import type { Store } from "../store/store.ts";
import { readCompatUrl } from "../url/dialect.ts";
import { asReceived, baseOf, completeUrl, type PublicAddress } from "../url/public-address.ts";
import type { SigningKeys } from "../url/signature.ts";
import { printTransformation } from "../url/transformation.ts";
import { withoutSignatures } from "../url/without-signatures.ts";
import { equivalentTarget, otherPlaces } from "./equivalent.ts";
import { lookUpOrigins, type OriginLookup } from "./origins.ts";
import { type ExplainedPart, type ExplainedStep, explainParts, explainSteps } from "./parts.ts";
import { readerFor } from "./reader.ts";
import { type Recognition, recognise, type Service } from "./service.ts";
import { explainSignature, type SignatureState } from "./signature.ts";

/** The response to one class of browsers. */
export interface ExplainedDelivery {
  accept: string;
  status: number;
  /** Of the failure. */
  code?: FailureCode;
  message?: string;
  contentType?: string;
  bytes?: number;
  /** In pixels, of an image. */
  width?: number;
  height?: number;
  milliseconds: number;
}

/** How a URL is read, where its original is looked up, and what is delivered. */
export interface Explanation {
  /** Signatures masked. */
  url: string;
  /** Whether every class of browsers gets an image. */
  ok: boolean;
  service: Recognition["service"];
  /** Why the URL counts as one of that service's. */
  recognised: string;
  endpoint?: {
    id: string;
    description: string;
    urlPrefix: string;
    hostnames: readonly string[];
    why: string;
  };
  /** Of the original. */
  path?: string;
  /** What of the original is delivered, where that is not itself. */
  makes?: string;
  steps: ExplainedStep[];
  /** For URLs of other services: how each part is supported. */
  parts: ExplainedPart[];
  /** Canonical, without `tr:`. */
  transformation?: string;
  /** Path on this server, in ImageKit's form, that delivers the same. */
  equivalent?: string;
  signature?: SignatureState;
  /** In the order in which they were tried, up to the one that has the original. */
  origins: OriginLookup[];
  delivered: ExplainedDelivery[];
  failure?: { status: number; code: FailureCode; message: string; help?: string };
}

/** @param seen URL of the request, from which a bare path is completed */
export type Explain = (query: { url: string; as?: Service }, seen: string) => Promise<Explanation>;

interface ExplainServices {
  snapshot(): Promise<ConfigSnapshot>;
  deliver(asked: ReceivedRequest): Promise<Delivery>;
  store: Pick<Store, "origins" | "endpoints">;
  pool: Pick<Pool, "run">;
  disk: Pick<DiskCache, "pin">;
  signingKeys: SigningKeys;
  addressAt: (seen: string) => PublicAddress;
}

const webp = formats.webp.mediaType;
const avif = formats.avif.mediaType;
/** What browsers accept, the oldest first. */
const browsers = [[], [webp], [avif, webp]].map((types) => types.join());

export function createExplain(services: ExplainServices): Explain {
  const { store, signingKeys, addressAt } = services;

  return async ({ url: text, as }, seen) => {
    const address = addressAt(seen);
    const base = baseOf(address, seen);
    const received = asReceived(completeUrl(text, base), address);
    const { service, why, url } = recognise(received, as, base);
    const explanation: Explanation = {
      url: withoutSignatures(text),
      ok: false,
      service,
      recognised: why,
      steps: [],
      parts: [],
      origins: [],
      delivered: [],
    };
    try {
      await explain(explanation, url);
    } catch (error) {
      explanation.failure = withHelp(asFailure(error));
    }
    return explanation;
  };

  async function explain(explanation: Explanation, url: URL): Promise<void> {
    const snapshot = await services.snapshot();
    const records = store.origins();
    const endpoint = readRoute(url.href, snapshot);
    explanation.endpoint = { ...describe(endpoint, url), id: endpoint.id };
    const reader = readerFor(endpoint, explanation.service, records);
    const readings = readWith(url, snapshot, reader);
    const [request] = readings;
    const { address, transformation, rest, compat } = request;
    explanation.path = withoutSignatures(address.path);
    const printed = transformation && printTransformation(transformation);
    if (transformation && printed !== undefined) {
      explanation.steps = explainSteps(transformation);
      explanation.transformation = printed;
    }
    if (compat && reader.urlRewriter) {
      explanation.parts = partsOf(rest, reader, snapshot);
    }
    const { view } = address;
    if (view) explanation.makes = viewText(view);
    explanation.signature = explainSignature(request, signingKeys, Date.now());

    const places = readings.map((reading) => ({
      ...placeOf(reading),
      host: request.host,
      authorised: true as const,
    }));
    const others = otherPlaces(readings, reader);
    const found = await lookUpOrigins(endpoint.origins, records, places, others);
    explanation.origins = found.lookups;
    const prefix = endpoint.urlPrefix === "" ? "" : `/${endpoint.urlPrefix}`;
    const target = equivalentTarget(readings, reader, found.place);
    if (compat) explanation.equivalent = withoutSignatures(prefix + target);
    // A URL of another service is requested in its equivalent form, without its signature.
    const own = reader === endpoint;
    const asked = own
      ? { url: url.href, client: "explain" }
      : { url: new URL(prefix + target, url).href };
    for (const accept of browsers) {
      explanation.delivered.push(await deliverTo({ ...asked, headers: new Headers({ accept }) }));
    }
    explanation.ok = explanation.delivered.every(({ status }) => status === 200);
    for (const { status, code, message = "" } of explanation.delivered) {
      if (code !== undefined) explanation.failure ??= withHelp({ status, code, message });
    }
  }

  async function deliverTo(asked: ReceivedRequest): Promise<ExplainedDelivery> {
    const start = performance.now();
    const accept = asked.headers.get("accept") ?? "";
    const milliseconds = () => Math.round(performance.now() - start);
    try {
      const { answer } = await services.deliver(asked);
      const { key, file, bytes, meta } = answer.entry;
      const time = milliseconds();
      const release = services.disk.pin(key);
      const size = await services.pool
        .run<"probe">({ do: "probe", file })
        .then(({ width, height }) => ({ width, height }))
        .catch(() => ({}))
        .finally(release);
      return {
        accept,
        status: 200,
        contentType: meta.contentType,
        bytes,
        ...size,
        milliseconds: time,
      };
    } catch (error) {
      const { status, code, message } = asFailure(error);
      return { accept, status, code, message, milliseconds: milliseconds() };
    }
  }

  function describe(endpoint: UrlEndpoint, url: URL) {
    const { urlPrefix, hostnames } = endpoint;
    const { description = "" } = store.endpoints().find(({ id }) => id === endpoint.id) ?? {};
    const why = hostnames.includes(url.hostname)
      ? `${url.hostname} is a custom domain of this endpoint`
      : urlPrefix === ""
        ? "Default endpoint (no other prefix matches)"
        : `The path starts with /${urlPrefix}/`;
    return { description, urlPrefix, hostnames, why };
  }
}

function readWith(url: URL, snapshot: ConfigSnapshot, reader: UrlEndpoint): Readings {
  const { loaded } = snapshot;
  const endpoints = loaded.endpoints.map((one) => (one.id === reader.id ? reader : one));
  return parseRequest(
    { url: url.href, headers: new Headers() },
    { ...snapshot, loaded: { ...loaded, endpoints } },
  );
}

function partsOf(rest: string, { urlRewriter, origins }: UrlEndpoint, snapshot: ConfigSnapshot) {
  const clouds = origins.flatMap(({ cloud }) => cloud ?? []);
  const options = { names: snapshot.loaded.named, clouds };
  const [read] = (urlRewriter && readCompatUrl(rest, urlRewriter, options)) ?? [];
  const mark = rest.indexOf("?");
  return read ? explainParts(read().rewritten, mark < 0 ? "" : rest.slice(mark + 1)) : [];
}

function withHelp({ status, code, message }: Pick<Failure, "status" | "code" | "message">) {
  const help = helpFor(code, "image");
  return { status, code, message, ...(help === undefined ? {} : { help }) };
}
