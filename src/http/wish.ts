import { Failure } from "../failure.ts";
import type { Catalogue, UrlEndpoint } from "../origins/catalogue.ts";
import { acceptedFormats, followsAccept, type OutputFormat } from "../render/output.ts";
import { type Address, maxUrlLength, parseAddress, route } from "../url/address.ts";
import { expandNames } from "../url/named.ts";
import {
  parseTransformation,
  plainSteps,
  printTransformation,
  type Transformation,
} from "../url/transformation.ts";
import { applyHints } from "./hints.ts";

/** A request for a picture, read: what is wanted, from where, and what its client can show. */
export interface Wish {
  endpoint: UrlEndpoint;
  address: Address;
  /** Host name of the request, without its port. */
  host: string;
  /** Undefined for the original as it is. */
  transformation: Transformation | undefined;
  /** Formats beside JPEG and PNG, best first. */
  accepted: readonly OutputFormat[];
  /** Client hints that the answer depends on, and what it says of them. */
  hints: { vary: readonly string[]; contentDpr?: number };
}

/**
 * Reads a request against a catalogue. Pure.
 * @param id ImageKit id that may stand in front of the path
 */
export function readWish(
  { url, headers }: { url: string; headers: Headers },
  { endpoints, named }: Catalogue,
  id: string | undefined,
): Wish {
  const { target, host } = split(url);
  const routed = route(target, host, endpoints, id);
  if (!routed) throw new Failure("ENOENT", "No URL endpoint answers here");
  const { endpoint, rest } = routed;
  const address = parseAddress(rest);
  const text = address.transformation;
  const steps =
    text === undefined
      ? undefined
      : parseTransformation(expandNames(text, named, endpoint.namedOnly));
  const untouched = !steps || plainSteps(steps).some(({ original }) => original);
  const { transformation, ...hints } = untouched
    ? { transformation: undefined, vary: [] }
    : applyHints(steps, headers, endpoint.saveData);
  return {
    endpoint,
    address,
    host,
    transformation,
    hints,
    accepted: acceptedFormats(headers.get("accept"), endpoint.autoFormats),
  };
}

/** Path and query as they were sent, and the host; over-long ones are an ELIMIT failure. */
function split(url: string): { target: string; host: string } {
  const [, host = "", target = "/"] = /^[a-z]+:\/\/([^/?]*)(.*)$/s.exec(url) ?? [];
  if (target.length > maxUrlLength) {
    throw new Failure("ELIMIT", `The URL is too long: at most ${maxUrlLength} characters`);
  }
  return { target, host: host.replace(/:\d+$/, "") };
}

/** Whether another `Accept` could have got another answer. */
export function variesByAccept({ transformation, endpoint }: Wish): boolean {
  return !!transformation && followsAccept(transformation) && endpoint.autoFormats.length > 0;
}

/**
 * All of a wish that its rendition depends on, as one text: two spellings of the same wish share a
 * rendition. Of the query, only `tr` is in it: whatever else stands there is for caches in front.
 */
export function renditionName(wish: Wish): string {
  const { endpoint, address, transformation = [] } = wish;
  return [
    endpoint.id,
    endpoint.revision,
    endpoint.variesByHost ? wish.host : "",
    address.path,
    printTransformation(transformation),
    variesByAccept(wish) ? wish.accepted.join() : "",
  ].join("\n");
}
