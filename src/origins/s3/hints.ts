import { connectionHints } from "../connection-hints.ts";
import type { Hint } from "../hints.ts";

/** An error of the S3 client, or of the connection below it. */
export interface SdkError {
  name?: string;
  message?: string;
  code?: string;
  /** Of the store's own error; absent when something else has answered. */
  Code?: string;
  /** The region that a store names. */
  Region?: string;
  $metadata?: { httpStatusCode?: number };
  $response?: { headers?: Record<string, string> };
}

const otherRegion: Hint = {
  message: "The bucket is in another region",
  help: "Set `region` to the bucket's region, or use the region's endpoint",
};
const noAnswer: Hint = {
  message: "The endpoint does not answer",
  help: "Check the address, and any firewall in between",
};
const wrongToken: Hint = {
  message: "The store refused the session token",
  help: "Give the `sessionToken` that came with the keys, or keys that need none",
};
const expiredToken: Hint = {
  message: "The session token has expired, and the keys with it",
  help: "Give new keys and their new `sessionToken`, or keys that do not expire",
};
const virtualHosts: Hint = {
  message: "The store wants the bucket in the host name",
  help: "Set `s3ForcePathStyle` to false",
};

/** What an error of the store means, by its name, in plain words; and what to change. */
const meanings: Record<string, Hint> = {
  AccessDenied: {
    message:
      "Access denied. Without permission to list, a store also answers this for a missing key",
    help: "Allow s3:GetObject on the bucket's objects, and s3:ListBucket to tell a missing key from a forbidden one",
  },
  NoSuchBucket: {
    message: "The bucket was not found",
    help: "Check the bucket's name, and the endpoint or region; a store without a host name for each bucket needs path-style addresses: set `s3ForcePathStyle`",
  },
  InvalidAccessKeyId: {
    message: "The store does not know this access key",
    help: "Check the access key; one that came with a session token needs `sessionToken`",
  },
  SignatureDoesNotMatch: {
    message: "The secret key is wrong (signature rejected)",
    help: "Check the secret key; some stores want the region in the endpoint set as `region`",
  },
  InvalidToken: wrongToken,
  InvalidSecurityToken: wrongToken,
  InvalidTokenId: wrongToken,
  ExpiredToken: expiredToken,
  ExpiredTokenException: expiredToken,
  TokenRefreshRequired: expiredToken,
  SecondLevelDomainForbidden: virtualHosts,
  AuthorizationHeaderMalformed: otherRegion,
  PermanentRedirect: otherRegion,
  RequestTimeTooSkewed: { message: "This machine's clock is wrong", help: "Set the clock" },
  ENOTFOUND: {
    message: "The endpoint's host name does not exist",
    help: "Check the endpoint's spelling; if the bucket's name is in the host name, set `s3ForcePathStyle`",
  },
  ECONNREFUSED: {
    message: "Nothing is listening at the endpoint",
    help: "Check the endpoint's address and port",
  },
  TimeoutError: noAnswer,
  AbortError: noAnswer,
  CredentialsProviderError: {
    message: "No credentials were found in the environment",
    help: "Enter keys, or run where an IAM role or profile is available",
  },
};

const webPage: Hint = {
  message: "A web page answers at the endpoint, where a store should be",
  help: "Check the endpoint's address and port: a console for people is at another one than the store",
};

const noStore: Hint = {
  message: "What answers at the endpoint is no store, or does not speak http on this port",
  help: "Check the endpoint's address and port, and http or https",
};

/** Whether a page for people came where a store's answer should be. */
function isWebPage({ $response }: SdkError): boolean {
  return /^text\/html\b/i.test($response?.headers?.["content-type"] ?? "");
}

/** Undefined for an error without a meaning of its own. */
export function s3Hints(error: unknown): Hint | undefined {
  const sdkError = (error ?? {}) as SdkError;
  const meaningOf = (text = "") => (Object.hasOwn(meanings, text) ? meanings[text] : undefined);
  // The SDK takes a connection that was cut for one that timed out: the code says more.
  return (
    meaningOf(sdkError.code) ??
    connectionHints(error) ??
    meaningOf(sdkError.name) ??
    withoutCode(sdkError)
  );
}

/** What an answer means that is no store's. */
function withoutCode(error: SdkError): Hint | undefined {
  if (error.Code !== undefined) return undefined;
  if (error.$metadata?.httpStatusCode === 400) return noStore;
  return isWebPage(error) ? webPage : undefined;
}
