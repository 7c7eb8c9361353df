import type { Asset } from "../../url/cloudinary/asset.ts";
import {
  type AssetType,
  isResourceType,
  type Reading,
  readCloudinaryPath,
  splitExtension,
  splitTransformations,
} from "../../url/cloudinary/path.ts";
import { type EncodeKeys, folderPrefix, keySpellings } from "../keys.ts";
import type { OriginalPath } from "../origin.ts";

/**
 * Where a path may lie in a Cloudinary backup bucket. Each asset is a folder of versions, named by
 * the time of their upload:
 *
 *     res/CLOUD/RESOURCE_TYPE/DELIVERY_TYPE/PUBLIC_ID/VERSION.FORMAT
 *
 * Raw assets keep their extension in the public id, and their versions have none.
 */

/** The part of that layout which an origin's folder says, so that the path does not. */
export interface Mount extends Partial<AssetType> {
  /** What the keys begin with: `res/`, and before it what the bucket is shared by. */
  root: string;
  cloud?: string;
  /** Folder of public ids, with a final slash unless it is empty. */
  folder: string;
}

/** A folder that may hold the versions of the asset. */
export interface Directory {
  /** What its keys begin with, the final slash included. */
  prefix: string;
  /** The extension that the path asks for, lower case; undefined for the file as it is stored. */
  extension?: string;
  /** Whether only versions without an extension count, as raw assets have them. */
  bare?: true;
}

/** Where to look, in order. */
export interface Search extends AssetType {
  directories: Directory[];
  /** Keys of plain copies: `image/upload/shoe.jpg` as an object and not as a folder. */
  copies: string[];
}

export interface SearchOptions {
  encodeKeys?: EncodeKeys;
  /** Whether layouts are looked for that Cloudinary does not document. */
  tolerant?: boolean;
}

/** What the keys of a mount's assets begin with. */
export function mountPrefix({ root, cloud, resourceType, deliveryType, folder }: Mount): string {
  const said = [cloud, resourceType, deliveryType].flatMap((part) => part ?? []);
  return root + said.map((part) => `${part}/`).join("") + folder;
}

/** Delivery types that are backed up; what was fetched from elsewhere is not. */
const backedUp = ["upload", "private", "authenticated"];

/** Folders that are listed for one path at most, so that a flood of wrong paths costs little. */
const directoriesAtMost = 8;
/** Bytes of a key at most, in S3. */
const keyBytes = 1024;

/** Reads an origin's folder. Throws for one that no asset can lie in. */
export function readMount(prefix = ""): Mount {
  const segments = folderPrefix(prefix).split("/").slice(0, -1);
  const at = segments.indexOf("res");
  if (at < 0) return { root: `${folderPrefix(prefix)}res/`, folder: "" };
  const root = `${segments.slice(0, at + 1).join("/")}/`;
  const [cloud, resourceType, deliveryType, ...folder] = segments.slice(at + 1);
  const unknownType = resourceType !== undefined && !isResourceType(resourceType);
  if (unknownType || (deliveryType !== undefined && !backedUp.includes(deliveryType))) {
    throw new Error(
      "Cannot read `prefix`: expected a folder such as res/CLOUD or res/CLOUD/image/upload, " +
        `got \`${prefix}\``,
    );
  }
  return {
    root,
    folder: folderPrefix(folder.join("/")),
    ...(cloud === undefined ? {} : { cloud }),
    ...(resourceType === undefined ? {} : { resourceType }),
    ...(deliveryType === undefined ? {} : { deliveryType }),
  };
}

/** Where a path is to be looked for, or undefined when no backup bucket can have it. Pure. */
export function searchFor(
  mount: Mount,
  { rawPath, asset }: OriginalPath,
  { encodeKeys = "auto", tolerant = true }: SearchOptions = {},
): Search | undefined {
  const sought = asset ? soughtBy(asset, mount) : soughtAt(rawPath, mount);
  if (!sought || !backedUp.includes(sought.deliveryType)) return undefined;
  const { cloud, resourceType, deliveryType, readings } = sought;
  const below = (type: string) => `${mount.root}${cloud}/${type}/${deliveryType}/${mount.folder}`;
  const asked = readings.flatMap((reading) => publicIds(reading, resourceType, encodeKeys));
  const directories: Directory[] = asked.map(({ publicId, extension }) => ({
    prefix: `${below(resourceType)}${publicId}/`,
    ...(extension === undefined ? {} : { extension }),
  }));
  if (tolerant && resourceType === "raw") {
    // Customers have seen raw assets below `image/`.
    for (const { publicId } of asked) {
      directories.push({ prefix: `${below("image")}${publicId}/`, bare: true });
    }
  }
  const copies = tolerant ? plainCopies(readings) : [];
  return {
    resourceType,
    deliveryType,
    directories: directories.filter(({ prefix }) => isKey(prefix)).slice(0, directoriesAtMost),
    copies: copies.map((copy) => below(resourceType) + copy).filter(isKey),
  };
}

/** What is looked for, in one account. */
interface Sought extends AssetType {
  cloud: string;
  readings: readonly Reading[];
}

function soughtAt(rawPath: string, mount: Mount): Sought | undefined {
  const segments = rawPath.split("/");
  // At the bucket's root the path names the cloud, as a key does (`res/CLOUD`) or as a URL does.
  if (mount.cloud === undefined && segments[0] === "res") segments.shift();
  const cloud = mount.cloud ?? segments.shift() ?? "";
  if (mount.cloud === undefined && !/^[\w-]+$/.test(cloud)) return undefined;
  const path = readCloudinaryPath(segments, mount);
  return { ...path, cloud, readings: splitTransformations(path) };
}

/** Undefined for the assets of another account or another type than the folder's. */
function soughtBy(asset: Asset, mount: Mount): Sought | undefined {
  const elsewhere = (["cloud", "resourceType", "deliveryType"] as const).some(
    (part) => mount[part] !== undefined && asset[part] !== undefined && mount[part] !== asset[part],
  );
  const { cloud, resourceType = "image", deliveryType = "upload" } = { ...asset, ...mount };
  if (elsewhere || cloud === undefined) return undefined;
  const publicId = asset.publicId.split("/");
  return { cloud, resourceType, deliveryType, readings: [{ transformations: [], publicId }] };
}

/** The public ids that a reading may mean, each in all its spellings, the likeliest first. */
function publicIds(
  reading: Reading,
  resourceType: string,
  encodeKeys: EncodeKeys,
): { publicId: string; extension?: string }[] {
  const rawPath = reading.publicId.join("/");
  const { suffix } = reading;
  return keySpellings({ path: decode(rawPath), rawPath }, encodeKeys).flatMap((spelling) => {
    const whole = { publicId: spelling };
    if (suffix !== undefined) {
      const [, extension] = suffix.split(".");
      if (extension === undefined) return [whole];
      return resourceType === "raw"
        ? [whole, { publicId: `${spelling}.${extension}` }]
        : [{ ...whole, extension: extension.toLowerCase() }];
    }
    if (resourceType === "raw") return [whole];
    const { stem, extension } = splitExtension(spelling);
    // A public id may itself end in `.jpg`.
    return extension === undefined ? [whole] : [{ publicId: stem, extension }, whole];
  });
}

/**
 * Plain copies that people have made of their assets, by the first reading and by the one that
 * takes the least for a transformation. A name of ten digits is an old version, which Cloudinary
 * would not deliver: it is no copy.
 */
function plainCopies(readings: readonly Reading[]): string[] {
  const copies = [readings[0], readings.at(-1)].flatMap((reading) =>
    reading === undefined || reading.suffix !== undefined ? [] : decode(reading.publicId.join("/")),
  );
  return [...new Set(copies)].filter((copy) => !/(?:^|\/)\d{10}(?:\.\w+)?$/.test(copy));
}

function decode(rawPath: string): string {
  try {
    return decodeURIComponent(rawPath);
  } catch {
    return rawPath;
  }
}

/** Whether an asset can lie there: no `..`, no control characters, not too long. */
function isKey(key: string): boolean {
  // Decoded as well, because a proxy on the way may do that.
  const both = [key, decode(key)].map((spelling) => spelling.replace(/\/$/, ""));
  return (
    !both.some((spelling) => /[\\\p{Cc}]/u.test(spelling)) &&
    !both.some((spelling) => spelling.split("/").some((name) => ["", ".", ".."].includes(name))) &&
    new TextEncoder().encode(key).length <= keyBytes
  );
}
