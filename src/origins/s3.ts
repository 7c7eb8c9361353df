import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  NoSuchKey,
  S3Client,
  type S3ClientConfig,
} from "@aws-sdk/client-s3";
import { Failure } from "../failure.ts";
import type { Fetched, Origin } from "./origin.ts";

export interface S3Bucket {
  id: string;
  name: string;
  bucket: string;
  /** Folder inside the bucket; `/` or empty means its root. */
  prefix?: string;
  /** Base URL of a store other than AWS. */
  endpoint?: string;
  region?: string;
  s3ForcePathStyle?: boolean;
  accessKey: string;
  secretKey: string;
}

/** A bucket in S3 or in a store that speaks its protocol. Needs permission to get objects only. */
export function s3Bucket(settings: S3Bucket): Origin {
  const client = s3Client(settings);
  const folder = folderOf(settings.prefix);
  return {
    id: settings.id,
    name: settings.name,
    async fetch({ path }, signal, known) {
      if (leavesFolder(path)) throw new Failure("ENOENT", "The path leaves the origin's folder");
      const command = new GetObjectCommand({
        Bucket: settings.bucket,
        Key: folder + path,
        ...(known?.etag === undefined ? {} : { IfNoneMatch: known.etag }),
      });
      try {
        return fetched(await client.send(command, { abortSignal: signal }));
      } catch (error) {
        return explain(error);
      }
    },
  };
}

function s3Client(settings: S3Bucket): S3Client {
  const config: S3ClientConfig = {
    region: settings.region ?? "us-east-1",
    credentials: { accessKeyId: settings.accessKey, secretAccessKey: settings.secretKey },
    forcePathStyle: settings.s3ForcePathStyle ?? false,
    followRegionRedirects: true,
    maxAttempts: 2,
    // Stores other than AWS need not know the checksums that the SDK would ask for.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
  };
  return new S3Client(config);
}

/** `photos/2024` as `photos/2024/`; the root as nothing. */
function folderOf(prefix = ""): string {
  const folder = prefix.replace(/^\/+|\/+$/g, "");
  return folder === "" ? "" : `${folder}/`;
}

/** Whether a path that somebody normalises on the way could end outside of the folder. */
function leavesFolder(path: string): boolean {
  let depth = 0;
  for (const segment of path.split(/[/\\]/)) {
    if (segment === "..") depth -= 1;
    else if (segment !== "." && segment !== "") depth += 1;
    if (depth < 0) return true;
  }
  return false;
}

function fetched(output: GetObjectCommandOutput): Fetched {
  if (!output.Body) throw new Failure("EUPSTREAM", "The bucket answered without a body");
  return {
    body: output.Body.transformToWebStream(),
    ...(output.ContentLength === undefined ? {} : { bytes: output.ContentLength }),
    ...(output.ETag === undefined ? {} : { etag: output.ETag }),
    ...(output.LastModified ? { lastModified: output.LastModified.toUTCString() } : {}),
    ...(output.ContentType === undefined ? {} : { contentType: output.ContentType }),
  };
}

/** What a failed request means: not there, unchanged, or a Failure. */
function explain(error: unknown): "unchanged" | undefined {
  if (error instanceof Failure) throw error;
  const { name, code, $metadata } = error as {
    name?: string;
    code?: string;
    $metadata?: { httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode;
  if (status === 304) return "unchanged";
  if (error instanceof NoSuchKey || name === "NoSuchKey") return undefined;
  if (status === 404 && name !== "NoSuchBucket") return undefined;
  throw failureOf(status, name ?? "", code ?? "", error);
}

function failureOf(
  status: number | undefined,
  name: string,
  code: string,
  cause: unknown,
): Failure {
  if (name === "NoSuchBucket") return new Failure("EACCES", "The bucket does not exist", { cause });
  if (status === 403 || status === 401) {
    // Without permission to list, S3 says the same of a key that is not there.
    const message = "The bucket refused access, or the file does not exist";
    return new Failure("EACCES", message, { cause });
  }
  if (name === "AbortError" || name === "TimeoutError" || code === "ETIMEDOUT") {
    return new Failure("ETIMEDOUT", "An origin did not answer in time", { cause });
  }
  if (status === undefined) {
    return new Failure("ECONNREFUSED", "An origin could not be reached", { cause });
  }
  return new Failure("EUPSTREAM", `An origin answered with status ${status}`, { cause });
}
