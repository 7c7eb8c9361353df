import type { Original, Originals } from "../cache/originals.ts";
import { Failure } from "../failure.ts";
import { formatNamed } from "../formats.ts";
import type { Limits } from "../limits.ts";
import { encodePath } from "../origins/keys.ts";
import type { OriginalPath } from "../origins/origin.ts";
import { lastOf } from "../render/plan/output.ts";
import { type Asset, assetPath, isRestricted, mayBeRestricted } from "../url/cloudinary/asset.ts";
import { pictureFormat, splitExtension } from "../url/cloudinary/path.ts";
import { parseTransformation, plainSteps } from "../url/transformation.ts";
import { authorizeFirst, type RequestContext } from "./authorize-first.ts";
import type { DeliveryRequest } from "./request.ts";

export interface ResolverServices {
  originals: Originals;
  limits: Pick<Limits, "sourceBytes" | "fileBytes">;
  /** Signs URLs. */
  privateKey: string;
}

/** Finds originals for requests. What nobody has is a failure of the status 404. */
export interface OriginalResolver {
  /**
   * What the URL names: read another way where nothing lies at the path that was tried, and the
   * picture that `di` names for when there is none at all. The context goes on with what was found.
   */
  original(context: RequestContext): Promise<Original>;
  /** A picture or a font that lies in a layer. */
  layer(context: RequestContext, path: string, signal?: AbortSignal): Promise<Original>;
}

/**
 * An original that got old is used for this many times its age more while it is asked for in the
 * background: an hour where five minutes are allowed.
 */
const staleShare = 12;

export function createOriginalResolver({
  originals,
  limits,
  privateKey,
}: ResolverServices): OriginalResolver {
  async function find(context: RequestContext, where: OriginalPath, signal = context.signal) {
    const { request, grant, timings } = context;
    const { endpoint, host, transformation } = request;
    if (!grant.restricted && isForSigners(request, where)) {
      throw new Failure("EFORBIDDEN", "Private and authenticated assets need a signature");
    }
    const start = performance.now();
    const original = await originals.find(
      { ...endpoint, staleFor: endpoint.originalMaxAge * staleShare },
      { ...where, host, ...(grant.restricted ? { authorised: true as const } : {}) },
      {
        maxBytes: transformation ? limits.sourceBytes : limits.fileBytes,
        timeout: context.left(),
        signal,
      },
    );
    timings.origin = (timings.origin ?? 0) + performance.now() - start;
    return original;
  }

  /** Reads the URL the next way in which it may be answered; false when there is none. */
  function goOn(context: RequestContext): boolean {
    const next = context.request.compat?.next;
    if (!next) return false;
    try {
      Object.assign(context, authorizeFirst(next(), context.client, privateKey));
      return true;
    } catch (error) {
      if (error instanceof Failure) return false;
      throw error;
    }
  }

  async function original(context: RequestContext): Promise<Original> {
    const { request, grant } = context;
    let missing: unknown;
    do {
      try {
        return await find(context, placeOf(context.request));
      } catch (error) {
        if (!isAbsence(error)) throw error;
        missing ??= error;
      }
    } while (goOn(context));
    const found = await inAnotherFormat({ ...context, request, grant });
    if (!found) throw context.refusal ?? missing;
    Object.assign(context, { request: askedFor(request, found), grant });
    return found;
  }

  /**
   * A plain tree knows no public ids: `red.jpg` lies there for who asks for `red` or `red.webp`.
   * Only behind Cloudinary's URLs, whose extension is a request and no part of the name.
   */
  async function inAnotherFormat(context: RequestContext): Promise<Original | undefined> {
    const { request } = context;
    const place = placeOf(request);
    // A backup bucket has looked for every format already.
    const origins = request.endpoint.origins.filter(({ variesByAsset }) => !variesByAsset);
    if (origins.length === 0 || !isPublicId(request, place)) return undefined;
    const plain = {
      ...context,
      request: { ...request, endpoint: { ...request.endpoint, origins } },
    };
    try {
      return await firstAt(plain, otherFiles(place));
    } catch (error) {
      if (!isAbsence(error)) throw error;
      return undefined;
    }
  }

  /** The first that lies at one of these places; the first absence is thrown when none does. */
  async function firstAt(context: RequestContext, places: OriginalPath[], signal?: AbortSignal) {
    let missing: unknown;
    for (const place of places) {
      try {
        return await find(context, place, signal);
      } catch (error) {
        if (!isAbsence(error)) throw error;
        missing ??= error;
      }
    }
    throw missing;
  }

  const layer: OriginalResolver["layer"] = (context, path, signal) =>
    firstAt(context, placesOf(context.request, path), signal);

  return {
    layer,
    async original(context) {
      const { request, grant } = context;
      try {
        return await original(context);
      } catch (error) {
        const fallback = lastOf(plainSteps(request.transformation ?? []), "fallback");
        if (fallback === undefined || !isAbsence(error)) throw error;
        Object.assign(context, { request, grant });
        const found = await layer(context, fallback);
        // From here on the request is one for that picture; what is missing may come back soon.
        const { asset: _, ...compat } = request.compat ?? { ignored: [] };
        context.request = {
          ...request,
          address: { ...request.address, path: fallback, rawPath: fallback },
          endpoint: { ...request.endpoint, cacheControl: "public, max-age=30" },
          ...(request.compat ? { compat } : {}),
        };
        return found;
      }
    },
  };
}

function isAbsence(error: unknown): boolean {
  return error instanceof Failure && error.status === 404;
}

function placeOf({ address, compat }: DeliveryRequest): OriginalPath {
  const { path, rawPath } = address;
  return { path, rawPath, ...(compat?.asset ? { asset: compat.asset } : {}) };
}

/**
 * Where a layer's picture may lie. In a URL of Cloudinary's it is named by its public id; a named
 * transformation, which is ours, names it by its path.
 */
function placesOf({ endpoint, compat }: DeliveryRequest, path: string): OriginalPath[] {
  const plain = { path, rawPath: path };
  const { urlRewriter } = endpoint;
  if (!compat || urlRewriter?.type !== "CLOUDINARY" || /^[a-z]+:\//i.test(path)) return [plain];
  const isFont = /\.(?:ttf|otf|woff2?)$/i.test(path);
  const { cloud } = compat.asset ?? {};
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
function isPublicId({ compat, endpoint }: DeliveryRequest, { path }: OriginalPath): boolean {
  if (endpoint.urlRewriter?.type !== "CLOUDINARY" || !compat?.asset) return false;
  const { resourceType = "image", deliveryType = "upload" } = compat.asset;
  if (resourceType !== "image" || deliveryType === "fetch") return false;
  const { extension } = splitExtension(path);
  return extension === undefined || pictureFormat(extension) !== undefined;
}

/** A request for an original that was found in another format than its path says. */
function askedFor(request: DeliveryRequest, { meta }: Original): DeliveryRequest {
  const { extension = "" } = splitExtension(request.address.path);
  const format = pictureFormat(extension);
  const same = format === undefined || formatNamed(format) === meta.format;
  if (request.transformation || same) return request;
  return { ...request, transformation: parseTransformation(`f-${format}`) };
}

/** Whether only who has a signature of Cloudinary's may have what lies there. */
function isForSigners({ endpoint }: DeliveryRequest, { path, asset }: OriginalPath): boolean {
  if (endpoint.urlRewriter?.type !== "CLOUDINARY") return false;
  return (asset !== undefined && isRestricted(asset)) || mayBeRestricted(path);
}
