import type { Original } from "../cache/original.ts";
import type { FinishedRendition, RenditionMeta } from "../cache/renditions.ts";
import { formatNamed } from "../formats.ts";
import { describeOriginal, type Representation } from "./answer.ts";
import type { Candidate } from "./candidates.ts";
import { variesByAccept } from "./rendition-key.ts";
import type { DeliveryRequest } from "./request.ts";
import type { RequestContext } from "./request-context.ts";
import type { MadeFile } from "./video/made-file.ts";

/** What is kept beside a rendition. */
export type Meta = RenditionMeta & Representation;

/** What was made, with all that is kept beside it. */
export function described(
  { request, permissions }: Candidate,
  original: Original,
  { pending, hash, contentType, undrawn, fonts, layers }: Made,
  { purgeEpoch }: RequestContext,
): FinishedRendition<Meta> {
  const { address } = request;
  const sources = [original, ...layers.map((layer) => layer.original)];
  // What is made of an image whose original alone needs a signature is not private itself.
  const open = permissions.derived ? original : undefined;
  const isPrivate = sources.some((source) => source !== open && source.meta.isPrivate);
  const { isPrivate: _, ...said } = describeOriginal(original, address.path);
  const isNamed = formatNamed(original.meta.convertTo ?? "") !== undefined;
  const negotiated = !isNamed && variesByAccept(request);
  const isImage = contentType.startsWith("image/");
  const meta: Meta = {
    ...said,
    hash,
    contentType,
    ...(negotiated && isImage ? { vary: ["Accept"] } : {}),
    ...(undrawn === undefined ? {} : { undrawn }),
    ...(fonts === undefined ? {} : { fonts }),
    ...(isPrivate ? { isPrivate } : {}),
    original: original.meta.hash,
    layers: layers.map((layer) => [layer.path, layer.original.meta.hash]),
    maxAge: Math.min(...sources.map((source) => source.maxAge)),
  };
  const label = {
    ...placeIn(request),
    purgeEpoch,
    sources: sources.map((source) => source.key),
  };
  return { pending, meta, label };
}

/** By what a purge finds what is made for a request. */
export function placeIn({ endpoint, address, asked }: DeliveryRequest) {
  return { endpoint: endpoint.id, path: address.path, asked };
}

/** What a renderer or FFmpeg has made. */
interface Made extends MadeFile {
  undrawn?: Meta["undrawn"];
  fonts?: Meta["fonts"];
}
