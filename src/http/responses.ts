import type { Entry } from "../cache/disk.ts";
import type { Failure } from "../failure.ts";
import { fileBody } from "../runtime.ts";

/** ImageKit's default for what it delivers. */
const cacheControl = "public, s-maxage=31536000, max-age=31536000, must-revalidate";
/** Seconds that clients may remember that nothing is there. */
const absentMaxAge = 30;

const everywhere = {
  "X-Content-Type-Options": "nosniff",
  "Access-Control-Allow-Origin": "*",
};

/** What a picture's headers say beside its own bytes. */
export interface Facts {
  contentType: string;
  /** Strong: equal only for equal bytes. */
  hash: string;
  lastModified: string | undefined;
  origin: string;
  cache: "disk" | "miss" | "stale";
  /** Whether another `Accept` could have got another answer. */
  varies: boolean;
  /** Milliseconds by stage. */
  timings: Record<string, number>;
}

/** 200 with a file, or 304 when the client has it already. */
export function fileResponse(request: Request, entry: Entry<unknown>, facts: Facts): Response {
  const etag = `"${facts.hash}"`;
  const headers: Record<string, string> = {
    ...everywhere,
    ETag: etag,
    "Cache-Control": cacheControl,
    "X-Tintype-Cache": facts.cache,
    "X-Tintype-Origin": headerText(facts.origin),
    "Server-Timing": serverTiming(facts.timings),
    ...(facts.lastModified === undefined ? {} : { "Last-Modified": facts.lastModified }),
    ...(facts.varies ? { Vary: "Accept" } : {}),
  };
  if (matches(request.headers.get("if-none-match"), etag)) {
    return new Response(null, { status: 304, headers });
  }
  headers["Content-Type"] = facts.contentType;
  headers["Content-Length"] = String(entry.bytes);
  const body = request.method === "HEAD" ? null : fileBody(entry.file);
  return new Response(body, { headers });
}

/** The contract's answer to what went wrong: plain text, or JSON for a client that prefers it. */
export function failureResponse(request: Request, failure: Failure): Response {
  const json = prefersJson(request.headers.get("accept"));
  const headers: Record<string, string> = {
    ...everywhere,
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
    Allow: "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
  };
  return new Response(null, { status: 204, headers });
}

/** `If-None-Match` compares weakly, and may be a list or `*` (RFC 9110, 13.1.2). */
function matches(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false;
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
