import type { View } from "./address.ts";
import type { Asset } from "./cloudinary/asset.ts";
import type { CloudinaryUrl } from "./cloudinary/url.ts";
import type { Names } from "./named.ts";
import type { Rewritten } from "./rewriter.ts";

/** One way to understand a URL of another service. */
export interface CompatReading extends CloudinaryUrl {
  /** Whether a transformation was asked for other than by name. */
  explicit: boolean;
  /** Whether none was asked for but by name, and all names are known. */
  namedOnly: boolean;
  rewritten: Rewritten;
  /** What of the original the URL names; absent for the original itself. */
  view?: View;
}

/** What a URL is read against. */
export interface CompatOptions {
  names: Names;
  /** Accounts in Cloudinary of the endpoint's origins. */
  clouds?: readonly string[];
  /** Whether an origin of the endpoint may fetch a URL. */
  mayFetch?: (url: string) => boolean;
}

/** Where an original may lie, and what it is in a service that knows assets. */
export interface Place {
  /** Percent-decoded, without a leading slash. */
  path: string;
  /** As it stood in the URL. */
  rawPath: string;
  asset?: Asset;
}

/** The parameters of a URL as they stand there, step by step, and what stands between them. */
interface UrlParts {
  /** What kind of URL of the service it is, where the usual one needs no name. */
  kind?: string;
  steps: readonly (readonly string[])[];
  within: string;
  between: string;
}

/** An image of our own in the place of one that no origin has. */
export interface StandIn {
  image: "blank" | "person";
  /** Whether it is what the URL names, and nothing is looked for. */
  always: boolean;
}

/** What is particular to the URLs of one service: asked instead of the service's name. */
export interface Dialect {
  /**
   * The ways to understand a URL, the likeliest first; never empty. EINVAL for malformed
   * percent-encoding; what a URL asks for and cannot have is in `rewritten`.
   */
  read(target: string, options: CompatOptions): (() => CompatReading)[];
  /** Takes a URL apart for people to read, as one of its readings understands it. */
  parts(target: string, reading: CompatReading): UrlParts;
  /** What the service's URLs call their signature. */
  signatureName?: string;
  /** Whether a signature of the service fits; absent where its URLs have none. */
  verify?(signature: NonNullable<CompatReading["signature"]>, secret: string): boolean;
  /** Whether only a client with such a signature may have what lies there. */
  isRestricted(place: Pick<Place, "asset"> & Partial<Place>): boolean;
  /** Whether what is made of what lies there needs no signature, though the original may. */
  isDerivedOpen(place: Pick<Place, "asset"> & Partial<Place>): boolean;
  /**
   * The image that stands for what lies there: always, since nothing does, or where it is missing.
   * Undefined where there is none.
   */
  standIn(place: Pick<Place, "path" | "asset">): StandIn | undefined;
  /** Where the same image may lie under the names of other file formats, the likeliest first. */
  otherNames(place: Place): Place[];
  /** The format that a path's extension asks for, where another may be stored. */
  formatAsked(path: string): string | undefined;
  /**
   * Where a file in a layer may lie, the likeliest first.
   * @param asset what the URL itself names
   */
  layerPlaces(path: string, asset: Asset | undefined): Place[];
}
