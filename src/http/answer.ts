import { readFileSync } from "node:fs";
import type { Answer, CacheResult } from "../delivery/answer.ts";
import { type Part, partOf } from "../runtime/range.ts";
import { fileBody } from "../runtime/runtime.ts";

/** What is said of one occasion only. */
interface Occasion {
  cache: CacheResult;
  /** Milliseconds by stage. */
  timings: Readonly<Record<string, number>>;
  /** The request's id. */
  id: string;
  /** Whether the server did something else between the request and this answer. */
  isLate: boolean;
}

/** 200 or 206 with a file, or 304 when the client has it already. */
export function respond(request: Request, answer: Answer, occasion: Occasion): Response {
  const { entry, headers, bodyHeaders } = answer;
  const { cache, timings, id, isLate } = occasion;
  const said = {
    "Cache-Control": answer.cacheControl(Date.now()),
    "X-Tintype-Cache": cache,
    "X-Request-Id": id,
    "Server-Timing": serverTiming(cache, timings),
  };

  const asked = request.headers;
  if (isKnown(asked, answer)) {
    return new Response(null, { status: 304, headers: { ...headers, ...said } });
  }
  const whole = { headers: { ...bodyHeaders, ...said } };
  if (request.method === "HEAD") return new Response(null, whole);
  // The runtime answers `Range` and `If-Range`, but only from a file.
  if (asked.get("range") !== null) return new Response(fileBody(entry.file), whole);
  if (entry.bytes <= (isLate ? sentTogetherBytes : readAtOnceBytes)) {
    return new Response(readFileSync(entry.file), whole);
  }
  // The runtime would send its own date, behind the other headers, in four packets.
  return new Response(fileBody(entry.file), {
    headers: { ...whole.headers, Date: new Date().toUTCString() },
  });
}

/** What of an answer is sent: the runtime cuts a range out when it has been handed over. */
export function sentOf(
  { method, headers }: Request,
  answer: Answer,
  { status }: Response,
): Pick<Part, "status" | "bytes"> {
  if (status !== 200 || method !== "GET") return { status, bytes: 0 };
  return partWanted(headers, answer);
}

/** What of an answer's body is asked for. */
export function partWanted(headers: Pick<Headers, "get">, answer: Answer): Part {
  const { bytes, meta } = answer.entry;
  const etag = answer.headers.ETag as string;
  return partOf(headers, bytes, { etag, lastModified: meta.lastModified });
}

/** Bytes of a file that are read in one go: opening it and reading takes longer in two steps. */
export const readAtOnceBytes = 64 * 1024;

/**
 * What of a late answer leaves in one go with its headers. Of more bytes the runtime sends each
 * header's name and value in packets of their own, fifty in all, unless they are a file's.
 */
const sentTogetherBytes = 12 * 1024;

/** Whether the client has this already; a date is asked only where no tag is (RFC 9110, 13.2.2). */
export function isKnown(headers: Pick<Headers, "get">, answer: Answer): boolean {
  const { lastModified } = answer.entry.meta;
  const tags = headers.get("if-none-match");
  if (tags !== null) return matches(tags, answer.headers.ETag as string);
  if (lastModified === undefined) return false;
  const since = headers.get("if-modified-since");
  return since !== null && Date.parse(lastModified) <= Date.parse(since);
}

/** `If-None-Match` compares weakly, and may be a list or `*` (RFC 9110, 13.1.2). */
function matches(ifNoneMatch: string, etag: string): boolean {
  if (ifNoneMatch.trim() === "*") return true;
  return ifNoneMatch.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}

/** What an answer says of where it was, and of no other stage. */
export function cacheHeaders(cache: CacheResult): Record<string, string> {
  return { "X-Tintype-Cache": cache, "Server-Timing": serverTiming(cache, {}) };
}

function serverTiming(cache: CacheResult, timings: Readonly<Record<string, number>>): string {
  let text = `cache;desc="${cache}"`;
  for (const stage in timings) text += `, ${stage};dur=${timings[stage]?.toFixed(1)}`;
  return text;
}
