import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { isIP } from "node:net";
import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { Failure } from "../../failure.ts";
import { isPublicAddress } from "../../ip-addresses.ts";
import { checkedLookup } from "../web/checked-lookup.ts";
import type { SdkError } from "./hints.ts";
import { regionOf } from "./regions.ts";

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
  /** Beside temporary keys. */
  sessionToken?: string;
  /** False refuses endpoints in private networks and on this machine, when they are connected to. */
  allowPrivateNetwork?: boolean;
}

/** Sends requests to a store, in the region where the bucket turns out to be. */
export interface StoreClient {
  /** Calls `send` again when the store says that the bucket is elsewhere. */
  ask<T>(send: (client: S3Client) => Promise<T>): Promise<T>;
}

/** Answers that lead elsewhere, followed for one request. */
const hopsAtMost = 3;
const redirects = [301, 302, 307, 308];

export function openStoreClient(access: S3Access): StoreClient {
  let region = access.region ?? regionOf(access.endpoint) ?? "us-east-1";
  const first = createClient(access, region);
  let client = first;
  const { requestHandler } = first.config;

  /** A client for one request, sent to where an answer has led. */
  function redirected(to: URL): S3Client {
    if (access.allowPrivateNetwork === false) checkLiteral(to.hostname);
    const other = createClient(access, regionOf(to.origin) ?? region, { requestHandler });
    other.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { headers: Record<string, string> };
        Object.assign(request, {
          protocol: to.protocol,
          hostname: to.hostname,
          port: to.port === "" ? undefined : Number(to.port),
          path: to.pathname,
        });
        request.headers.host = to.host;
        return next(args);
      },
      // After the request was written, before it is signed.
      { step: "build", priority: "low", name: "redirect" },
    );
    return other;
  }

  return {
    async ask(send) {
      let current = client;
      for (let hops = 0; ; hops += 1) {
        try {
          return await send(current);
        } catch (error) {
          if (hops === hopsAtMost) throw error;
          const elsewhere = regionIn(error);
          const target = locationIn(error, access.endpoint);
          if (elsewhere !== undefined && elsewhere !== region) {
            region = elsewhere;
            client = createClient(access, region, { requestHandler });
            current = client;
          } else if (target) current = redirected(target);
          else throw error;
        }
      }
    },
  };
}

/** The SDK's client; without keys it asks the environment's credential chain. */
function createClient(access: S3Access, region: string, shared: S3ClientConfig = {}): S3Client {
  const { endpoint, accessKey, secretKey, sessionToken } = access;
  const config: S3ClientConfig = {
    region,
    forcePathStyle: access.s3ForcePathStyle ?? false,
    maxAttempts: 2,
    // Stores other than AWS need not know the checksums that the SDK would ask for.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  };
  if (endpoint) config.endpoint = endpoint;
  if (access.allowPrivateNetwork === false) config.requestHandler = guardedAgents(endpoint);
  if (accessKey && secretKey) {
    config.credentials = { accessKeyId: accessKey, secretAccessKey: secretKey };
    if (sessionToken) config.credentials = { ...config.credentials, sessionToken };
  }
  const client = new S3Client({ ...config, ...shared });
  // The first to see an answer, before the SDK reads it.
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      mendDates((result.response as { headers?: Record<string, string> }).headers ?? {});
      return result;
    },
    { step: "deserialize", priority: "low", name: "mendDates" },
  );
  return client;
}

/** Headers that the SDK reads as dates, and loses the whole answer over when they are none. */
const unusedDates = ["expires", "x-amz-object-lock-retain-until-date"];

function mendDates(headers: Record<string, string>): void {
  for (const name of unusedDates) delete headers[name];
  const modified = headers["last-modified"];
  if (modified === undefined) return;
  // What is as short as `0` is a date to the runtime, but not to the store that sent it.
  const time = modified.length < 8 ? Number.NaN : Date.parse(modified);
  if (Number.isNaN(time)) delete headers["last-modified"];
  else headers["last-modified"] = new Date(time).toUTCString();
}

/** The region that a store says the bucket is in, or wants signed. */
function regionIn(error: unknown): string | undefined {
  const { Region, $response, $metadata } = error as SdkError;
  const status = $metadata?.httpStatusCode ?? 0;
  if (status !== 400 && !redirects.includes(status) && status !== 403) return undefined;
  const said = $response?.headers?.["x-amz-bucket-region"] ?? Region;
  // It becomes part of a host name.
  return said !== undefined && /^[a-zA-Z0-9-]{1,63}$/.test(said) ? said : undefined;
}

/** Where a redirect leads; never from https to http. */
function locationIn(error: unknown, endpoint = "https://"): URL | undefined {
  const { $response, $metadata } = error as SdkError;
  if (!redirects.includes($metadata?.httpStatusCode ?? 0)) return undefined;
  const target = URL.parse($response?.headers?.location ?? "");
  if (!target || !/^https?:$/.test(target.protocol)) return undefined;
  return endpoint.startsWith("https:") && target.protocol === "http:" ? undefined : target;
}

function checkAddress(ip: string): void {
  if (isPublicAddress(ip)) return;
  throw new Failure("EFORBIDDEN", "The bucket's endpoint is not in a public network");
}

/** A literal address is connected to without being looked up. */
function checkLiteral(hostname: string): void {
  const host = hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0) checkAddress(host);
}

/** Connections that lead nowhere but to public addresses. */
function guardedAgents(endpoint = "") {
  checkLiteral(URL.parse(endpoint)?.hostname ?? "");
  const options = { keepAlive: true, lookup: checkedLookup(checkAddress) };
  return { httpAgent: new HttpAgent(options), httpsAgent: new HttpsAgent(options) };
}
