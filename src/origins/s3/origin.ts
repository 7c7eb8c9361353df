import { Failure } from "../../failure.ts";
import type { Bucket } from "../bucket.ts";
import { type EncodeKeys, folderPrefix, keySpellings, leavesFolder } from "../keys.ts";
import type { Origin } from "../origin.ts";
import { openBucket } from "./client.ts";
import { listBucket } from "./folders.ts";
import type { S3Access } from "./store-client.ts";

export interface S3Bucket extends S3Access {
  id: string;
  name: string;
  /** Folder inside the bucket; `/` or empty means its root. */
  prefix?: string;
  encodeKeys?: EncodeKeys;
}

/** A bucket in S3 or in a store that speaks its protocol. Needs permission to get objects only. */
export function s3Bucket(
  settings: S3Bucket,
  open: (access: S3Access) => Bucket = openBucket,
): Origin {
  const bucket = open(settings);
  const folder = folderPrefix(settings.prefix);
  return {
    id: settings.id,
    name: settings.name,
    async fetch(original, signal, known, range) {
      for (const key of keySpellings(original, settings.encodeKeys)) {
        if (leavesFolder(key)) throw new Failure("ENOENT", "The path leaves the origin's folder");
        const answer = await bucket.get(folder + key, signal, known, range);
        if (answer !== undefined) return answer;
      }
      return undefined;
    },
    list: listBucket(settings),
  };
}
