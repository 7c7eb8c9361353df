import type { UrlEndpoint } from "../../endpoints/loaded-config.ts";
import { Failure } from "../../failure.ts";
import { parseAddress } from "../../url/address.ts";
import type { CompatReading } from "../../url/compat-reading.ts";
import { dialectOf, readCompatUrl } from "../../url/dialect.ts";
import { expandNames, type Names } from "../../url/named.ts";
import type { Rewritten } from "../../url/rewriter.ts";
import { parseTransformation } from "../../url/transformation.ts";
import { besideImageKit } from "./own-form.ts";
import { patternOf, untouched } from "./patterns.ts";
import type { Parameter } from "./verdict.ts";

/** What a URL asks for, parameter by parameter. */
export interface Description {
  pattern: string;
  parameters: Parameter[];
}

/**
 * Describes a URL in the dialect that its endpoint reads. Pure.
 * @param rest path and query behind the endpoint's prefix
 * @param rawPath of the original in the way of reading it that counts; without it the likeliest does
 * @param refused the message of the failure, where it is refused
 */
export function describe(
  rest: string,
  { urlRewriter, origins, onInvalid }: Pick<UrlEndpoint, "urlRewriter" | "origins" | "onInvalid">,
  { names, rawPath, refused }: { names: Names; rawPath?: string; refused?: string },
): Description {
  if (urlRewriter) {
    const clouds = origins.flatMap(({ cloud }) => cloud ?? []);
    const mayFetch = (url: string) => origins.some((origin) => origin.admits?.(url));
    const readings = readCompatUrl(rest, urlRewriter, { names, clouds, mayFetch });
    const url = readings && (readAt(readings, rawPath) ?? readings[0]?.());
    if (url) {
      const { kind, steps, ...separators } = dialectOf(urlRewriter).parts(rest, url);
      const pattern = patternOf(steps, separators) || untouched;
      return {
        pattern: kind === undefined ? pattern : `${kind}: ${pattern}`,
        parameters: parametersOf(url.rewritten, steps.flat()),
      };
    }
  }
  const text = parseAddress(rest).transformation ?? "";
  return describeOurs(text, refused, onInvalid === "ignore" ? leftOut(text, names) : []);
}

/** The way of reading a URL that leads to a path. */
function readAt(
  readings: readonly (() => CompatReading)[],
  rawPath: string | undefined,
): CompatReading | undefined {
  for (const read of rawPath === undefined ? [] : readings) {
    try {
      const url = read();
      if (url.rawPath === rawPath) return url;
    } catch (error) {
      // Then it was not meant so.
      if (!(error instanceof Failure)) throw error;
    }
  }
  return undefined;
}

/** One by one where the dialect tells; else what it does not name is exact. */
function parametersOf(rewritten: Rewritten, tokens: readonly string[]): Parameter[] {
  const { fates, ignored, approximate, unseen = [] } = rewritten;
  if (fates) return fates;
  // Of Akamai's `im` a part may be ignored.
  const has = (list: readonly string[], token: string) =>
    list.some(
      (each) => each === token || (token.startsWith("im=") && token.includes(each.slice(3))),
    );
  return tokens
    .filter((token) => token !== "")
    .map((token) => ({
      token,
      fate: has(ignored, token) ? "ignored" : has(approximate, token) ? "approximate" : "exact",
      ...(has(unseen, token) ? { unseen: true as const } : {}),
    }));
}

/** What cannot be read of a transformation in our own form. */
function leftOut(text: string, names: Names): string[] {
  const ignored: string[] = [];
  const ignore = (piece: string) => ignored.push(piece);
  try {
    parseTransformation(expandNames(text, names, false, ignore), undefined, ignore);
  } catch (error) {
    // Then it is refused as a whole.
    if (!(error instanceof Failure)) throw error;
  }
  return ignored;
}

const asThere = "cannot be read: left out, as ImageKit does";

/** In our own form all is read or left out, or the whole URL is refused. */
function describeOurs(
  text: string,
  refused: string | undefined,
  ignored: readonly string[],
): Description {
  const steps = text.split(":").map((step) => step.split(",").filter((token) => token !== ""));
  const [, culprit] = /`([^`]+)`/.exec(refused ?? "") ?? [];
  const parameters = steps.flat().map((token): Parameter => {
    const isIt = culprit !== undefined && (token === culprit || token.startsWith(`${culprit}-`));
    if (ignored.includes(token)) {
      if (token.startsWith("n-")) return { token, fate: "ignored", note: "there is no such name" };
      return { token, fate: "ignored", note: asThere, unseen: true };
    }
    return isIt ? { token, fate: "refused", note: refused ?? "" } : besideImageKit(token);
  });
  return { pattern: patternOf(steps, { within: ",", between: ":" }) || untouched, parameters };
}
