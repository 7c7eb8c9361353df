import { formatNamed, formatOf, formats, isOutputFormat } from "../formats.ts";
import { parseAddress } from "./address.ts";
import { rewriteAkamai } from "./akamai/rewriter.ts";
import { rewriteCloudinary } from "./cloudinary/dialect.ts";
import { pictureFormat } from "./cloudinary/path.ts";
import { tokensOf } from "./cloudinary/tokens.ts";
import { type CloudinaryUrl, readCloudinaryUrl } from "./cloudinary/url.ts";
import { rewriteImgix } from "./imgix/rewriter.ts";
import type { Names } from "./named.ts";
import type { Rewritten } from "./rewriter.ts";
import { plainSteps, type Transformation } from "./transformation.ts";

/** Whose URLs an endpoint reads beside our own, in ImageKit's shape. */
export type UrlRewriter =
  | { type: "CLOUDINARY"; preserveAssetDeliveryTypes?: boolean }
  | { type: "IMGIX" }
  | { type: "AKAMAI" };

/** One way to understand a URL of another service. */
export interface CompatReading extends CloudinaryUrl {
  /** Whether a transformation was asked for other than by name. */
  explicit: boolean;
  /** Whether none was asked for but by name, and all names are known. */
  namedOnly: boolean;
  rewritten: Rewritten;
}

/** What a URL is read against. */
export interface CompatOptions {
  names: Names;
  /** Accounts in Cloudinary of the endpoint's origins. */
  clouds?: readonly string[];
}

/**
 * Reads a URL of another service: path and query as received, behind the endpoint's prefix. Undefined
 * for a URL in our own form, which stays valid beside. Where the path may be understood in several
 * ways, these are functions that read it so, the likeliest first; what the URL asks for and cannot
 * have is in `rewritten`. EINVAL for malformed percent-encoding.
 */
export function readCompatUrl(
  target: string,
  rewriter: UrlRewriter,
  { names, clouds = [] }: CompatOptions,
): (() => CompatReading)[] | undefined {
  if (isOurs(target)) return undefined;
  if (rewriter.type === "CLOUDINARY") {
    return readCloudinaryUrl(target, { ...rewriter, clouds }).map(
      (url) => () => cloudinary(url, target, names),
    );
  }
  const rewrite = rewriter.type === "IMGIX" ? rewriteImgix : rewriteAkamai;
  return [
    () => {
      const { path, rawPath, attachment } = parseAddress(target);
      const rewritten = rewrite(queryOf(target));
      return {
        path,
        rawPath,
        components: [],
        namedOnly: false,
        explicit: rewritten.transformation !== undefined,
        rewritten: attachment === undefined ? rewritten : { ...rewritten, attachment },
      };
    },
  ];
}

/** Whether a URL has a transformation in our own form: `tr:` in front of a source, or `?tr=`. */
function isOurs(target: string): boolean {
  const [path = ""] = target.split("?", 1);
  const [own = ""] = path.split(/\/(?:https?|ftp|s3|gs)(?::|%3a)/i, 1);
  const inPath = own.length < path.length ? `${own}/` : own;
  return /(?:^|\/)tr(?::|%3[aA])[^/]*\//.test(inPath) || /(?:^|&)tr(?:=|&|$)/.test(queryOf(target));
}

function queryOf(target: string): string {
  const mark = target.indexOf("?");
  return mark < 0 ? "" : target.slice(mark + 1);
}

function cloudinary(url: CloudinaryUrl, target: string, names: Names): CompatReading {
  const { components } = url;
  const tokens = components.flatMap(tokensOf);
  const byName = tokens.length > 0 && tokens.every((token) => /^(?:t|bl)_/.test(token));
  const rewritten = isPicture(url)
    ? inItsFormat(rewriteCloudinary(components, names), url.path)
    : asItIs(url, names);
  const { attachment = rewritten.attachment } = parseAddress(`/?${queryOf(target)}`);
  return {
    ...url,
    explicit: tokens.length > 0 && !byName,
    // A name opens private originals: not one that was made up, nor one that shapes nothing here.
    namedOnly: byName && rewritten.ignored.length === 0,
    rewritten: attachment === undefined ? rewritten : { ...rewritten, attachment },
  };
}

/** Whether pixels are asked for: of a picture, or of what was put in a video's place. */
function isPicture({ path, asset }: CloudinaryUrl): boolean {
  if (asset?.resourceType === "raw") return false;
  if (asset?.resourceType !== "video") return true;
  return pictureFormat(path.slice(path.lastIndexOf(".") + 1).toLowerCase()) !== undefined;
}

/**
 * Where no format is asked for, Cloudinary delivers what the path's extension says, or what is
 * stored, whatever the browser accepts: a picture for mails and crawlers stays what it was.
 */
function inItsFormat(rewritten: Rewritten, path: string): Rewritten {
  const { transformation } = rewritten;
  const isSaid = plainSteps(transformation ?? []).some(({ format }) => format !== undefined);
  if (!transformation || isSaid) return rewritten;
  const extension = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  const known = formatNamed(pictureFormat(extension) ?? "");
  const format =
    isOutputFormat(known) && !formatOf(known).isOnlyKept ? formats[known].urlNames[0] : "orig";
  const last = transformation.at(-1);
  const steps: Transformation =
    last && !("if" in last)
      ? [...transformation.slice(0, -1), { ...last, format }]
      : [...transformation, { format }];
  return { ...rewritten, transformation: steps };
}

/** A file is delivered as it is; only its name can be had otherwise. */
function asItIs({ components }: CloudinaryUrl, names: Names): Rewritten {
  const { attachment } = rewriteCloudinary(components, names);
  const tokens = components.flatMap(tokensOf);
  const ignored = attachment ? tokens.filter((token) => !/^fl_attachment/.test(token)) : tokens;
  return {
    transformation: undefined,
    ignored,
    unsupported: ignored,
    approximate: [],
    ...(attachment === undefined ? {} : { attachment }),
  };
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
