import type { Static, TObject } from "@sinclair/typebox";
import type { Bucket, ScannedObject } from "./bucket.ts";
import type { CheckResult } from "./check-result.ts";
import type { Mount } from "./cloudinary-backup/search.ts";
import type { Hints } from "./hints.ts";
import type { Origin } from "./origin.ts";
import type { Trace } from "./trace.ts";
import { tracedBucket } from "./traced-bucket.ts";

/** The fields of a saved origin, checked against its type's schema when it was saved. */
export type Settings<S extends TObject> = Static<S> & { id: string; name: string };

/**
 * All that the program knows of one type of origin. Its modules are loaded when an origin of it is
 * opened: the S3 client is the largest of our libraries.
 */
export interface OriginType<T extends string = string, S extends TObject = TObject> {
  /** Its name in the management API. */
  type: T;
  /** Its name in the dashboard, as ImageKit's guides call it. */
  title: string;
  /** What it is for, in one sentence of the dashboard. */
  sentence: string;
  /**
   * Its fields, under ImageKit's names where ImageKit has them. `writeOnly` marks a secret,
   * `x-advanced` what a form need not ask for.
   */
  schema: S;
  /** Rules that concern more than one field. Throws EINVAL naming the field. */
  check?(fields: Record<string, unknown>): void;
  /** Whether it may use what the fields name of this machine. Throws EINVAL naming the field. */
  checkMachine?(fields: Record<string, unknown>): Promise<void>;
  /**
   * Where its secrets are sent: hosts, or what else tells one receiver from another. When there is
   * a new one, the secrets have to be given again. Without it, they are sent nowhere else.
   */
  receivers?(settings: Settings<S>): string[];
  /** What an error of its client means. */
  hints: Hints;
  /** @param trace hears what the origin looks for */
  open(settings: Settings<S>, trace?: Trace): Promise<Origin>;
  /** Tries a connection, step by step. May throw: a Failure says why nothing could be tried. */
  test(settings: Settings<S>, signal: AbortSignal): Promise<CheckResult[]>;
  /** Only where originals are objects of a bucket, which can be listed whole. */
  bucket?: BucketAccess<S>;
}

/** The bucket below an origin: what reads all of it, or answers for it from an index. */
export interface BucketAccess<S extends TObject = TObject> {
  /** What the keys of its originals begin with. */
  prefix(settings: Settings<S>): string;
  open(settings: Settings<S>): Promise<Bucket>;
  /** Every object below the prefix, in the store's order. */
  scan(settings: Settings<S>, signal: AbortSignal): Promise<AsyncGenerator<ScannedObject>>;
  /** The origin, its objects taken from this bucket. */
  serve(settings: Settings<S>, bucket: Bucket): Promise<Origin>;
  /** Where assets are folders of versions, as Cloudinary backs them up. */
  mount?(settings: Settings<S>): Mount;
}

/** Names the types of a definition, so that its functions know its fields. */
export function originType<T extends string, S extends TObject>(
  definition: OriginType<T, S>,
): OriginType<T, S> {
  return definition;
}

/** A type whose originals are objects of a bucket. */
export function bucketType<T extends string, S extends TObject>(
  definition: Omit<OriginType<T, S>, "open" | "bucket"> & { bucket: BucketAccess<S> },
): OriginType<T, S> & { bucket: BucketAccess<S> } {
  const { bucket, hints } = definition;
  return {
    ...definition,
    async open(settings, trace) {
      const opened = await bucket.open(settings);
      return bucket.serve(settings, trace ? tracedBucket(opened, trace, hints) : opened);
    },
  };
}
