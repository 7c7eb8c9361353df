import type { Hint } from "../hints.ts";

/** An error of the S3 client, or of the connection below it. */
export interface SdkError {
  name?: string;
  message?: string;
  code?: string;
  $metadata?: { httpStatusCode?: number };
}

/** What an error of the store means, by its name, in plain words; and what to change. */
const meanings: Record<string, [message: string, help: string]> = {
  AccessDenied: [
    "The store refused access. Without permission to list, it says so of a key that is missing, too",
    "Allow s3:GetObject on the bucket's objects; with s3:ListBucket, a missing key is told apart",
  ],
  NoSuchBucket: ["The bucket was not found", "Check the bucket's name, and the endpoint or region"],
  InvalidAccessKeyId: ["The access key is unknown to the store", "Check the access key"],
  SignatureDoesNotMatch: [
    "The store refused the signature",
    "Check the secret key; some stores want the region in the endpoint set as `region`",
  ],
  AuthorizationHeaderMalformed: [
    "The bucket lies in another region",
    "Set `region` to the bucket's region",
  ],
  PermanentRedirect: [
    "The bucket lies in another region",
    "Set `region`, or the region's endpoint",
  ],
  RequestTimeTooSkewed: ["This machine's clock is wrong", "Set the clock"],
  ENOTFOUND: ["The endpoint's host name is unknown", "Check the endpoint, and `s3ForcePathStyle`"],
  ECONNREFUSED: ["Nothing answers at the endpoint", "Check the endpoint's address and port"],
  TimeoutError: ["The endpoint does not answer", "Check the address, and any firewall on the way"],
  AbortError: ["The endpoint does not answer", "Check the address, and any firewall on the way"],
  CredentialsProviderError: [
    "No credentials were found in the environment",
    "Give keys, or run where a role or a profile is set",
  ],
};

/** Undefined for an error without a meaning of its own. */
export function s3Hints(error: unknown): Hint | undefined {
  const { name = "", code = "" } = (error ?? {}) as SdkError;
  const key = [name, code].find((text) => Object.hasOwn(meanings, text));
  const [message = "", help = ""] = meanings[key ?? ""] ?? [];
  return key === undefined ? undefined : { message, help };
}
