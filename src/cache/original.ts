import type { Format } from "../formats.ts";
import type { Origin, OriginalPath } from "../origins/origin.ts";
import type { Face } from "../render/plan/faces/face.ts";
import type { Header } from "../render/plan/header.ts";
import type { FoundObject } from "../render/plan/objects/found-object.ts";
import type { PeopleMask } from "../render/plan/people/people-mask.ts";
import type { MediaFacts } from "../video/plan/facts.ts";
import { cacheKey, type KeyPart } from "./cache-key.ts";
import type { Entry } from "./disk.ts";

/** What is kept beside an original's bytes. */
export interface OriginalMeta {
  /** Name of the origin that had it. */
  origin: string;
  /** Hash of the content: the original's version, and its strong ETag. */
  hash: string;
  /** The origin's own validators, for conditional requests. */
  etag?: string;
  lastModified?: string;
  /** As the origin said it; only for what is no image. */
  contentType?: string;
  cacheControl?: string;
  /** The format that the path asks for, where something else is stored; see `Fetched`. */
  convertTo?: string;
  /** Where the origin says that the original belongs. */
  canonicalBase?: string;
  /** Known private once, it stays so until it is purged, whatever the origin says later. */
  isPrivate?: true;
  format?: Format;
  /** Read when it came in, or by a renderer when it was first needed. */
  header?: Header;
  /** Read when it was first needed: of what is no image. */
  media?: MediaFacts;
  /** Found by a renderer when they were first needed. */
  faces?: Found<Face>;
  /** Found by a renderer when a focus first named one. */
  objects?: Found<FoundObject>;
  /** Found by a renderer when they were first cut out: none, or one mask of all people. */
  people?: Found<PeopleMask>;
  /** Found by a renderer when it was first needed: how alike a JPEG stays, by its quality. */
  likeness?: Found<number>;
}

/** What was found, and the key of what was looked at: a page may be drawn at another size. */
interface Found<T> {
  lookedAt: string;
  found: readonly T[];
}

export type Original = Entry<OriginalMeta> & {
  /** Its origin is broken at the moment; this is what it last had. */
  stale?: true;
  /** Older than its maximum age; its origin is being asked. */
  outdated?: true;
  /** It was not here before, or not in this version. */
  isNew?: true;
  /** Seconds until it has to be revalidated. */
  maxAge: number;
};

/** How far clocks of one machine may differ from one moment to the next, in milliseconds. */
const clockTolerance = 1_000;

/** Whether an entry may be used without asking for it again; `maxAge` in seconds. */
export function isFresh({ checkedAt }: { checkedAt: number }, maxAge: number): boolean {
  const age = Date.now() - checkedAt;
  // A time to come was written down by a clock that was ahead.
  return checkedAt > 0 && age > -clockTolerance && age < maxAge * 1000;
}

/** Whether an original is what its origin last had, and may not have any more. */
export function isOld({ stale, outdated }: Original): boolean {
  return stale === true || outdated === true;
}

/** Names an original's very bytes: while work is done on them, others may come in under its key. */
export function versionKey({ key, meta }: Original): string {
  return cacheKey(key, meta.hash);
}

/** Names an original of an origin. */
export function originalKey(
  origin: Origin,
  { path, host, asset, authorised }: OriginalPath,
): string {
  return cacheKey(
    "original",
    origin.id,
    path,
    origin.variesByHost ? host : undefined,
    origin.variesByAsset ? [asset && assetPart(asset), authorised] : [],
  );
}

function assetPart({
  cloud,
  resourceType,
  deliveryType,
}: NonNullable<OriginalPath["asset"]>): KeyPart {
  return [cloud, resourceType, deliveryType];
}
