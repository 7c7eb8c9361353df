import { formatNamed, formatOf, formats, isOutputFormat } from "../../formats.ts";
import { defaultLimits } from "../../limits.ts";
import { parseAddress } from "../address.ts";
import type { CompatReading, Dialect } from "../compat-reading.ts";
import type { Names } from "../named.ts";
import { queryOf, type Rewritten } from "../rewriter.ts";
import { type PlainStep, plainSteps, type Transformation } from "../transformation.ts";
import { isProfile } from "./asset.ts";
import { rewriteCloudinary } from "./dialect.ts";
import { imageFormat } from "./path.ts";
import {
  formatAsked,
  isDerivedOpen,
  isRestrictedPlace,
  layerPlaces,
  otherNames,
} from "./places.ts";
import { checkCloudinarySignature } from "./signature.ts";
import { tokensOf } from "./tokens.ts";
import { type CloudinaryUrl, readCloudinaryUrl } from "./url.ts";
import type { Subject } from "./video/film.ts";
import { listNamed, splitStreamPart } from "./video/stream.ts";
import { isAnimated } from "./video/video.ts";

/** @param preserveAssetDeliveryTypes whether the path of the original keeps `image/upload` */
export function cloudinaryDialect({
  preserveAssetDeliveryTypes = false,
}: {
  preserveAssetDeliveryTypes?: boolean;
}): Dialect {
  return {
    read: (target, { names, clouds = [] }) => {
      const { list, part } = splitStreamPart(target);
      return readCloudinaryUrl(list, { preserveAssetDeliveryTypes, clouds }).map(
        (url) => () => readingOf(url, list, names, part),
      );
    },
    parts: (_, { components, asset }) => {
      const { resourceType = "image", deliveryType = asset ? "upload" : "fetch" } = asset ?? {};
      const kind = `${resourceType}/${deliveryType}`;
      return {
        ...(kind === "image/upload" ? {} : { kind }),
        steps: components.map(tokensOf),
        within: ",",
        between: "/",
      };
    },
    signatureName: "s--",
    verify: ({ text, covers }, secret) =>
      typeof covers !== "string" && checkCloudinarySignature(text, covers, secret),
    isRestricted: isRestrictedPlace,
    isDerivedOpen,
    standIn: ({ asset }) => (isProfile(asset) ? { image: "person", always: false } : undefined),
    otherNames,
    formatAsked,
    layerPlaces: (path, asset) => layerPlaces(path, asset?.cloud, preserveAssetDeliveryTypes),
  };
}

/** @param part the file of a stream that is wanted, instead of its list */
function readingOf(
  url: CloudinaryUrl,
  target: string,
  names: Names,
  part: string | undefined,
): CompatReading {
  const { components } = url;
  const tokens = components.flatMap(tokensOf);
  const byName = tokens.length > 0 && tokens.every((token) => /^(?:t|bl)_/.test(token));
  const video = url.asset?.resourceType === "video" ? readVideo(url, names, part) : undefined;
  const rewritten = video
    ? video.rewritten
    : url.asset?.resourceType === "raw"
      ? asItIs(url, names)
      : inItsFormat(asPreview(rewriteCloudinary(components, names), url), url.path);
  const { attachment = rewritten.attachment } = parseAddress(`/?${queryOf(target)}`);
  return {
    ...url,
    explicit: tokens.length > 0 && !byName,
    // A name opens private originals: not one that was made up, nor one that shapes nothing here.
    namedOnly: byName && rewritten.ignored.length === 0,
    rewritten: attachment === undefined ? rewritten : { ...rewritten, attachment },
    ...(video?.view === undefined ? {} : { view: video.view }),
  };
}

/** Pixels of the longer side of what is shown where it is not known what may be. */
const previewSide = 320;

/**
 * A name that is not defined here may have stood for a watermark or a small size. A private image
 * whose URL has one is shown, as it is at Cloudinary, but no larger than a preview; with a
 * signature its URL may show the original, too, and nothing is held back.
 */
function asPreview(rewritten: Rewritten, { asset, signature }: CloudinaryUrl): Rewritten {
  const isOpen = asset !== undefined && isDerivedOpen({ asset }) && signature === undefined;
  if (!isOpen || !rewritten.ignored.some((token) => /^(?:t|bl)_/.test(token))) return rewritten;
  const preview: PlainStep = { crop: "at_max", width: previewSide, height: previewSide };
  return { ...rewritten, transformation: [...(rewritten.transformation ?? []), preview] };
}

/**
 * A video's URL that ends in a format of images asks for a frame, or for an animation where the
 * format is known for that, one that ends in that of a list for a stream; without parameters another
 * one is the file itself.
 */
function readVideo(
  url: CloudinaryUrl,
  names: Names,
  part: string | undefined,
): Pick<CompatReading, "rewritten" | "view"> {
  const { components, path } = url;
  const tokens = components.flatMap(tokensOf);
  const extension = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  const list = listNamed(extension);
  const readAs = (subject: Subject) => rewriteCloudinary(components, names, defaultLimits, subject);
  if (list !== undefined) {
    return { rewritten: readAs("stream"), view: { kind: "stream", file: part ?? list } };
  }
  const format = imageFormat(extension);
  if (tokens.length === 0 && format === undefined) return { rewritten: asItIs(url, names) };
  const film = readAs("film");
  if (format === undefined) {
    const steps = plainSteps(film.transformation ?? []);
    const isNamed = steps.some((step) => step.format !== undefined);
    if (isNamed && isAnimated(tokens)) return { rewritten: animatedAs(film, "webp") };
    return { rewritten: isOneFrame(steps) ? readAs("frame") : film };
  }
  if (format === "gif" || (format === "webp" && isAnimated(tokens))) {
    return { rewritten: animatedAs(film, format) };
  }
  const read = readAs("frame");
  const transformation = read.transformation ?? [{}];
  return { rewritten: inItsFormat({ ...read, transformation }, path), view: { kind: "still" } };
}

/** Whether steps name a format that holds a single frame, or is not told to hold more. */
function isOneFrame(steps: readonly PlainStep[]): boolean {
  const said: PlainStep = Object.assign({}, ...steps);
  const format = formatNamed(said.format ?? "");
  const isCut = [said.end, said.duration, said.frameRate].some((value) => value !== undefined);
  const moves = format === "gif" || (format === "webp" && isCut);
  return format !== undefined && said.container === undefined && !moves;
}

/** Frames a second of an animated image of which no rate is asked. */
const animationRate = 15;

/** An animation in a format, unless steps name another one, or a rate. */
function animatedAs(rewritten: Rewritten, format: "gif" | "webp"): Rewritten {
  const { transformation = [] } = rewritten;
  const said: PlainStep = Object.assign({}, ...plainSteps(transformation));
  const named = said.format === undefined || said.format === "auto" ? format : said.format;
  const { frameRate = animationRate } = said;
  return { ...rewritten, transformation: withFields(transformation, { format: named, frameRate }) };
}

/**
 * Where no format is asked for, Cloudinary delivers what the path's extension says, or what is
 * stored, whatever the browser accepts: an image for mails and crawlers stays what it was.
 */
function inItsFormat(rewritten: Rewritten, path: string): Rewritten {
  const { transformation } = rewritten;
  const isSaid = plainSteps(transformation ?? []).some(({ format }) => format !== undefined);
  if (!transformation || isSaid) return rewritten;
  const extension = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  const known = formatNamed(imageFormat(extension) ?? "");
  const format =
    isOutputFormat(known) && !formatOf(known).isOnlyKept ? formats[known].urlNames[0] : "orig";
  return { ...rewritten, transformation: withFields(transformation, { format }) };
}

/** A transformation whose last step says more; a condition that stands last is left alone. */
function withFields(transformation: Transformation, fields: PlainStep): Transformation {
  const last = transformation.at(-1);
  return last && !("if" in last)
    ? [...transformation.slice(0, -1), { ...last, ...fields }]
    : [...transformation, fields];
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
