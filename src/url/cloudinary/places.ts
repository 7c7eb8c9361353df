import { encodePath } from "../address.ts";
import type { Place } from "../compat-reading.ts";
import { isFontFile } from "../parameters/font-family.ts";
import { type Asset, assetPath, isRestricted, mayBeRestricted } from "./asset.ts";
import { imageFormat, splitExtension, videoFormat } from "./path.ts";
import { listNamed } from "./video/stream.ts";

/** Whether only a client with a signature of Cloudinary's may have what lies there. */
export function isRestrictedPlace({ path, asset }: Partial<Place>): boolean {
  return (asset !== undefined && isRestricted(asset)) || mayBeRestricted(path ?? "");
}

/** Of a private image only the original needs one. Source: Cloudinary, media delivery types. */
export function isDerivedOpen({ path, asset }: Partial<Place>): boolean {
  const { deliveryType, resourceType } = asset ?? {};
  const open = deliveryType === "private" && resourceType === "image";
  return open && !mayBeRestricted(path ?? "", ["authenticated"]);
}

/**
 * Where a layer's image may lie. In a URL of Cloudinary's it is named by its public id; a named
 * transformation, which is ours, names it by its path.
 */
export function layerPlaces(path: string, cloud: string | undefined, keepsTypes: boolean): Place[] {
  const plain = { path, rawPath: path };
  if (/^[a-z]+:\//i.test(path)) return [plain];
  const isRaw = isFontFile(path) || /\.(?:srt|vtt)$/i.test(path);
  const resourceType = isRaw ? "raw" : "image";
  const named = (
    deliveryType: string,
    name: string,
    type: Asset["resourceType"] = resourceType,
  ): Place => {
    const asset: Asset = {
      ...(cloud === undefined ? {} : { cloud }),
      resourceType: type,
      deliveryType,
      publicId: encodePath(name),
    };
    const where = assetPath({ ...asset, publicId: name }, keepsTypes);
    return { path: where, rawPath: encodePath(where), asset };
  };
  // `l_authenticated:logo` says a delivery type, unless that is a folder.
  const [, type, name = ""] = /^(private|authenticated)\/(.+)$/s.exec(path) ?? [];
  const upload = named("upload", path);
  const others = isRaw ? [] : otherFiles(upload);
  const [, film] = /^video\/(.+)$/s.exec(path) ?? [];
  if (film !== undefined) {
    const video = named("upload", film, "video");
    // An image may lie in a folder of that name.
    return [video, upload, plain, ...otherFiles(video, videoExtensions), ...others];
  }
  return [...(type === undefined ? [] : [named(type, name)]), upload, plain, ...others];
}

/**
 * A plain tree knows no public ids: `red.jpg` lies there for a client that asks for `red` or
 * `red.webp`, since an extension in Cloudinary's URLs asks for a format and is no part of the name.
 */
export function otherNames(place: Place): Place[] {
  if (isVideoId(place)) return otherFiles(place, videoExtensions);
  return isPublicId(place) ? otherFiles(place) : [];
}

/** What a video may be called there. */
const videoExtensions = ["mp4", "mov", "webm", "m4v", "mkv", "avi"];

/** Whether a path is the public id of a video, in whichever of its formats. */
function isVideoId({ path, asset }: Place): boolean {
  const { extension } = splitExtension(path);
  const isVideo = asset?.resourceType === "video" && asset.deliveryType !== "fetch";
  if (!isVideo || extension === undefined) return isVideo;
  // One that names a format of images asks for a frame, one that names a list for a stream.
  const isMade = imageFormat(extension) !== undefined || listNamed(extension) !== undefined;
  return isMade || videoExtensions.includes(extension);
}

/** What an image may be called in a plain tree, most likely first; a path costs this many looks. */
const extensions = ["jpg", "png", "webp", "gif", "jpeg", "pdf"];

function otherFiles(place: Place, named = extensions): Place[] {
  const known = splitExtension(place.path);
  const length = known.extension === undefined ? 0 : known.extension.length + 1;
  const raw = place.rawPath.slice(0, place.rawPath.length - length);
  return named
    .filter((extension) => extension !== known.extension)
    .map((extension) => ({
      ...place,
      path: `${known.stem}.${extension}`,
      rawPath: `${raw}.${extension}`,
    }));
}

/** Whether a path is the public id of an image, and not a file's name or another site's URL. */
function isPublicId({ path, asset }: Place): boolean {
  if (!asset) return false;
  const { resourceType = "image", deliveryType = "upload" } = asset;
  if (resourceType !== "image" || deliveryType === "fetch") return false;
  const { extension } = splitExtension(path);
  return extension === undefined || imageFormat(extension) !== undefined;
}

/** The format that a path's extension asks for, in the words of the `f` parameter. */
export function formatAsked(path: string): string | undefined {
  const { extension = "" } = splitExtension(path);
  return imageFormat(extension) ?? videoFormat(extension);
}
