import { isTransformation } from "./tokens.ts";

/**
 * The path of a Cloudinary delivery URL, after the cloud name:
 *
 *     [RESOURCE_TYPE/DELIVERY_TYPE/][s--SIGNATURE--/][TRANSFORMATION/…][v123/]PUBLIC_ID[.EXTENSION]
 *
 * Everything here works on segments as they were received. To decode them first would make
 * separators of the commas and slashes in a text layer.
 */

type ResourceType = "image" | "video" | "raw";

/** What stands in front of the transformations. */
export interface AssetType {
  resourceType: ResourceType;
  deliveryType: string;
}

export interface CloudinaryPath extends AssetType {
  /** What stands between `s--` and `--`. */
  signature?: string;
  /** Whether a suffix for search engines follows the public id: `images/ID/any-words.jpg`. */
  suffixed: boolean;
  /** The segments that are left: transformations, version, public id. */
  rest: string[];
}

/** One way to understand those segments. */
export interface Reading {
  transformations: string[];
  /** Digits of a `v123` segment. It busts caches and chooses nothing: the newest is delivered. */
  version?: string;
  /** The public id, an extension included when one was asked for. */
  publicId: string[];
  /** The suffix; the extension asked for then stands behind it and not behind the public id. */
  suffix?: string;
}

/** First segments that stand for a resource type and a delivery type together. */
const shortForms: Record<string, AssetType & { suffixed: boolean }> = {
  iu: { resourceType: "image", deliveryType: "upload", suffixed: false },
  images: { resourceType: "image", deliveryType: "upload", suffixed: true },
  private_images: { resourceType: "image", deliveryType: "private", suffixed: true },
  authenticated_images: { resourceType: "image", deliveryType: "authenticated", suffixed: true },
  videos: { resourceType: "video", deliveryType: "upload", suffixed: true },
  files: { resourceType: "raw", deliveryType: "upload", suffixed: true },
};

const resourceTypes: readonly string[] = ["image", "video", "raw"];

const deliveryTypes = new Set(
  (
    "upload private authenticated fetch public multi text asset list sprite facebook twitter " +
    "twitter_name instagram gravatar youtube hulu vimeo animoto worldstarhiphop dailymotion"
  ).split(" "),
);

/** Readings of one path. The URL's length alone would allow thousands. */
const readingsAtMost = 8;

/** Eight characters are cut from SHA-1 or SHA-256, 32 from SHA-256. */
const signature = /^s--([\w-]{8}|[\w-]{32})--$/;

/**
 * Reads what stands in front of the transformations. Without a resource type and a delivery type
 * the path means an uploaded image.
 * @param known what is known already, so that the path does not say it
 */
export function readCloudinaryPath(
  segments: readonly string[],
  known: Partial<AssetType> = {},
): CloudinaryPath {
  const { type, length } = readType(segments, known);
  const [, sign] = signature.exec(segments[length] ?? "") ?? [];
  const behind = segments.slice(length + (sign === undefined ? 0 : 1));
  // A template without a transformation leaves two slashes behind the type.
  const first = length === 0 ? 0 : behind.findIndex((segment) => segment !== "");
  return {
    ...type,
    ...(sign === undefined ? {} : { signature: sign }),
    rest: behind.slice(Math.max(0, first)),
  };
}

/** The types, and how many segments said them. */
function readType(segments: readonly string[], known: Partial<AssetType>) {
  const [first = "", second = ""] = segments;
  const { resourceType = "image", deliveryType = "upload" } = known;
  const type = { resourceType, deliveryType, suffixed: false };
  if (known.deliveryType !== undefined) return { type, length: 0 };
  if (known.resourceType !== undefined) {
    const said = deliveryTypes.has(first);
    return said ? { type: { ...type, deliveryType: first }, length: 1 } : { type, length: 0 };
  }
  const short = Object.hasOwn(shortForms, first) ? shortForms[first] : undefined;
  if (short && segments.length > 1) return { type: short, length: 1 };
  if (isResourceType(first) && deliveryTypes.has(second)) {
    return { type: { ...type, resourceType: first, deliveryType: second }, length: 2 };
  }
  return { type, length: 0 };
}

export function isResourceType(text: string): text is ResourceType {
  return resourceTypes.includes(text);
}

/**
 * Parts transformations from the public id. The first reading is the one that Cloudinary has; the
 * others follow because a folder may look like a transformation (`u_2/band.jpg`) or a version.
 */
export function splitTransformations({
  rest,
  suffixed,
}: Pick<CloudinaryPath, "rest" | "suffixed">): Reading[] {
  // At least the public id stays, and a suffix; a source that is fetched begins with its scheme.
  const source = rest.findIndex((segment) => /^(?:https?|ftp|s3|gs)(?::|%3a)/i.test(segment));
  const end = source < 0 ? rest.length - (suffixed ? 2 : 1) : source;
  const head = rest.slice(0, Math.max(end, 0));
  const version = head.findIndex((segment) => /^v\d+$/.test(segment));
  const leading = head.findIndex((segment) => !isTransformation(segment));

  const readings: Reading[] = [];
  if (version >= 0) {
    readings.push({
      transformations: rest.slice(0, version),
      version: (rest[version] as string).slice(1),
      ...publicPart(rest.slice(version + 1), suffixed),
    });
    if (leading === version) return readings;
  }
  const longest = leading < 0 ? head.length : leading;
  for (let length = longest; length >= 0 && readings.length < readingsAtMost; length -= 1) {
    readings.push({
      transformations: rest.slice(0, length),
      ...publicPart(rest.slice(length), suffixed),
    });
  }
  return readings;
}

function publicPart(segments: string[], suffixed: boolean): Pick<Reading, "publicId" | "suffix"> {
  const suffix = suffixed && segments.length > 1 ? segments.at(-1) : undefined;
  return suffix === undefined
    ? { publicId: segments }
    : { publicId: segments.slice(0, -1), suffix };
}

/** Extensions of images, and the name of each format in the `f` parameter. */
const images: Record<string, string> = {
  jpg: "jpg",
  jpeg: "jpg",
  jpe: "jpg",
  png: "png",
  gif: "gif",
  webp: "webp",
  avif: "avif",
  svg: "svg",
  tif: "tiff",
  tiff: "tiff",
  heic: "heic",
  heif: "heic",
  bmp: "bmp",
  ico: "ico",
  jxl: "jxl",
  jp2: "jp2",
};

const videos = "mp4 webm mov m4v ogv mkv avi flv wmv mpeg mpg ts m2ts mts mxf 3gp 3g2".split(" ");

/** Other extensions of what Cloudinary keeps as an image or as a video, sound included. */
const others = new Set([
  ..."pdf psd ai eps eps3 ps ept djvu indd tga jxr wdp hdp flif arw cr2 cr3 dng".split(" "),
  ...["glb", "gltf", "fbx", "usdz", "mpd", "m3u8", ...videos],
  ..."mp3 m4a wav aac aiff amr flac ogg opus".split(" "),
]);

/**
 * Takes off the last extension, in lower case, when it is one that asks for a format. Any other
 * is a part of the public id: `logo.v2`.
 */
export function splitExtension(path: string): { stem: string; extension?: string } {
  const dot = path.lastIndexOf(".");
  const extension = path.slice(dot + 1).toLowerCase();
  const known = dot >= 0 && (imageFormat(extension) !== undefined || others.has(extension));
  return known ? { stem: path.slice(0, dot), extension } : { stem: path };
}

/** The format of an image's extension as the `f` parameter names it: `jpg` for `jpeg`. */
export function imageFormat(extension: string): string | undefined {
  return Object.hasOwn(images, extension) ? images[extension] : undefined;
}

/** The format of a video's extension as the `f` parameter names it; undefined for one that is not made. */
export function videoFormat(extension: string): string | undefined {
  return extension === "mp4" || extension === "webm" ? extension : undefined;
}

/** Whether a file with this extension holds frames that move. */
export function moves(extension: string): boolean {
  return extension === "gif" || videos.includes(extension);
}
