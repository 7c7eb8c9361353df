import { HeadObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import type { ScannedObject } from "../bucket.ts";
import { failureOf } from "./failures.ts";
import { openStoreClient, type S3Access } from "./store-client.ts";

/**
 * Every object whose key begins with `prefix`, folder after folder, in the store's order. One page
 * of a thousand is held at a time. Throws EACCES where listing is not allowed, and the other
 * Failures of a bucket.
 */
export async function* scanBucket(
  access: S3Access,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<ScannedObject> {
  const store = openStoreClient(access);
  const Bucket = access.bucket;
  const options = { abortSignal: signal };
  const exists = (Key: string) =>
    store
      .ask((client) => client.send(new HeadObjectCommand({ Bucket, Key }), options))
      .then(
        () => true,
        () => false,
      );
  /** Whether the store does encode keys when it says so; found out when it matters first. */
  let encodes: boolean | undefined;

  const keyOf = async (listed: string): Promise<string> => {
    const decoded = decode(listed);
    if (decoded === listed) return listed;
    encodes ??= (await exists(decoded)) || !(await exists(listed));
    return encodes ? decoded : listed;
  };

  let ContinuationToken: string | undefined;
  do {
    const command = new ListObjectsV2Command({
      Bucket,
      Prefix: prefix,
      EncodingType: "url",
      ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
    });
    const answer = await store
      .ask((client) => client.send(command, options))
      .catch((error) => {
        throw failureOf(error);
      });
    for (const { Key = "", Size = 0, LastModified, ETag } of answer.Contents ?? []) {
      yield {
        key: answer.EncodingType === "url" ? await keyOf(Key) : Key,
        bytes: Size,
        modified: LastModified?.getTime() ?? 0,
        ...(ETag === undefined ? {} : { etag: ETag }),
      };
    }
    ContinuationToken = answer.IsTruncated ? answer.NextContinuationToken : undefined;
  } while (ContinuationToken !== undefined);
}

/** Some stores write a space as `+`. What cannot be decoded was never encoded. */
function decode(listed: string): string {
  try {
    return decodeURIComponent(listed.replaceAll("+", "%20"));
  } catch {
    return listed;
  }
}
