import { authorizeCandidates } from "../../delivery/candidates.ts";
import {
  type ConfigSnapshot,
  type DeliveryRequest,
  parseRequest,
  type Readings,
} from "../../delivery/request.ts";
import { createRequestContext } from "../../delivery/request-context.ts";
import { createOriginalResolver } from "../../delivery/resolve-original.ts";
import { asFailure, Failure } from "../../failure.ts";
import { formatNamed, isDecodable } from "../../formats.ts";
import type { Limits } from "../../limits.ts";
import { undecodable } from "../../render/engine/load.ts";
import { noFonts } from "../../render/fonts/library.ts";
import { checkPlainSides } from "../../render/plan/geometry/target-size.ts";
import { layerInputs } from "../../render/plan/layers/inputs.ts";
import { route } from "../../url/address.ts";
import { splitExtension } from "../../url/cloudinary/path.ts";
import { withBareAmpersands } from "../../url/over-encoded.ts";
import { printTransformation } from "../../url/transformation.ts";
import { hasContainerName } from "../../video/plan/container.ts";
import { accept } from "../compare/samples.ts";
import { type KnownFonts, withFonts } from "./fonts.ts";
import type { Target } from "./input/target.ts";
import { createLookingOriginals } from "./look-up-originals.ts";
import { type Description, describe } from "./parameters.ts";
import { untouched } from "./patterns.ts";
import { outcomeOf, type Verdict } from "./verdict.ts";

interface RehearsalOptions {
  snapshot: ConfigSnapshot;
  limits: Limits;
  /** Checks signatures; without a key every signature counts as right. */
  privateKey: string | undefined;
  /** Milliseconds for all origins together. */
  timeout: number;
  /** Fonts that texts may name, as the server will have them. */
  fonts?: KnownFonts;
}

/** What requests are rehearsed with. */
export const headers = new Headers({ accept });

/** The URL as a request for it would have it. */
export function urlOf({ host = "audit.invalid", target }: Target): string {
  return `http://${host}${target}`;
}

/** This server's log masks signatures, so they cannot be checked. */
const masked = /(?<=[?&])(?:ik-s|s|__cld_token__)=\*\*\*(?:&|$)|\/s--\*\*\*--(?=\/)/g;
/** A signature of ImageKit's, and until when it holds. */
const signature = /(?<=[?&])ik-[st]=[^&]*(?:&|$)/g;

/** Says what requests would be answered, by the server's own rules, without rendering anything. */
export function createRehearsal(options: RehearsalOptions) {
  const { snapshot, limits, privateKey, timeout, fonts = noFonts } = options;
  const key = privateKey ?? "";
  const resolver = createOriginalResolver({ originals: createLookingOriginals(), limits });
  const { endpoints, named: names } = snapshot.loaded;

  return async function rehearse({ host, target: sent }: Target): Promise<Verdict> {
    // As the server reads it; a mask is found behind an escaped ampersand, too.
    const received = withBareAmpersands(sent);
    const unmasked = received.replace(masked, "");
    const target = privateKey === undefined ? unmasked.replace(signature, "") : unmasked;
    const url = urlOf({ target, ...(host === undefined ? {} : { host }) });
    const routed = route(target, host ?? "", endpoints, snapshot.id);
    const describeAs = (read: DeliveryRequest | undefined, refused?: string): Description => {
      if (!routed) return { pattern: untouched, parameters: [] };
      const said = refused === undefined ? {} : { refused };
      const way = read === undefined ? {} : { rawPath: read.address.rawPath };
      const rest = read?.rest ?? routed.rest;
      const described = describe(rest, routed.endpoint, { names, ...way, ...said });
      const parameters = described.parameters.map((each) => withFonts(each, fonts));
      return { ...described, parameters };
    };
    let first: DeliveryRequest | undefined;
    try {
      const readings = parseRequest({ url, headers }, snapshot);
      [first] = readings;
      // Without a client it is the server that asks, and needs no signature.
      const client = unmasked === received ? "audit" : undefined;
      const { request, original } = await resolve(readings, client);
      if (request.transformation) {
        checkDecodable(original.key);
        // A branch may not be taken.
        for (const step of request.transformation) if (!("if" in step)) checkPlainSides(step);
      }
      const isNamed = leadsTo(readings, request);
      const described = withStandIn(describeAs(isNamed ? request : first), request);
      const { origin, convertTo } = original.meta;
      return {
        outcome: outcomeOf(undefined, described.parameters),
        status: 200,
        ...described,
        origin,
        key: original.key,
        folder: folderOf(request),
        rendered: renderedOf(request, convertTo),
        ...(isNamed ? {} : { reason: fallback }),
      };
    } catch (error) {
      const failure = asFailure(error);
      if (failure.code === "EINTERNAL") throw error;
      const { status, code, message: reason } = failure;
      const described = describeOrNot(() => describeAs(undefined, reason));
      return {
        outcome: outcomeOf(failure, described.parameters),
        status,
        code,
        reason,
        ...described,
        folder: folderOf(first),
        rendered: renderedOf(first),
      };
    }
  };

  /** Finds the original and what lies in layers, as a request would. */
  async function resolve(readings: Readings, client: string | undefined) {
    const context = createRequestContext({ client }, { timeout, purgeEpoch: 0 });
    const candidates = authorizeCandidates(readings, { client }, key);
    const { candidate, original } = await resolver.original(candidates, context);
    const { request, permissions } = candidate;
    if (original.meta.isPrivate && !permissions.private && !permissions.derived) {
      throw new Failure("EFORBIDDEN", "This file is private: its URL needs a signature");
    }
    const inputs = layerInputs(request.transformation ?? [], limits);
    for (const path of Object.values(inputs).flat()) {
      await resolver.layer(candidate, path, context).catch((error) => {
        if (!(error instanceof Failure) || error.code !== "ENOENT") throw error;
        throw new Failure("ENOENT", `No origin has the layer's file ${path.slice(0, 200)}`);
      });
    }
    return { request, original };
  }
}

/** With what the request leaves out beside its parameters: an image that another stands in for. */
function withStandIn(described: Description, { compat }: DeliveryRequest): Description {
  const known = described.parameters.map(({ token }) => token);
  const others = (compat?.ignored ?? []).filter((token) => !known.includes(token));
  const note = "a neutral image stands in for it";
  const lost = others.map((token) => ({ token, fate: "ignored" as const, note }));
  return { ...described, parameters: [...described.parameters, ...lost] };
}

const fallback = "The original is missing: the default image is delivered";

/** A URL that cannot be read may be beyond description, too. */
function describeOrNot(work: () => Description): Description {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { pattern: untouched, parameters: [] };
  }
}

/** Whether a way of reading a URL led to a request; otherwise another image stands in. */
function leadsTo(readings: Readings, { address }: DeliveryRequest): boolean {
  return readings.some((reading) => reading.address.rawPath === address.rawPath);
}

function folderOf(request: DeliveryRequest | undefined): string {
  const path = request?.address.path ?? "";
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** In our own words, with the format that the extension asks for where another is stored. */
function renderedOf(request: DeliveryRequest | undefined, convertTo?: string): string {
  const text = request?.transformation ? printTransformation(request.transformation) : "";
  if (convertTo === undefined || /(?:^|[,:])f-/.test(text)) return text;
  return text === "" ? `f-${convertTo}` : `${text},f-${convertTo}`;
}

/** EFORMAT where a name says that its file cannot be transformed: the bytes are not looked at. */
function checkDecodable(key: string): void {
  const { extension } = splitExtension(key);
  // Of videos FFmpeg decides; without one they are delivered as they are.
  if (extension === undefined || hasContainerName(key)) return;
  const format = formatNamed(extension);
  if (isDecodable(format)) return;
  throw new Failure("EFORMAT", undecodable(format ?? extension));
}
