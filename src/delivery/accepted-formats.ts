import { formats, type NegotiatedFormat, negotiatedFormats } from "../formats.ts";

const bestFirst = negotiatedFormats.toSorted(
  (a, b) => formats[a].preference - formats[b].preference,
);

/**
 * Formats beside JPEG and PNG that a client accepts, best first. `Accept` has no end of spellings;
 * this is all of it that reaches a cache key.
 */
export function acceptedFormats(
  accept: string | null,
  allowed: readonly string[],
): NegotiatedFormat[] {
  return bestFirst.filter(
    (format) => allowed.includes(format) && accepts(accept ?? "", formats[format].mediaType),
  );
}

/** Whether an `Accept` header names the type itself with a weight above 0 (RFC 9110, 12.5.1). */
function accepts(accept: string, type: string): boolean {
  return accept.split(",").some((range) => {
    const [name, ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    return name === type && !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter));
  });
}
