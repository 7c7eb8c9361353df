import type { Original, Originals } from "../cache/originals.ts";
import { Failure } from "../failure.ts";
import { formatNamed } from "../formats.ts";
import type { Limits } from "../limits.ts";
import { encodePath } from "../origins/keys.ts";
import type { OriginalPath } from "../origins/origin.ts";
import { lastOf } from "../render/plan/output.ts";
import { type Asset, assetPath, isGuarded, mayBeGuarded } from "../url/cloudinary/asset.ts";
import { pictureFormat, splitExtension } from "../url/cloudinary/path.ts";
import { parseTransformation, plainSteps } from "../url/transformation.ts";
import { admit, type Walk } from "./authorize-first.ts";
import type { Wish } from "./request.ts";

export interface FinderServices {
  originals: Originals;
  limits: Pick<Limits, "sourceBytes" | "fileBytes">;
  /** Signs URLs. */
  privateKey: string;
}

/** Finds originals for requests. What nobody has is a failure of the status 404. */
export interface Finder {
  /**
   * What the URL names: read another way where nothing lies at the path that was tried, and the
   * picture that `di` names for when there is none at all. The walk goes on with what was found.
   */
  original(walk: Walk): Promise<Original>;
  /** A picture or a font that lies in a layer. */
  layer(walk: Walk, path: string, signal?: AbortSignal): Promise<Original>;
}

/**
 * An original that got old is used for this many times its age more while it is asked for in the
 * background: an hour where five minutes are allowed.
 */
const staleShare = 12;

export function createFinder({ originals, limits, privateKey }: FinderServices): Finder {
  async function find(walk: Walk, where: OriginalPath, signal = walk.signal) {
    const { wish, grant, timings } = walk;
    const { endpoint, host, transformation } = wish;
    if (!grant.guarded && isForSigners(wish, where)) {
      throw new Failure("EFORBIDDEN", "Private and authenticated assets need a signature");
    }
    const start = performance.now();
    const original = await originals.find(
      { ...endpoint, staleFor: endpoint.originalMaxAge * staleShare },
      { ...where, host, ...(grant.guarded ? { authorised: true as const } : {}) },
      {
        maxBytes: transformation ? limits.sourceBytes : limits.fileBytes,
        timeout: walk.left(),
        signal,
      },
    );
    timings.origin = (timings.origin ?? 0) + performance.now() - start;
    return original;
  }

  /** Reads the URL the next way in which it may be answered; false when there is none. */
  function goOn(walk: Walk): boolean {
    const next = walk.wish.foreign?.next;
    if (!next) return false;
    try {
      Object.assign(walk, admit(next(), walk.client, privateKey));
      return true;
    } catch (error) {
      if (error instanceof Failure) return false;
      throw error;
    }
  }

  async function original(walk: Walk): Promise<Original> {
    const { wish, grant } = walk;
    let missing: unknown;
    do {
      try {
        return await find(walk, placeOf(walk.wish));
      } catch (error) {
        if (!isAbsence(error)) throw error;
        missing ??= error;
      }
    } while (goOn(walk));
    const found = await inAnotherFormat({ ...walk, wish, grant });
    if (!found) throw walk.refusal ?? missing;
    Object.assign(walk, { wish: askedFor(wish, found), grant });
    return found;
  }

  /**
   * A plain tree knows no public ids: `red.jpg` lies there for who asks for `red` or `red.webp`.
   * Only behind Cloudinary's URLs, whose extension is a wish and no part of the name.
   */
  async function inAnotherFormat(walk: Walk): Promise<Original | undefined> {
    const { wish } = walk;
    const place = placeOf(wish);
    // A backup bucket has looked for every format already.
    const origins = wish.endpoint.origins.filter(({ variesByAsset }) => !variesByAsset);
    if (origins.length === 0 || !isPublicId(wish, place)) return undefined;
    const plain = { ...walk, wish: { ...wish, endpoint: { ...wish.endpoint, origins } } };
    try {
      return await firstAt(plain, otherFiles(place));
    } catch (error) {
      if (!isAbsence(error)) throw error;
      return undefined;
    }
  }

  /** The first that lies at one of these places; the first absence is thrown when none does. */
  async function firstAt(walk: Walk, places: OriginalPath[], signal?: AbortSignal) {
    let missing: unknown;
    for (const place of places) {
      try {
        return await find(walk, place, signal);
      } catch (error) {
        if (!isAbsence(error)) throw error;
        missing ??= error;
      }
    }
    throw missing;
  }

  const layer: Finder["layer"] = (walk, path, signal) =>
    firstAt(walk, placesOf(walk.wish, path), signal);

  return {
    layer,
    async original(walk) {
      const { wish, grant } = walk;
      try {
        return await original(walk);
      } catch (error) {
        const fallback = lastOf(plainSteps(wish.transformation ?? []), "fallback");
        if (fallback === undefined || !isAbsence(error)) throw error;
        Object.assign(walk, { wish, grant });
        const found = await layer(walk, fallback);
        // From here on the request is one for that picture; what is missing may come back soon.
        const { asset: _, ...foreign } = wish.foreign ?? { ignored: [] };
        walk.wish = {
          ...wish,
          address: { ...wish.address, path: fallback, rawPath: fallback },
          endpoint: { ...wish.endpoint, cacheControl: "public, max-age=30" },
          ...(wish.foreign ? { foreign } : {}),
        };
        return found;
      }
    },
  };
}

function isAbsence(error: unknown): boolean {
  return error instanceof Failure && error.status === 404;
}

function placeOf({ address, foreign }: Wish): OriginalPath {
  const { path, rawPath } = address;
  return { path, rawPath, ...(foreign?.asset ? { asset: foreign.asset } : {}) };
}

/**
 * Where a layer's picture may lie. In a URL of Cloudinary's it is named by its public id; a named
 * transformation, which is ours, names it by its path.
 */
function placesOf({ endpoint, foreign }: Wish, path: string): OriginalPath[] {
  const plain = { path, rawPath: path };
  const { urlRewriter } = endpoint;
  if (!foreign || urlRewriter?.type !== "CLOUDINARY" || /^[a-z]+:\//i.test(path)) return [plain];
  const isFont = /\.(?:ttf|otf|woff2?)$/i.test(path);
  const { cloud } = foreign.asset ?? {};
  const named = (deliveryType: string, name: string): OriginalPath => {
    const asset: Asset = {
      ...(cloud === undefined ? {} : { cloud }),
      resourceType: isFont ? "raw" : "image",
      deliveryType,
      publicId: encodePath(name),
    };
    const keepsTypes = urlRewriter.preserveAssetDeliveryTypes === true;
    const where = assetPath({ ...asset, publicId: name }, keepsTypes);
    return { path: where, rawPath: encodePath(where), asset };
  };
  // `l_authenticated:logo` says a delivery type, unless that is a folder.
  const [, type, name = ""] = /^(private|authenticated)\/(.+)$/s.exec(path) ?? [];
  const upload = named("upload", path);
  const others = isFont ? [] : otherFiles(upload);
  return [...(type === undefined ? [] : [named(type, name)]), upload, plain, ...others];
}

/** What a picture may be called in a plain tree, most likely first; a path costs this many looks. */
const extensions = ["jpg", "png", "webp", "gif", "jpeg"];

/** Where the same public id may lie in another format. */
function otherFiles(place: OriginalPath): OriginalPath[] {
  const known = splitExtension(place.path);
  const length = known.extension === undefined ? 0 : known.extension.length + 1;
  const raw = place.rawPath.slice(0, place.rawPath.length - length);
  return extensions
    .filter((extension) => extension !== known.extension)
    .map((extension) => ({
      ...place,
      path: `${known.stem}.${extension}`,
      rawPath: `${raw}.${extension}`,
    }));
}

/** Whether a path is the public id of a picture, and not a file's name or another site's URL. */
function isPublicId({ foreign, endpoint }: Wish, { path }: OriginalPath): boolean {
  if (endpoint.urlRewriter?.type !== "CLOUDINARY" || !foreign?.asset) return false;
  const { resourceType = "image", deliveryType = "upload" } = foreign.asset;
  if (resourceType !== "image" || deliveryType === "fetch") return false;
  const { extension } = splitExtension(path);
  return extension === undefined || pictureFormat(extension) !== undefined;
}

/** A wish for an original that was found in another format than its path says. */
function askedFor(wish: Wish, { meta }: Original): Wish {
  const { extension = "" } = splitExtension(wish.address.path);
  const format = pictureFormat(extension);
  const same = format === undefined || formatNamed(format) === meta.format;
  if (wish.transformation || same) return wish;
  return { ...wish, transformation: parseTransformation(`f-${format}`) };
}

/** Whether only who has a signature of Cloudinary's may have what lies there. */
function isForSigners({ endpoint }: Wish, { path, asset }: OriginalPath): boolean {
  if (endpoint.urlRewriter?.type !== "CLOUDINARY") return false;
  return (asset !== undefined && isGuarded(asset)) || mayBeGuarded(path);
}
