import type { Failure } from "../failure.ts";

/** ImageKit's default for what it delivers. */
const defaultCacheControl = "public, s-maxage=31536000, max-age=31536000, must-revalidate";
/** Seconds that clients may remember that nothing is there. */
const absentMaxAge = 30;

export const everywhere = {
  "X-Content-Type-Options": "nosniff",
};

/** An original that could run scripts is shown, but runs none and belongs to no site. */
export function policyOf(contentType: string): string | undefined {
  if (contentType.startsWith("image/svg")) {
    return "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";
  }
  return /^(?:text\/html|application\/(?:xhtml\+)?xml|text\/xml)/.test(contentType)
    ? "sandbox"
    : undefined;
}

/**
 * @param setting the endpoint's: `default`, `origin` or a literal value
 * @param left seconds until the request's signature expires: no cache on the way may hand the
 * picture out for longer
 */
export function cacheControlOf(
  setting: string,
  ofOrigin: string | undefined,
  left?: number,
): string {
  const said =
    setting === "default"
      ? defaultCacheControl
      : setting === "origin"
        ? (ofOrigin ?? defaultCacheControl)
        : setting;
  if (left === undefined) return said;
  const most = Math.max(0, left);
  const capped = said
    .replace(/((?:s-)?max-?age)=(\d+)/gi, (_, name, seconds) => {
      return `${name}=${Math.min(most, Number(seconds))}`;
    })
    // Stale is what would be handed out after that.
    .replace(/(stale-while-revalidate|stale-if-error)=\d+/gi, "$1=0");
  // Without an age, caches think of one (RFC 9111, 4.2.2).
  return /max-age=|no-store|no-cache/i.test(capped) ? capped : `${capped}, max-age=${most}`;
}

/** Which sites' scripts may read an answer; with a list, the answer depends on who asks. */
export function corsHeaders(origin: string | null, allowed: readonly string[]) {
  if (allowed.includes("*")) return { headers: { "Access-Control-Allow-Origin": "*" }, vary: [] };
  const known = origin !== null && allowed.includes(origin);
  return { headers: known ? { "Access-Control-Allow-Origin": origin } : {}, vary: ["Origin"] };
}

/**
 * The contract's answer to what went wrong, as its parts: plain text, or JSON for a client that
 * prefers it.
 */
export function failureParts(accept: string | null, failure: Failure, id?: string) {
  const json = prefersJson(accept);
  const headers: Record<string, string> = {
    ...everywhere,
    "Access-Control-Allow-Origin": "*",
    "ik-error": headerText(`${failure.code} - ${failure.message}`),
    "Cache-Control": failure.status === 404 ? `public, max-age=${absentMaxAge}` : "no-store",
    "Content-Type": json ? "application/json" : "text/plain; charset=utf-8",
    ...(failure.status === 404 ? { Vary: "Accept" } : {}),
    ...(failure.code === "EBUSY" ? { "Retry-After": "1" } : {}),
    ...(failure.code === "EMETHOD" ? { Allow: "GET, HEAD, OPTIONS" } : {}),
    ...(id === undefined ? {} : { "X-Request-Id": id }),
  };
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

/** Header values hold visible ASCII; anything else is escaped, so that no value breaks a header. */
export function headerText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\x20-\x7e]/gu, (character) => encodeURIComponent(character));
}
