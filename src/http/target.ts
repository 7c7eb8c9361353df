import { Failure } from "../failure.ts";
import { segmentsAtMost } from "../runtime/listening.ts";

/** For a URL whose host the client did not send, or that no URL can have. */
const unknownHost = "http://localhost";

/** Where path and query begin in a URL: behind the scheme and the host. */
function startOf(url: string): number {
  return url.startsWith("/") ? 0 : url.indexOf("/", url.indexOf("//") + 2);
}

/** Path and query of a URL. */
export function targetOf(url: string): string {
  return url.slice(startOf(url));
}

/** Path of a URL. */
export function pathOf(url: string): string {
  return targetOf(url).replace(/[?#].*$/s, "");
}

/** Whether the path of a URL begins so. */
export function isBelow(folder: string, url: string): boolean {
  return url.startsWith(folder, startOf(url));
}

/** A request's URL with a host: the runtime gives the target alone where `Host` is none. */
export function absoluteUrl(url: string): string {
  return URL.canParse(url) ? url : unknownHost + targetOf(url);
}

export function withAbsoluteUrl(request: Request): Request {
  return URL.canParse(request.url) ? request : new Request(absoluteUrl(request.url), request);
}

/**
 * What is wrong with a request's target, if anything is: a proxy before the server may have read a
 * path with a backslash or dot segments in another way, and let pass what it is there to stop.
 * @param segments of the path as it was sent
 */
export function faultOf(
  { url, headers }: Pick<Request, "url" | "headers">,
  segments: Readonly<Record<string, string>> | undefined,
): Failure | undefined {
  if (headers.get("host")?.includes(",")) {
    return new Failure("EINVAL", "Expected one `Host` header");
  }
  const isRead = segments ? isAsSent(url, segments) : mayBeAsSent(url);
  return isRead
    ? undefined
    : new Failure("EINVAL", "Cannot read the path: it has dot segments or a backslash");
}

/** Of a path whose segments are not known, which those of this URL would be had it been sent so. */
function mayBeAsSent(url: string): boolean {
  const path = URL.parse(absoluteUrl(url))?.pathname ?? "/_/";
  const segments = path.slice(1).split("/");
  const empty = segments.filter((segment) => segment === "").length;
  return !path.startsWith("/_/") && (segments.length > segmentsAtMost || empty > 1);
}

function isAsSent(url: string, segments: Readonly<Record<string, string>>): boolean {
  for (const name in segments) {
    if (mayBeRewritten(segments[name] as string)) return isSame(url, Object.values(segments));
  }
  return true;
}

function mayBeRewritten(segment: string): boolean {
  return segment === "." || segment === ".." || segment.includes("\\");
}

/** An encoded backslash is none to any parser. */
function isSame(url: string, segments: readonly string[]): boolean {
  const path = URL.parse(absoluteUrl(url))?.pathname.slice(1).split("/") ?? [];
  return path.length === segments.length && path.every((text, i) => decoded(text) === segments[i]);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
