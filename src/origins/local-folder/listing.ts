import { opendir, stat } from "node:fs/promises";
import { Failure } from "../../failure.ts";
import type { ListedFile, Listing, ListingRequest } from "../listing.ts";
import type { Gate } from "./gate.ts";

/** Directory entries that are read at a time. */
const batch = 1024;

/**
 * Lists a folder of this machine in the order of its names. All names are read for every page, but
 * no more than a page of them is held.
 * @param locate gives the real path of what lies inside the origin's folder, undefined for the rest
 * @param gate a long list is not to keep files from being read meanwhile: it is left after each step
 */
export function listFolder(locate: (path: string) => Promise<string | undefined>, gate: Gate) {
  const statusOf = (path: string) => gate(() => stat(path).catch(() => undefined));

  return async ({ prefix, cursor, limit }: ListingRequest): Promise<Listing> => {
    const folder = await locate(prefix.replace(/\/+$/, ""));
    const found = folder === undefined ? undefined : await statusOf(folder);
    if (!folder || !found?.isDirectory()) {
      throw new Failure("ENOENT", `There is no folder \`${prefix.slice(0, 80)}\` in the origin`);
    }
    const names = await firstNames(namesIn(folder, gate), cursor ?? "", limit + 1);
    const listing: Listing = { folders: [], files: [] };
    for (const name of names.slice(0, limit)) {
      const path = prefix === "" ? name : `${prefix.replace(/\/+$/, "")}/${name}`;
      // A link that leads out of the folder is not there.
      const inside = await locate(path);
      const status = inside === undefined ? undefined : await statusOf(inside);
      if (status?.isDirectory()) listing.folders.push(`${path}/`);
      if (status?.isFile()) {
        const file: ListedFile = { path, bytes: status.size, modified: Math.round(status.mtimeMs) };
        listing.files.push(file);
      }
    }
    const last = names[limit - 1];
    return names.length > limit && last !== undefined ? { ...listing, cursor: last } : listing;
  };
}

async function* namesIn(folder: string, gate: Gate): AsyncGenerator<string> {
  const directory = await gate(() => opendir(folder, { bufferSize: batch }));
  try {
    for (;;) {
      const entry = await gate(() => directory.read());
      if (entry === null) return;
      yield entry.name;
    }
  } finally {
    await directory.close();
  }
}

/** The first names behind `after`, hidden ones left out, in order. */
async function firstNames(
  all: AsyncIterable<string>,
  after: string,
  count: number,
): Promise<string[]> {
  const names: string[] = [];
  for await (const name of all) {
    if (name.startsWith(".") || name <= after) continue;
    if (names.length === count && name > (names[count - 1] as string)) continue;
    let at = names.length;
    // Sorted as it grows: a binary search finds the place.
    for (let low = 0; low < at; ) {
      const middle = (low + at) >> 1;
      if ((names[middle] as string) < name) low = middle + 1;
      else at = middle;
    }
    names.splice(at, 0, name);
    if (names.length > count) names.pop();
  }
  return names;
}
