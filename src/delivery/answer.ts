import type { Entry } from "../cache/disk.ts";
import type { Original } from "../cache/original.ts";
import { encodePath } from "../url/address.ts";
import { acceptCh } from "./client-hints.ts";
import { dispositionOf } from "./disposition.ts";
import { cacheControlOf, corsHeaders, headerText, ofFiles, policyOf } from "./headers.ts";
import { mediaTypeOf } from "./media-type.ts";

/** What a file's headers say of itself. */
export interface Representation {
  contentType: string;
  /** Strong: equal only for equal bytes. */
  hash: string;
  /** As an HTTP date. */
  lastModified?: string;
  /** Name of the origin that had the original. */
  origin: string;
  /** The origin's own Cache-Control. */
  originCacheControl?: string;
  /** URL of the original elsewhere. */
  canonical?: string;
  /** Request headers by which another answer could have been given. */
  vary?: readonly string[];
  /** How the bytes are compressed on their way. */
  encoding?: "br" | "gzip";
  /** Why it is the original and not what was asked for. */
  because?: string;
  /** What is not in it and should be: letters without a font, parts of a drawing. */
  undrawn?: readonly string[];
  /** Fonts that stand in for others. */
  fonts?: readonly string[];
  /** Whether it is, or holds, what may only be seen with a signature. */
  isPrivate?: true;
}

/** What the headers of an original, untouched, say. */
export function describeOriginal(
  { meta }: Original,
  path: string,
  contentType = mediaTypeOf(meta, path),
): Representation {
  const { hash, origin, lastModified, canonicalBase, cacheControl, isPrivate } = meta;
  // The origin gets its own text back; clients get a date, or nothing.
  const changed = new Date(lastModified ?? Number.NaN);
  return {
    origin,
    hash,
    contentType,
    ...(Number.isNaN(changed.getTime()) ? {} : { lastModified: changed.toUTCString() }),
    ...(cacheControl === undefined ? {} : { originCacheControl: cacheControl }),
    ...(isPrivate === undefined ? {} : { isPrivate }),
    ...(canonicalBase === undefined ? {} : { canonical: `${canonicalBase}/${encodePath(path)}` }),
  };
}

/** What they say of the request. */
export interface Terms {
  /** The endpoint's settings. */
  cacheControl: string;
  corsOrigins: readonly string[];
  hints: { vary: readonly string[]; contentDpr?: number };
  /** The file is to be saved, under its own name or another. */
  attachment?: { name?: string } | undefined;
  /** File name that the path ends in. */
  fileName: string;
  /** What the URL asks for and does not get. */
  ignored: readonly string[];
  /** Milliseconds since 1970 when the request's signature expires. */
  expires?: number | undefined;
  /** Whose scripts ask. */
  site: string | null;
}

/**
 * The answer that a URL has for everyone who sends the same headers of `vary`: what is left is
 * whether the client has it already, and which part of it is wanted.
 */
export interface Answer {
  entry: Entry<Representation>;
  vary: readonly string[];
  /** Milliseconds since 1970 until which it holds unasked. */
  until: number;
  /** `Cache-Control` at a time in milliseconds since 1970: what expires is kept for less and less. */
  cacheControl(now: number): string;
  /** Other headers of every answer; those of a body beside. */
  headers: Readonly<Record<string, string>>;
  bodyHeaders: Readonly<Record<string, string>>;
}

/** Where the bytes were. */
export type CacheResult = "memory" | "disk" | "miss" | "stale";

/** @param until milliseconds since 1970 until which the entry is known to be true */
export function answerWith(entry: Entry<Representation>, until: number, terms: Terms): Answer {
  const { bytes, meta } = entry;
  const { corsOrigins, hints, attachment, expires } = terms;
  const cors = corsHeaders(terms.site, corsOrigins);
  const vary = [...(meta.vary ?? []), ...hints.vary, ...cors.vary];
  const headers: Record<string, string> = {
    ...ofFiles,
    ...cors.headers,
    ETag: `"${meta.hash}"`,
    "X-Tintype-Origin": headerText(meta.origin),
    ...(meta.because === undefined ? {} : { "X-Tintype-Unchanged": headerText(meta.because) }),
    ...(meta.undrawn === undefined ? {} : { "X-Tintype-Undrawn": listed(meta.undrawn) }),
    ...(meta.fonts === undefined ? {} : { "X-Tintype-Font": listed(meta.fonts) }),
    ...(terms.ignored.length === 0 ? {} : { "X-Tintype-Ignored": listed(terms.ignored) }),
    ...(meta.lastModified === undefined ? {} : { "Last-Modified": meta.lastModified }),
    ...(meta.canonical === undefined ? {} : { Link: `<${meta.canonical}>; rel="canonical"` }),
    ...(vary.length === 0 ? {} : { Vary: vary.join(", ") }),
    ...(hints.vary.length === 0 ? {} : { "Accept-CH": acceptCh }),
    ...(hints.contentDpr === undefined ? {} : { "Content-DPR": hints.contentDpr.toFixed(2) }),
  };
  const bodyHeaders = {
    ...headers,
    "Content-Type": meta.contentType,
    "Content-Length": String(bytes),
    "Accept-Ranges": "bytes",
    ...(meta.encoding === undefined ? {} : { "Content-Encoding": meta.encoding }),
    "Content-Security-Policy": policyOf(meta.contentType),
    ...(attachment === undefined
      ? unnamed(meta.contentType)
      : { "Content-Disposition": dispositionOf(attachment.name ?? terms.fileName) }),
  };
  return {
    entry,
    vary: vary.map((name) => name.toLowerCase()),
    until: Math.min(until, expires ?? Number.POSITIVE_INFINITY),
    cacheControl: (now) => {
      const left = expires === undefined ? undefined : Math.floor((expires - now) / 1000);
      return cacheControlOf(terms.cacheControl, meta.originCacheControl, left);
    },
    headers,
    bodyHeaders,
  };
}

/** Where nothing is said, the runtime says that such a file is called what it is called in the cache. */
function unnamed(contentType: string): Record<string, string> {
  return contentType === "application/octet-stream" ? { "Content-Disposition": "inline" } : {};
}

/** Characters of a list in a header: proxies refuse headers that are too long. */
const listedAtMost = 1024;

/** A list as the value of a header; what is too much is counted. */
function listed(texts: readonly string[]): string {
  let list = "";
  for (const [i, text] of texts.entries()) {
    const longer = (list === "" ? "" : `${list}, `) + headerText(text);
    const rest = ` and ${texts.length - i} more`;
    if (longer.length + rest.length > listedAtMost) return (list + rest).trimStart();
    list = longer;
  }
  return list;
}

/** What a request gets: an entry of the disk cache, and where it was. */
export interface FoundEntry {
  entry: Entry<Representation>;
  cache: "disk" | "miss" | "stale";
  /** Milliseconds since 1970 until which the entry is known to be true; 0 when it is old. */
  until: number;
}

/** A rendition, and the seconds for which it is known to be true. */
type Aged = Representation & { maxAge: number };

/** A rendition that was kept. */
export function foundIn(entry: Entry<Aged>, old: boolean): FoundEntry {
  return { entry, cache: old ? "stale" : "disk", until: old ? 0 : endOf(entry) };
}

/** A rendition that was made now, which is no hit, however old its original is. */
export function madeNow(entry: Entry<Aged>, old: boolean): FoundEntry {
  return { entry, cache: "miss", until: old ? 0 : endOf(entry) };
}

function endOf({ checkedAt, meta }: Entry<Aged>): number {
  return checkedAt + meta.maxAge * 1000;
}
