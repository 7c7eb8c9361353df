import type { ListedFile, Listing, ListingRequest } from "../listing.ts";
import { type Folders, openFolders } from "../s3/folders.ts";
import type { S3Access } from "../s3/store-client.ts";
import { mountPrefix, readMount } from "./search.ts";
import { isNewer, readVersion, type Version } from "./versions.ts";

/** Assets of one page: each of them is a folder that has to be looked into. */
const assetsAtMost = 100;

/**
 * Lists a folder of a backup bucket by public ids. A folder in the bucket is an asset when it
 * holds versions, and may be a folder of other assets, too.
 */
export function listBackup(
  access: S3Access & { prefix?: string },
  open: (access: S3Access) => Folders = openFolders,
) {
  const folders = open(access);
  const mount = mountPrefix(readMount(access.prefix));

  /** What one of the bucket's folders is. */
  async function lookInto(key: string, signal: AbortSignal) {
    const page = await folders.page(key, { limit: 1000 }, signal);
    let newest: Version | undefined;
    for (const object of page.objects) {
      const version = readVersion(key, object);
      if (version && (!newest || isNewer(version, newest))) newest = version;
    }
    const others = page.objects.some((object) => !readVersion(key, object));
    return { newest, isFolder: page.folders.length > 0 || others || !newest };
  }

  return async (wanted: ListingRequest, signal: AbortSignal): Promise<Listing> => {
    const limit = Math.min(wanted.limit, assetsAtMost);
    const page = await folders.page(mount + wanted.prefix, { ...wanted, limit }, signal);
    const pathOf = (key: string) => key.slice(mount.length);
    const looked = await Promise.all(
      page.folders.map(async (key) => ({ key, ...(await lookInto(key, signal)) })),
    );
    const assets = looked.flatMap(({ key, newest }): ListedFile[] => {
      if (!newest) return [];
      const extension = newest.extension === undefined ? "" : `.${newest.extension}`;
      const path = pathOf(key).slice(0, -1) + extension;
      return [{ path, bytes: newest.bytes, modified: newest.modified }];
    });
    const copies = page.objects.flatMap(({ key, bytes, modified }): ListedFile[] => {
      const isVersion = readVersion(mount + wanted.prefix, { key, bytes, modified });
      return isVersion || bytes === 0 ? [] : [{ path: pathOf(key), bytes, modified }];
    });
    return {
      folders: looked.flatMap(({ key, isFolder }) => (isFolder ? pathOf(key) : [])),
      files: [...assets, ...copies],
      ...(page.cursor === undefined ? {} : { cursor: page.cursor }),
    };
  };
}
