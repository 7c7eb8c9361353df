import { Failure } from "../failure.ts";
import type { Asset } from "../url/cloudinary/asset.ts";
import type { ByteRange, ReceivedRange } from "./byte-range.ts";
import type { Listing, ListingRequest } from "./listing.ts";

/** Where an original is looked for: the path inside the URL endpoint, decoded and as received. */
export interface OriginalPath {
  /** Percent-decoded, without a leading slash. */
  path: string;
  /** As it stood in the URL, without a leading slash. */
  rawPath: string;
  /** Host name of the client's request. */
  host?: string;
  /** What a Cloudinary URL means; without it, an origin that knows assets reads the path. */
  asset?: Asset;
  /** That a signature was found good which opens what is private or authenticated in Cloudinary. */
  authorised?: true;
}

/** What an origin said about an original when it was last fetched. */
export interface Validators {
  etag?: string;
  /** As an HTTP date. */
  lastModified?: string;
}

/** An original on its way in. */
export interface Fetched extends Validators {
  body: ReadableStream<Uint8Array>;
  /**
   * To be called when no piece of the body is needed any more, where their memory can be used again;
   * where it is not called, nothing is wrong.
   */
  release?(): void;
  /** Bytes of the body, when the origin said so. */
  bytes?: number;
  /** Which bytes the body is, where a range was asked for and the origin sends those alone. */
  range?: ReceivedRange;
  contentType?: string;
  cacheControl?: string;
  /**
   * The format to deliver in when the URL names none, in the words of the `f` parameter: the path
   * ends in `.jpg`, and what is stored there calls itself something else. Bytes that turn out to
   * be of that format need no conversion.
   */
  convertTo?: string;
  /**
   * That the original is marked private: it, and what is made of it by other than named
   * transformations, needs a signature. `"unchanged"` says nothing of the mark: what was private
   * stays so.
   * Source: https://imagekit.io/docs/media-delivery-basic-security#private-files
   */
  isPrivate?: true;
}

/** A storage that originals come from. Nothing ever writes to one. */
export interface Origin {
  id: string;
  name: string;
  /** Whether the client's host name decides what is fetched. */
  variesByHost?: boolean;
  /** Whether `asset` and `authorised` decide it, too. */
  variesByAsset?: boolean;
  /** The account in Cloudinary whose files are here. */
  cloud?: string;
  /** Base of `Link: <…>; rel="canonical"`, when the origin asks for that header. */
  canonicalBase?: string;
  /** Seconds after which an original is revalidated, when the endpoint allows more. */
  maxAge?: number;
  /** Verifies the signatures of Cloudinary URLs whose originals are here. */
  apiSecret?: string;
  /** Whether a URL is of a host that this origin fetches from; absent where it fetches none. */
  admits?(url: string): boolean;
  /**
   * Fetches an original. Absent is a value: undefined lets the next origin try. `"unchanged"`
   * answers for validators that still hold. Broken is a Failure: EACCES, ECONNREFUSED, EUPSTREAM,
   * ETIMEDOUT.
   * @param range bytes that are enough; an origin may send everything
   */
  fetch(
    original: OriginalPath,
    signal: AbortSignal,
    known?: Validators,
    range?: ByteRange,
  ): Promise<Fetched | "unchanged" | undefined>;
  /** Lists a folder; absent where that cannot be done, as on web servers. */
  list?(wanted: ListingRequest, signal: AbortSignal): Promise<Listing>;
}

/** How much a failure says, least first: what no origin has may still lie in one that is broken. */
const weight = [
  "ENOENT",
  "ENOTSUP",
  "EFORBIDDEN",
  "EACCES",
  "EUPSTREAM",
  "ECONNREFUSED",
  "ETIMEDOUT",
];

/**
 * Asks origins in their order; the first that has it wins. An origin that is broken does not stop
 * the next one, but is remembered: when no origin has the original, the gravest failure is thrown,
 * or ENOENT when all of them just do not have it.
 */
export async function firstOf<T>(
  origins: readonly Origin[],
  ask: (origin: Origin) => Promise<T | undefined>,
): Promise<T> {
  const missing =
    origins.length === 0
      ? "This URL endpoint has no origin yet"
      : "No origin has a file at this path";
  let gravest = new Failure("ENOENT", missing);
  for (const origin of origins) {
    try {
      const found = await ask(origin);
      if (found !== undefined) return found;
    } catch (error) {
      if (!(error instanceof Failure) || !weight.includes(error.code)) throw error;
      if (weight.indexOf(error.code) >= weight.indexOf(gravest.code)) gravest = error;
    }
  }
  throw gravest;
}
