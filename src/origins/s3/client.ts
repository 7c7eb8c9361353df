import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { isIP } from "node:net";
import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  ListObjectsV2Command,
  S3Client,
  type S3ClientConfig,
} from "@aws-sdk/client-s3";
import { Failure } from "../../failure.ts";
import { isPublicAddress } from "../../ip-addresses.ts";
import type { Bucket } from "../bucket.ts";
import type { Fetched } from "../origin.ts";
import { checkedLookup } from "../web/checked-lookup.ts";

/** How a bucket is reached. */
export interface S3Access {
  bucket: string;
  /** Base URL of a store other than AWS. */
  endpoint?: string;
  region?: string;
  s3ForcePathStyle?: boolean;
  /** Without keys, the environment's credential chain is asked: a role, a profile, variables. */
  accessKey?: string;
  secretKey?: string;
  /** False refuses endpoints in private networks and on this machine, when they are connected to. */
  allowPrivateNetwork?: boolean;
}

export function openBucket(access: S3Access): Bucket {
  const client = createClient(access);
  const Bucket = access.bucket;
  return {
    async get(Key, signal, known) {
      const command = new GetObjectCommand({
        Bucket,
        Key,
        ...(known?.etag === undefined ? {} : { IfNoneMatch: known.etag }),
      });
      try {
        return fetched(await client.send(command, { abortSignal: signal }));
      } catch (error) {
        return explain(error);
      }
    },

    async *list(Prefix, signal, pages = 20) {
      let ContinuationToken: string | undefined;
      for (let page = 0; page < pages; page += 1) {
        const command = new ListObjectsV2Command({
          Bucket,
          Prefix,
          Delimiter: "/",
          EncodingType: "url",
          ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
        });
        const answer = await client.send(command, { abortSignal: signal }).catch(failListing);
        yield (answer.Contents ?? []).map(({ Key = "", Size = 0, LastModified }) => ({
          // The SDK leaves keys as they came; not every store encodes them when asked to, and `+`
          // is how some write a space here.
          key: answer.EncodingType === "url" ? decodeURIComponent(Key.replaceAll("+", "%20")) : Key,
          bytes: Size,
          modified: LastModified?.getTime() ?? 0,
        }));
        ContinuationToken = answer.NextContinuationToken;
        if (!answer.IsTruncated || ContinuationToken === undefined) return;
      }
    },
  };
}

/** The SDK's client for a bucket; without keys it asks the environment's credential chain. */
export function createClient(access: S3Access): S3Client {
  const { endpoint, accessKey, secretKey } = access;
  const config: S3ClientConfig = {
    region: access.region ?? regionOf(endpoint) ?? "us-east-1",
    forcePathStyle: access.s3ForcePathStyle ?? false,
    followRegionRedirects: true,
    maxAttempts: 2,
    // Stores other than AWS need not know the checksums that the SDK would ask for.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    ...(endpoint ? { endpoint } : {}),
    ...(access.allowPrivateNetwork === false ? { requestHandler: guardedAgents(endpoint) } : {}),
    ...(accessKey && secretKey
      ? { credentials: { accessKeyId: accessKey, secretAccessKey: secretKey } }
      : {}),
  };
  return new S3Client(config);
}

/** Connections that lead nowhere but to public addresses; a literal address is checked at once. */
function guardedAgents(endpoint = "") {
  const check = (ip: string) => {
    if (isPublicAddress(ip)) return;
    throw new Failure("EFORBIDDEN", "The bucket's endpoint is not in a public network");
  };
  const host = URL.parse(endpoint)?.hostname.replace(/^\[|\]$/g, "") ?? "";
  if (isIP(host) !== 0) check(host);
  const options = { keepAlive: true, lookup: checkedLookup(check) };
  return { httpAgent: new HttpAgent(options), httpsAgent: new HttpsAgent(options) };
}

/** `us-west-1` of `https://s3.us-west-1.wasabisys.com`: most stores name their regions so. */
function regionOf(endpoint = ""): string | undefined {
  return /\/\/s3[.-]([a-z]{2,}-[a-z]+-\d)\./.exec(endpoint)?.[1];
}

function fetched(output: GetObjectCommandOutput): Fetched {
  if (!output.Body) throw new Failure("EUPSTREAM", "The bucket answered without a body");
  return {
    body: output.Body.transformToWebStream(),
    ...(output.ContentLength === undefined ? {} : { bytes: output.ContentLength }),
    ...(output.ETag === undefined ? {} : { etag: output.ETag }),
    ...(output.LastModified ? { lastModified: output.LastModified.toUTCString() } : {}),
    ...(output.ContentType === undefined ? {} : { contentType: output.ContentType }),
    ...(output.CacheControl === undefined ? {} : { cacheControl: output.CacheControl }),
    ...(output.Metadata?.isprivatefile?.toLowerCase() === "true" ? { isPrivate: true } : {}),
  };
}

interface SdkError {
  name?: string;
  code?: string;
  $metadata?: { httpStatusCode?: number };
}

/** What a failed request for an object means: not there, unchanged, or a Failure. */
function explain(error: unknown): "unchanged" | undefined {
  const { name, $metadata } = error as SdkError;
  const status = $metadata?.httpStatusCode;
  // Told by the status: the SDK throws a 304 under a name that says nothing.
  if (status === 304) return "unchanged";
  if (status === 404 && name !== "NoSuchBucket") return undefined;
  throw failureOf(error);
}

function failListing(error: unknown): never {
  throw failureOf(error);
}

/** The Failure that an error of the SDK stands for. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof Error && error.cause instanceof Failure) return error.cause;
  const { name = "", code = "", $metadata } = error as SdkError;
  const status = $metadata?.httpStatusCode;
  const failure = (kind: Failure["code"], message: string) =>
    new Failure(kind, message, { cause: error });
  if (name === "NoSuchBucket") return failure("EACCES", "The bucket does not exist");
  if (name === "InvalidObjectState") return failure("EACCES", "The object is in an archive tier");
  if (status === 403 || status === 401) {
    // Without permission to list, S3 says the same of a key that is not there.
    return failure("EACCES", "The bucket refused access, or the file does not exist");
  }
  // The SDK takes a connection that was cut for one that timed out.
  if (code === "ECONNRESET" || code === "EPIPE") {
    return failure("ECONNREFUSED", "An origin closed the connection");
  }
  if (name === "AbortError" || name === "TimeoutError" || code === "ETIMEDOUT") {
    return failure("ETIMEDOUT", "An origin did not answer in time");
  }
  if (name === "CredentialsProviderError") {
    return failure("EACCES", "No credentials were found for the bucket");
  }
  return status === undefined
    ? failure("ECONNREFUSED", "An origin could not be reached")
    : failure("EUPSTREAM", `An origin answered with status ${status}`);
}
