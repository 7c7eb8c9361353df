import { cacheKey } from "../cache/cache-key.ts";
import { followsAccept } from "../render/plan/output.ts";
import type { View } from "../url/address.ts";
import { dialectOf } from "../url/dialect.ts";
import { printTransformation } from "../url/transformation.ts";
import { namesOthers, readStreamFile } from "../video/stream/stream-file.ts";
import type { DeliveryRequest } from "./request.ts";

/**
 * Stands for all of a request that its rendition depends on: two spellings of the same request
 * share a rendition. Of the query, only `tr` is in it: other parameters are for caches in front.
 * @param mayUseRestricted whether a signature opens what the dialect restricts
 * @param fonts the revision of the fonts that a text may name
 * @param isClip whether it is a video, whose format no `Accept` chooses
 * @param hasFfmpeg whether a stream has sizes other than its own
 */
export function renditionKey(
  request: DeliveryRequest,
  mayUseRestricted: boolean,
  fonts: string,
  isClip: boolean,
  hasFfmpeg = true,
): string {
  const { endpoint, address, transformation = [], compat } = request;
  const { cloud, resourceType, deliveryType } = compat?.asset ?? {};
  const printed = printTransformation(transformation);
  const place = compat?.asset ? { ...address, asset: compat.asset } : address;
  // What was made with a signature is only for clients that have one; most images are for all.
  const isRestricted = dialectOf(endpoint.urlRewriter).isRestricted(place);
  return cacheKey(
    "rendition",
    endpoint.id,
    endpoint.revision,
    endpoint.variesByHost ? request.host : undefined,
    address.path,
    address.view && viewKey(address.view, request.rest, hasFfmpeg),
    printed,
    variesByAccept(request) && !isClip ? request.accepted : undefined,
    compat ? [cloud, resourceType, deliveryType] : undefined,
    mayUseRestricted && (isRestricted || printed.includes("l-")),
    /l-(?:text|subtitles)/.test(printed) ? fonts : "",
  );
}

/** Whether another `Accept` could have got another answer. */
export function variesByAccept({ transformation, endpoint }: DeliveryRequest): boolean {
  return !!transformation && followsAccept(transformation) && endpoint.autoFormats.length > 0;
}

/** Lists of a stream name other files with the query that they came with themselves. */
function viewKey(view: View, rest: string, hasFfmpeg: boolean): (string | undefined)[] {
  if (view.kind !== "stream") return [view.kind, undefined];
  const file = readStreamFile(view.file);
  const isCopied = file?.kind === "master" && !hasFfmpeg;
  return [
    ...[view.kind, view.file, file && namesOthers(file) ? rest : undefined],
    ...(isCopied ? ["copied"] : []),
  ];
}
