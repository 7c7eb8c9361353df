import { Failure } from "../../failure.ts";
import type { SdkError } from "./hints.ts";

/** What a failed request for an object means: not there, unchanged, or a Failure. */
export function explain(error: unknown): "unchanged" | undefined {
  const { $metadata } = error as SdkError;
  // Told by the status: the SDK throws a 304 under a name that says nothing.
  if ($metadata?.httpStatusCode === 304) return "unchanged";
  if (isAbsence(error as SdkError)) return undefined;
  throw failureOf(error);
}

/** Statuses that are about us or about the moment, and never about the key. */
const notAboutTheKey = [401, 402, 403, 407, 408, 409, 421, 423, 425, 429];

/**
 * Error codes that are about the bucket, the credentials, the region or how the request was signed,
 * encrypted or timed; by their parts, since stores make up their own.
 */
const aboutTheAccess =
  /bucket|token|auth|signature|credential|access|region|location|redirect|security|secur|encrypt|kms|account|domain|time|skew|slow|throttl|limit|busy|quota|billing|payment|certificate|invalidrequest|x-amz/i;

/** Whether a store says that it cannot have an object with such a key: many say so with a 4xx. */
function isAbsence(error: SdkError): boolean {
  const { name, Code, $metadata } = error;
  const status = $metadata?.httpStatusCode ?? 0;
  if (status < 400 || status >= 500 || notAboutTheKey.includes(status)) return false;
  if (status === 404) return name !== "NoSuchBucket";
  // Without a code, a bad request may be one that reached no store at all.
  if (Code === undefined) return status !== 400;
  return isAboutTheKey(Code) || !aboutTheAccess.test(Code);
}

/** Codes whose parts would mislead. */
function isAboutTheKey(name: string): boolean {
  return /^(?:KeyTooLong\w*|MethodNotAllowed|\w*ObjectName\w*|InvalidURI|InvalidKey\w*)$/.test(
    name,
  );
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
  if (/^(?:Invalid|Expired|Missing)\w*Token/.test(name)) {
    return failure("EACCES", "The bucket refused the session token");
  }
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
  if (status === undefined) return failure("ECONNREFUSED", "An origin could not be reached");
  return status < 300
    ? failure("EUPSTREAM", "An origin answered with something other than S3")
    : failure("EUPSTREAM", `An origin answered with status ${status}`);
}
