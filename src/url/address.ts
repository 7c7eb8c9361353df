import { Failure } from "../failure.ts";

/** Characters of path and query together; longer ones are an ELIMIT failure. */
export const maxUrlLength = 8192;

/** What a URL says once host, ImageKit id and endpoint prefix are set aside. */
export interface Address {
  /** Decoded path of the original, without a leading slash. */
  path: string;
  /** The same path as it was received. */
  rawPath: string;
  /** The text of the transformation, path form first; undefined when none was asked. */
  transformation: string | undefined;
}

/**
 * Splits `[/tr:TRANSFORMATION]/PATH[?tr=TRANSFORMATION&…]`. When both forms are there, the query's
 * steps follow the path's. The last segment is a file name even when it begins with `tr:`.
 * Throws EINVAL for malformed percent-encoding in the path.
 */
export function parseAddress(target: string): Address {
  const mark = target.indexOf("?");
  const segments = (mark < 0 ? target : target.slice(0, mark)).replace(/^\//, "").split("/");
  const query = mark < 0 ? "" : target.slice(mark + 1);

  const at = segments.findIndex(
    (segment, i) => i < segments.length - 1 && isTransformation(segment),
  );
  const inPath = at < 0 ? undefined : segments.splice(at, 1)[0]?.replace(/^tr(?::|%3[aA])/, "");
  const texts = [inPath, transformationIn(query)].filter((text) => text !== undefined);

  const rawPath = segments.join("/");
  return {
    path: decodePath(rawPath),
    rawPath,
    transformation: texts.length > 0 ? texts.filter((text) => text !== "").join(":") : undefined,
  };
}

function isTransformation(segment: string): boolean {
  return /^tr(?::|%3a)/i.test(segment) && segment.startsWith("tr");
}

function decodePath(rawPath: string): string {
  try {
    return decodeURIComponent(rawPath);
  } catch {
    throw new Failure("EINVAL", "Cannot read the path: malformed percent-encoding");
  }
}

/**
 * The value of `tr`, with `+` as a plus sign. Older clients of ImageKit encode all of it, newer ones
 * only its values: where a separator stands bare, what is encoded is no separator and stays so.
 */
function transformationIn(query: string): string | undefined {
  const pair = query.split("&").find((text) => text === "tr" || text.startsWith("tr="));
  const value = pair?.slice("tr=".length);
  if (value === undefined || /[,:]/.test(value)) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** A URL endpoint as far as routing goes. */
export interface Routed {
  /** First path segment that leads here; empty for the default endpoint. */
  urlPrefix: string;
  /** Host names, lower case, that lead here without a prefix. */
  hostnames: readonly string[];
}

/**
 * Finds the URL endpoint of a request and the rest of its target: the custom domain first, then the
 * first path segment, then the default endpoint. `id` is an ImageKit id that may stand in front.
 */
export function route<E extends Routed>(
  target: string,
  hostname: string,
  endpoints: readonly E[],
  id: string | undefined,
): { endpoint: E; rest: string } | undefined {
  const rest = id === undefined ? target : (afterSegment(target, id) ?? target);
  const custom = endpoints.find(({ hostnames }) => hostnames.includes(hostname.toLowerCase()));
  if (custom) return { endpoint: custom, rest };
  for (const endpoint of endpoints) {
    if (endpoint.urlPrefix === "") continue;
    const inside = afterSegment(rest, endpoint.urlPrefix);
    if (inside !== undefined) return { endpoint, rest: inside };
  }
  const fallback = endpoints.find(({ urlPrefix }) => urlPrefix === "");
  return fallback && { endpoint: fallback, rest };
}

function afterSegment(target: string, segment: string): string | undefined {
  return target.startsWith(`/${segment}/`) ? target.slice(segment.length + 1) : undefined;
}
