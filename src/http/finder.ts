import type { Original, Originals } from "../cache/originals.ts";
import { Failure } from "../failure.ts";
import type { Limits } from "../limits.ts";
import { encodePath } from "../origins/keys.ts";
import type { OriginalPath } from "../origins/origin.ts";
import { lastOf } from "../render/output.ts";
import { type Asset, assetPath, isGuarded, mayBeGuarded } from "../url/cloudinary-asset.ts";
import { plainSteps } from "../url/transformation.ts";
import { admit, type Walk } from "./walk.ts";
import type { Wish } from "./wish.ts";

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
    let missing: unknown;
    do {
      try {
        return await find(walk, placeOf(walk.wish));
      } catch (error) {
        if (!isAbsence(error)) throw error;
        missing ??= error;
      }
    } while (goOn(walk));
    throw walk.refusal ?? missing;
  }

  async function layer(walk: Walk, path: string, signal?: AbortSignal): Promise<Original> {
    let missing: unknown;
    for (const place of placesOf(walk.wish, path)) {
      try {
        return await find(walk, place, signal);
      } catch (error) {
        if (!isAbsence(error)) throw error;
        missing ??= error;
      }
    }
    throw missing;
  }

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
      ...{ resourceType: isFont ? "raw" : "image", deliveryType },
      publicId: encodePath(name),
    };
    const keepsTypes = urlRewriter.preserveAssetDeliveryTypes === true;
    const where = assetPath({ ...asset, publicId: name }, keepsTypes);
    return { path: where, rawPath: encodePath(where), asset };
  };
  // `l_authenticated:logo` says a delivery type, unless that is a folder.
  const [, type, name = ""] = /^(private|authenticated)\/(.+)$/s.exec(path) ?? [];
  return [...(type === undefined ? [] : [named(type, name)]), named("upload", path), plain];
}

/** Whether only who has a signature of Cloudinary's may have what lies there. */
function isForSigners({ endpoint }: Wish, { path, asset }: OriginalPath): boolean {
  if (endpoint.urlRewriter?.type !== "CLOUDINARY") return false;
  return (asset !== undefined && isGuarded(asset)) || mayBeGuarded(path);
}
