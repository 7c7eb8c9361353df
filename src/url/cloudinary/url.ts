import { Failure } from "../../failure.ts";
import { type Asset, assetPath } from "./asset.ts";
import {
  type CloudinaryPath,
  type Reading,
  readCloudinaryPath,
  splitTransformations,
} from "./path.ts";
import type { SignedReading } from "./signature.ts";
import { isTransformation } from "./tokens.ts";

/** One way to understand a Cloudinary URL; for those of other services what is optional is left out. */
export interface CloudinaryUrl {
  /** Decoded path of the original, without a leading slash: an absolute URL for `fetch`. */
  path: string;
  /** The same path as it was received. */
  rawPath: string;
  /** Undefined for what is fetched from elsewhere. */
  asset?: Asset;
  /** The components of the transformation, as received. */
  components: string[];
  /** Digits of a `v123` segment. */
  version?: string;
  /** What stands between `s--` and `--`, or behind `s=`, and what it has to cover for this reading. */
  signature?: { text: string; covers: SignedReading | string };
}

/** What a URL is read against. */
interface CloudinaryOptions {
  /** Whether the path of the original keeps `image/upload`. */
  preserveAssetDeliveryTypes?: boolean;
  /** Accounts of the endpoint's origins: their names may stand in front of a short path. */
  clouds?: readonly string[];
}

/** Each costs a search in every origin where nothing lies at the one before. */
const readingsAtMost = 4;

/**
 * Reads the target of a Cloudinary URL, with or without the account's name in front. Where the path
 * may be understood in several ways, the first one is Cloudinary's own. Never empty; EINVAL for
 * malformed percent-encoding in the public id.
 */
export function readCloudinaryUrl(
  target: string,
  { preserveAssetDeliveryTypes = false, clouds = [] }: CloudinaryOptions,
): CloudinaryUrl[] {
  const mark = target.indexOf("?");
  const segments = (mark < 0 ? target : target.slice(0, mark)).replace(/^\//, "").split("/");
  const query = mark < 0 ? "" : sourceQuery(target.slice(mark + 1));
  const urls = startsOf(segments, clouds).flatMap((start) => {
    const path = readCloudinaryPath(segments.slice(start.length), start.plain ? upload : {});
    const readings = splitTransformations(path);
    if (path.deliveryType === "fetch") return fetched(path, readings[0], query);
    const said = start.plain !== true && saysType(segments.slice(start.length));
    return readings.flatMap((reading) => {
      const asset: Asset = {
        ...(start.cloud === undefined ? {} : { cloud: start.cloud }),
        ...(said ? { resourceType: path.resourceType, deliveryType: path.deliveryType } : {}),
        publicId: publicIdOf(reading),
      };
      return read(assetPath(asset, preserveAssetDeliveryTypes), path, reading, { asset });
    });
  });
  if (urls.length === 0) {
    throw new Failure("EINVAL", "Cannot read the path: malformed percent-encoding");
  }
  // Between Cloudinary's own and the one that takes nothing for a transformation are few folders.
  const last = urls.slice(readingsAtMost - 1).slice(-1);
  return [...urls.slice(0, readingsAtMost - 1), ...last];
}

const upload = { resourceType: "image", deliveryType: "upload" } as const;

/** Where types and transformations begin. */
interface Start {
  length: number;
  cloud?: string;
  /** The path says no type, even if it seems to. */
  plain?: true;
}

function startsOf(segments: readonly string[], clouds: readonly string[]): Start[] {
  const [first = "", second = ""] = segments;
  // `images/shoe/red.jpg` has a suffix in Cloudinary, and a folder everywhere else.
  if (saysType(segments)) return [{ length: 0 }, ...(isTyped(segments) ? [] : [plain])];
  const at = first === "res" ? 1 : 0;
  const cloud = at === 0 ? first : second;
  const behind = segments.slice(at + 1);
  if (/^[\w-]+$/.test(cloud) && isTyped(behind)) return [{ length: at + 1, cloud }];
  if (clouds.includes(cloud) && behind.length > 0) return [{ length: at + 1, cloud }, plain];
  // At the vendor's host the account is always there, also in front of short forms.
  if (at === 0 && mayBeCloud(cloud) && behind.length > 1) {
    const named = { length: 1, cloud };
    const [next = ""] = behind;
    if (isTransformation(next) || /^v\d+$/.test(next)) return [named, plain];
    // `images` may as well be a folder in a folder.
    if (saysType(behind)) return [plain, named];
  }
  return [plain];
}

/** A name of an account, and no transformation. */
function mayBeCloud(segment: string): boolean {
  return /^[a-z][a-z0-9-]+$/i.test(segment);
}

const plain: Start = { length: 0, plain: true };

/** Whether a path says its type, in full or by a short form. */
function saysType(segments: readonly string[]): boolean {
  const { rest, signature } = readCloudinaryPath(segments);
  return rest.length + (signature === undefined ? 0 : 1) < segments.length;
}

/** Whether a path begins with a resource type and a delivery type. */
function isTyped([first = "", second = ""]: readonly string[]): boolean {
  const { rest } = readCloudinaryPath([first, second, ""]);
  return rest.length === 1;
}

/** The extension behind a suffix is one of the public id, unless that has it already. */
function publicIdOf({ publicId, suffix = "" }: Reading): string {
  const id = publicId.join("/");
  const [extension = ""] = /\.[^.]*$/.exec(suffix) ?? [];
  return id.endsWith(extension) ? id : id + extension;
}

/**
 * What is fetched from elsewhere. A query that is not encoded belongs to its URL, but no library
 * signs it so: signed, it is there or it does not count.
 */
function fetched(path: CloudinaryPath, reading: Reading | undefined, query: string) {
  if (!reading) return [];
  const source = reading.publicId.join("/");
  const bare = read(source, path, reading);
  if (query === "") return bare;
  const publicId = [...reading.publicId.slice(0, -1), `${reading.publicId.at(-1)}?${query}`];
  const whole = read(source, path, { ...reading, publicId }, { query: `?${query}` });
  return path.signature === undefined ? whole : [...whole, ...bare];
}

/** None where the path cannot be decoded. */
function read(
  rawPath: string,
  { signature }: CloudinaryPath,
  { transformations, version, ...covered }: Reading,
  { asset, query = "" }: { asset?: Asset; query?: string } = {},
): CloudinaryUrl[] {
  let path: string;
  try {
    path = decodeURIComponent(rawPath);
  } catch {
    return [];
  }
  const covers = { transformations, ...covered };
  return [
    {
      path: path + query,
      rawPath: rawPath + query,
      components: transformations,
      ...(asset === undefined ? {} : { asset }),
      ...(version === undefined ? {} : { version }),
      ...(signature === undefined ? {} : { signature: { text: signature, covers } }),
    },
  ];
}

/** What is left of a query without what is said to Cloudinary, to ImageKit and to us. */
function sourceQuery(query: string): string {
  return query
    .split("&")
    .filter((pair) => pair !== "" && !/^(?:_[aiz]|__cld_token__|ik-[^=]*|tr)(?:=|$)/.test(pair))
    .join("&");
}
