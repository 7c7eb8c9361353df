import { formatNamed, formatOf, formats, isOutputFormat } from "../../formats.ts";
import { parseAddress } from "../address.ts";
import type { CompatReading, Dialect } from "../compat-reading.ts";
import type { Names } from "../named.ts";
import { queryOf, type Rewritten } from "../rewriter.ts";
import { plainSteps, type Transformation } from "../transformation.ts";
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

/** @param preserveAssetDeliveryTypes whether the path of the original keeps `image/upload` */
export function cloudinaryDialect({
  preserveAssetDeliveryTypes = false,
}: {
  preserveAssetDeliveryTypes?: boolean;
}): Dialect {
  return {
    read: (target, { names, clouds = [] }) =>
      readCloudinaryUrl(target, { preserveAssetDeliveryTypes, clouds }).map(
        (url) => () => readingOf(url, target, names),
      ),
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
    verify: ({ text, covers }, secret) => checkCloudinarySignature(text, covers, secret),
    isRestricted: isRestrictedPlace,
    isDerivedOpen,
    standIn: ({ asset }) => (isProfile(asset) ? { image: "person", always: false } : undefined),
    otherNames,
    formatAsked,
    layerPlaces: (path, asset) => layerPlaces(path, asset?.cloud, preserveAssetDeliveryTypes),
  };
}

function readingOf(url: CloudinaryUrl, target: string, names: Names): CompatReading {
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

/** Whether pixels are asked for: of an image, or of what was put in a video's place. */
function isPicture({ path, asset }: CloudinaryUrl): boolean {
  if (asset?.resourceType === "raw") return false;
  if (asset?.resourceType !== "video") return true;
  return imageFormat(path.slice(path.lastIndexOf(".") + 1).toLowerCase()) !== undefined;
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
