import type { Entry } from "../cache/disk.ts";
import type { Failure } from "../failure.ts";
import { fileBody } from "../runtime.ts";
import { acceptCh } from "./hints.ts";

/** ImageKit's default for what it delivers. */
const defaultCacheControl = "public, s-maxage=31536000, max-age=31536000, must-revalidate";
/** Seconds that clients may remember that nothing is there. */
const absentMaxAge = 30;

const everywhere = {
  "X-Content-Type-Options": "nosniff",
};

/** What a file's headers say of itself. */
export interface Delivered {
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
  /** Whether another `Accept` could have got another answer. */
  varies?: boolean;
}

/** What they say of this request. */
export interface Circumstances {
  cache: "disk" | "miss" | "stale";
  /** Milliseconds by stage. */
  timings: Record<string, number>;
  /** The endpoint's settings. */
  cacheControl: string;
  corsOrigins: readonly string[];
  hints: { vary: readonly string[]; contentDpr?: number };
}

/** 200 with a file, or 304 when the client has it already. */
export function fileResponse(
  request: Request,
  { file, bytes, meta }: Entry<Delivered>,
  circumstances: Circumstances,
): Response {
  const { cache, timings, cacheControl, corsOrigins, hints } = circumstances;
  const etag = `"${meta.hash}"`;
  const cors = corsHeaders(request.headers.get("origin"), corsOrigins);
  const vary = [meta.varies ? "Accept" : "", ...hints.vary, cors.vary].filter(Boolean).join(", ");
  const headers: Record<string, string> = {
    ...everywhere,
    ...cors.headers,
    ETag: etag,
    "Cache-Control": cacheControlOf(cacheControl, meta.originCacheControl),
    "X-Tintype-Cache": cache,
    "X-Tintype-Origin": headerText(meta.origin),
    "Server-Timing": serverTiming(timings),
    ...(meta.lastModified === undefined ? {} : { "Last-Modified": meta.lastModified }),
    ...(meta.canonical === undefined ? {} : { Link: `<${meta.canonical}>; rel="canonical"` }),
    ...(vary === "" ? {} : { Vary: vary }),
    ...(hints.vary.length === 0 ? {} : { "Accept-CH": acceptCh }),
    ...(hints.contentDpr === undefined ? {} : { "Content-DPR": hints.contentDpr.toFixed(2) }),
  };
  if (isKnown(request.headers, etag, meta.lastModified)) {
    return new Response(null, { status: 304, headers });
  }
  headers["Content-Type"] = meta.contentType;
  const policy = policyOf(meta.contentType);
  if (policy !== undefined) headers["Content-Security-Policy"] = policy;
  headers["Content-Length"] = String(bytes);
  const body = fileBody(file);
  // The runtime answers `Range` from a file by itself, but does not look at `If-Range`: what has
  // changed since is sent whole, as a stream.
  const ifRange = request.headers.get("if-range");
  const changed = ifRange !== null && ifRange !== etag && ifRange !== meta.lastModified;
  if (request.method === "HEAD") return new Response(null, { headers });
  return new Response(changed ? body.stream() : body, { headers });
}

/** Whether the client has this already; a date is asked only where no tag is (RFC 9110, 13.2.2). */
function isKnown(headers: Headers, etag: string, lastModified: string | undefined): boolean {
  const tags = headers.get("if-none-match");
  if (tags !== null) return matches(tags, etag);
  const since = Date.parse(headers.get("if-modified-since") ?? "");
  return lastModified !== undefined && Date.parse(lastModified) <= since;
}

/** An original that could run scripts is shown, but runs none and belongs to no site. */
function policyOf(contentType: string): string | undefined {
  if (contentType.startsWith("image/svg")) {
    return "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";
  }
  return /^(?:text\/html|application\/(?:xhtml\+)?xml|text\/xml)/.test(contentType)
    ? "sandbox"
    : undefined;
}

function cacheControlOf(setting: string, ofOrigin: string | undefined): string {
  if (setting === "default") return defaultCacheControl;
  return setting === "origin" ? (ofOrigin ?? defaultCacheControl) : setting;
}

/** Which sites' scripts may read an answer; with a list, the answer depends on who asks. */
function corsHeaders(origin: string | null, allowed: readonly string[]) {
  if (allowed.includes("*")) return { headers: { "Access-Control-Allow-Origin": "*" }, vary: "" };
  const known = origin !== null && allowed.includes(origin);
  return { headers: known ? { "Access-Control-Allow-Origin": origin } : {}, vary: "Origin" };
}

/** The contract's answer to what went wrong: plain text, or JSON for a client that prefers it. */
export function failureResponse(request: Request, failure: Failure): Response {
  const json = prefersJson(request.headers.get("accept"));
  const headers: Record<string, string> = {
    ...everywhere,
    "Access-Control-Allow-Origin": "*",
    "ik-error": headerText(`${failure.code} - ${failure.message}`),
    "Cache-Control": failure.status === 404 ? `public, max-age=${absentMaxAge}` : "no-store",
    "Content-Type": json ? "application/json" : "text/plain; charset=utf-8",
    ...(failure.code === "EBUSY" ? { "Retry-After": "1" } : {}),
    ...(failure.code === "EMETHOD" ? { Allow: "GET, HEAD, OPTIONS" } : {}),
  };
  const text = json
    ? JSON.stringify({ code: failure.code, message: failure.message })
    : `${failure.message}\n`;
  const body = request.method === "HEAD" ? null : text;
  return new Response(body, { status: failure.status, headers });
}

/** What a browser asks before a request from another site. */
export function optionsResponse(): Response {
  const headers = {
    ...everywhere,
    "Access-Control-Allow-Origin": "*",
    Allow: "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
  };
  return new Response(null, { status: 204, headers });
}

/** `If-None-Match` compares weakly, and may be a list or `*` (RFC 9110, 13.1.2). */
function matches(ifNoneMatch: string, etag: string): boolean {
  if (ifNoneMatch.trim() === "*") return true;
  return ifNoneMatch.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}

function prefersJson(accept: string | null): boolean {
  return accept !== null && /\bapplication\/json\b/.test(accept) && !/\btext\/html\b/.test(accept);
}

function serverTiming(timings: Record<string, number>): string {
  return Object.entries(timings)
    .map(([stage, milliseconds]) => `${stage};dur=${milliseconds.toFixed(1)}`)
    .join(", ");
}

/** Header values hold visible ASCII; anything else is escaped, so that no value breaks a header. */
function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, (character) => encodeURIComponent(character));
}
