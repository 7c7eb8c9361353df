import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { Failure } from "../../failure.ts";
import type { ListedObject } from "../bucket.ts";
import { type EncodeKeys, folderPrefix } from "../keys.ts";
import type { Listing, ListingRequest } from "../listing.ts";
import { failureOf } from "./failures.ts";
import { openStoreClient, type S3Access, type StoreClient } from "./store-client.ts";

/** One page of what lies directly below a prefix. */
interface Page {
  /** Whole keys with a final slash. */
  folders: string[];
  objects: ListedObject[];
  cursor?: string;
}

/** Looks into the folders of a bucket. Needs permission to list it: EACCES without. */
export interface Folders {
  page(
    prefix: string,
    wanted: Pick<ListingRequest, "cursor" | "limit">,
    signal: AbortSignal,
  ): Promise<Page>;
}

export function openFolders(access: S3Access): Folders {
  let store: StoreClient | undefined;
  return {
    async page(prefix, { cursor, limit }, signal) {
      store ??= openStoreClient(access);
      // Keys as they are: not every store encodes them when asked to, and some say that they did.
      const command = new ListObjectsV2Command({
        Bucket: access.bucket,
        Prefix: prefix,
        Delimiter: "/",
        MaxKeys: limit,
        ...(cursor === undefined ? {} : { ContinuationToken: cursor }),
      });
      const sent = store.ask((client) => client.send(command, { abortSignal: signal }));
      const answer = await sent.catch((error) => {
        if (cursor !== undefined && error?.$metadata?.httpStatusCode === 400) {
          throw new Failure("EINVAL", "Cannot read `cursor`: it is none of this folder", {
            field: "cursor",
          });
        }
        throw failureOf(error);
      });
      const { CommonPrefixes = [], Contents = [], NextContinuationToken: next } = answer;
      return {
        folders: CommonPrefixes.flatMap(({ Prefix }) => Prefix ?? []),
        objects: Contents.flatMap(({ Key = "", Size = 0, LastModified }) =>
          // Some tools write an empty object in place of the folder itself.
          Key === prefix ? [] : { key: Key, bytes: Size, modified: LastModified?.getTime() ?? 0 },
        ),
        ...(answer.IsTruncated && next !== undefined ? { cursor: next } : {}),
      };
    },
  };
}

/** Lists a folder of a bucket as paths of URLs. */
export function listBucket(access: S3Access & { prefix?: string; encodeKeys?: EncodeKeys }) {
  const folders = openFolders(access);
  const root = folderPrefix(access.prefix);
  // With encoded keys, the path is what they are the encoding of.
  const pathOf = (key: string) => {
    const path = key.slice(root.length);
    return access.encodeKeys === true ? decode(path) : path;
  };
  const keyOf = (path: string) =>
    access.encodeKeys === true ? path.split("/").map(encodeURIComponent).join("/") : path;

  return async (wanted: ListingRequest, signal: AbortSignal): Promise<Listing> => {
    const {
      folders: found,
      objects,
      cursor,
    } = await folders.page(root + keyOf(wanted.prefix), wanted, signal);
    return {
      folders: found.map(pathOf),
      files: objects.map(({ key, bytes, modified }) => ({ path: pathOf(key), bytes, modified })),
      ...(cursor === undefined ? {} : { cursor }),
    };
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
