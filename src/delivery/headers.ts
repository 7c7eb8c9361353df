import { isDrawing, isHarmless } from "./media-type.ts";

/** ImageKit's default for what it delivers. */
const defaultCacheControl = "public, s-maxage=31536000, max-age=31536000, must-revalidate";

export const everywhere = {
  "X-Content-Type-Options": "nosniff",
};

/** Of every file: it may be shown on pages of other sites, with its times. */
export const ofFiles = {
  ...everywhere,
  "Cross-Origin-Resource-Policy": "cross-origin",
  "Timing-Allow-Origin": "*",
};

/**
 * Whatever is in a file that others wrote is shown, but runs nothing and belongs to no site. For an
 * image, film, sound or font this is no more than what a browser needs to show it by itself.
 */
export function policyOf(contentType: string): string {
  if (isDrawing(contentType)) {
    return "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";
  }
  return isHarmless(contentType)
    ? "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; media-src 'self'; sandbox"
    : "script-src 'none'; object-src 'none'; sandbox";
}

/**
 * @param setting the endpoint's: `default`, `origin` or a literal value
 * @param left seconds until the request's signature expires: no cache on the way may hand the
 * image out for longer
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

/** Header values hold visible ASCII; anything else is escaped, so that no value breaks a header. */
export function headerText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\x20-\x7e]/gu, (character) => encodeURIComponent(character));
}
