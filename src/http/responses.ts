import { corsHeaders, everywhere, headerText } from "../delivery/headers.ts";
import type { Failure } from "../failure.ts";

/** Seconds that clients may remember that nothing is there. */
const absentMaxAge = 30;

/**
 * The contract's answer to what went wrong, as its parts: plain text, or JSON for a client that
 * prefers it.
 */
function failureParts(accept: string | null, failure: Failure, id?: string) {
  const json = prefersJson(accept);
  const isPending = failure.code === "EPENDING";
  const retryAfter = failure.retryAfter ?? (failure.code === "EBUSY" ? 1 : undefined);
  const headers: Record<string, string> = {
    ...everywhere,
    "Access-Control-Allow-Origin": "*",
    // What is under way is no error.
    ...(isPending ? {} : { "ik-error": headerText(`${failure.code} - ${failure.message}`) }),
    ...(failure.location === undefined ? {} : { Location: failure.location }),
    "Cache-Control": failure.status === 404 ? `public, max-age=${absentMaxAge}` : "no-store",
    "Content-Type": json ? "application/json" : "text/plain; charset=utf-8",
    ...(failure.status === 404 ? { Vary: "Accept" } : {}),
    ...(retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) }),
    ...(failure.code === "EMETHOD" ? { Allow: "GET, HEAD, OPTIONS" } : {}),
    ...(id === undefined ? {} : { "X-Request-Id": id }),
  };
  // ImageKit's answers have no body then.
  if (isPending) return { status: failure.status, headers, text: "" };
  const text = json
    ? JSON.stringify({ code: failure.code, message: failure.message })
    : `${failure.message}\n`;
  return { status: failure.status, headers, text };
}

export function failureResponse(
  request: Pick<Request, "method" | "headers">,
  failure: Failure,
  id?: string,
): Response {
  const { text, ...rest } = failureParts(request.headers.get("accept"), failure, id);
  return new Response(request.method === "HEAD" ? null : text, rest);
}

/** What a browser asks before a request from another site. */
export function optionsResponse(site: string | null, corsOrigins: readonly string[]): Response {
  const cors = corsHeaders(site, corsOrigins);
  const headers = {
    ...everywhere,
    ...cors.headers,
    ...(cors.vary.length === 0 ? {} : { Vary: cors.vary.join(", ") }),
    Allow: "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
  };
  return new Response(null, { status: 204, headers });
}

function prefersJson(accept: string | null): boolean {
  return accept !== null && /\bapplication\/json\b/.test(accept) && !/\btext\/html\b/.test(accept);
}
