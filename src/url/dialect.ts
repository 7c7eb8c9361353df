import { endsInTransformation, endsInView, parseAddress } from "./address.ts";
import { isAkamaiParameter, rewriteAkamai } from "./akamai/rewriter.ts";
import { cloudinaryDialect } from "./cloudinary/compat.ts";
import { splitStreamPart } from "./cloudinary/video/stream.ts";
import type { CompatOptions, CompatReading, Dialect } from "./compat-reading.ts";
import { isImgixParameter } from "./imgix/read.ts";
import { rewriteImgix } from "./imgix/rewriter.ts";
import { checkImgixSignature, imgixSignature } from "./imgix/signature.ts";
import { textPath } from "./imgix/text.ts";
import { queryOf, type Rewritten } from "./rewriter.ts";
import type { UrlRewriter } from "./services.ts";
import type { Transformation } from "./transformation.ts";

/** Opens the dialect of each rewriter. */
const dialects: { [T in UrlRewriter["type"]]: (rewriter: UrlRewriter & { type: T }) => Dialect } = {
  CLOUDINARY: cloudinaryDialect,
  IMGIX: () => imgix,
  AKAMAI: () => akamai,
};

/** The dialect of a rewriter; without one, what holds for URLs in our own form. */
export function dialectOf(rewriter: UrlRewriter | undefined): Dialect {
  if (!rewriter) return plain;
  const open = dialects[rewriter.type] as (rewriter: UrlRewriter) => Dialect;
  return open(rewriter);
}

/** A service whose paths are those of the originals, and whose queries say what becomes of them. */
function queryDialect(
  rewrite: (query: string, mayFetch: CompatOptions["mayFetch"], path: string) => Rewritten,
  isParameter: (name: string) => boolean,
  standIn: Dialect["standIn"] = () => undefined,
): Dialect {
  return {
    read: (target, { mayFetch }) => [
      () => {
        const { path, rawPath, attachment } = parseAddress(target);
        const rewritten = rewrite(queryOf(target), mayFetch, path);
        return {
          path,
          rawPath,
          components: [],
          namedOnly: false,
          explicit: rewritten.transformation !== undefined,
          rewritten: attachment === undefined ? rewritten : { ...rewritten, attachment },
        };
      },
    ],
    // What is no parameter of the service means nothing, and is not listed.
    parts: (target) => ({
      steps: [
        queryOf(target)
          .split("&")
          .filter((token) => isParameter(token.split("=", 1)[0] ?? "")),
      ],
      within: "&",
      between: "",
    }),
    isRestricted: () => false,
    isDerivedOpen: () => false,
    standIn,
    otherNames: () => [],
    formatAsked: () => undefined,
    layerPlaces: (path) => [{ path, rawPath: path }],
  };
}

const unsigned = queryDialect(rewriteImgix, isImgixParameter, ({ path }) =>
  path === textPath ? { image: "blank", always: true } : undefined,
);
const imgix: Dialect = {
  ...unsigned,
  signatureName: "s=",
  verify: ({ text, covers }, token) =>
    typeof covers === "string" && checkImgixSignature(text, covers, token),
  read: (target, options) =>
    unsigned.read(target, options).map((read) => () => {
      const signature = imgixSignature(target);
      return signature ? { ...read(), signature } : read();
    }),
};
const akamai = queryDialect(rewriteAkamai, isAkamaiParameter);
const plain = queryDialect(
  () => ({ transformation: undefined, ignored: [], unsupported: [], approximate: [] }),
  () => false,
);

/**
 * Reads a URL of another service: path and query as received, behind the endpoint's prefix. Undefined
 * for a URL in our own form, which stays valid beside. Where the path may be understood in several
 * ways, these are functions that read it so, the likeliest first; what the URL asks for and cannot
 * have is in `rewritten`. EINVAL for malformed percent-encoding.
 */
export function readCompatUrl(
  target: string,
  rewriter: UrlRewriter,
  options: CompatOptions,
): (() => CompatReading)[] | undefined {
  return isOurs(target) ? undefined : dialectOf(rewriter).read(target, options);
}

/** Whether a URL has a transformation or a view in our own form: `tr:` beside a source, or `?tr=`. */
function isOurs(target: string): boolean {
  const [path = ""] = target.split("?", 1);
  const [own = ""] = path.split(/\/(?:https?|ftp|s3|gs)(?::|%3a)/i, 1);
  const inPath = own.length < path.length ? `${own}/` : own;
  const segments = path.split("/");
  const isOtherPart = splitStreamPart(target).part !== undefined;
  if (endsInTransformation(segments) || (endsInView(segments) && !isOtherPart)) return true;
  return /(?:^|\/)tr(?::|%3[aA])[^/]*\//.test(inPath) || /(?:^|&)tr(?:=|&|$)/.test(queryOf(target));
}

/** Steps of a transformation, those of layers and branches included. */
export function countSteps(transformation: Transformation): number {
  let count = 0;
  for (const step of transformation) {
    count += 1;
    if ("if" in step) count += countSteps(step.met) + countSteps(step.unmet ?? []);
    else
      for (const layer of step.layers ?? []) if ("steps" in layer) count += countSteps(layer.steps);
  }
  return count;
}
