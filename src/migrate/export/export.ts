import { mkdir, rmdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Asset, type LeftOut, newestAssets, plainAssets, type TreeOptions } from "./assets.ts";
import { download, removeLeftovers } from "./download.ts";
import { type Entry, type Manifest, openManifest, type State } from "./manifest.ts";
import { createNames, type Place } from "./names.ts";
import type { ExportSource } from "./source.ts";

/** The list of what was written, in the folder of the export. */
const manifestName = "tintype-export.jsonl";
const partsName = ".tintype-export";

interface ExportOptions extends TreeOptions {
  folder: string;
  /** Downloads at a time. */
  jobs: number;
  /** Looks and writes nothing. */
  dryRun: boolean;
}

/** How far an export is. */
export interface Tally {
  /** Originals found so far. */
  assets: number;
  fetched: number;
  /** Bytes of those that were fetched. */
  bytes: number;
  /** There already, of the same size and version. */
  present: number;
  failed: number;
  /** Whose path is not the one that the key gives. */
  renamed: number;
  leftOut: LeftOut;
}

/** Counts of an export while it runs. */
interface Watcher {
  /** After everything that changes the tally. */
  progress(tally: Tally): void;
  /** An original that was fetched, or in a dry run would be. */
  fetched(asset: Asset, place: Place): void;
  failed(asset: Asset, message: string): void;
}

/**
 * Writes the newest originals of a bucket as a plain tree, several at a time. What is there already
 * stays; nothing is ever removed. One original that fails does not stop the others; a Failure is
 * thrown when the bucket cannot be listed.
 */
export async function exportBucket(
  { bucket, objects, prefix, mount }: ExportSource,
  options: ExportOptions,
  watcher: Watcher,
): Promise<Tally> {
  const { folder, dryRun, jobs } = options;
  const parts = join(folder, partsName);
  if (!dryRun) await mkdir(parts, { recursive: true });
  await removeLeftovers(parts);
  const manifest = await openManifest(join(folder, manifestName), !dryRun);
  const nameFor = createNames({
    reserved: [manifestName, partsName],
    windows: process.platform === "win32",
  });
  const tally: Tally = {
    assets: 0,
    fetched: 0,
    bytes: 0,
    present: 0,
    failed: 0,
    renamed: 0,
    leftOut: { older: 0, private: 0, other: 0 },
  };

  async function write(asset: Asset, place: Place): Promise<void> {
    try {
      const file = join(folder, place.path);
      if (await isThere(manifest, asset, place, file)) {
        tally.present += 1;
        return;
      }
      if (!dryRun) {
        const { sha256, size } = await download(bucket, asset, file, parts);
        const entry: Entry = { ...stateOf(asset, place), sha256, ...place };
        if (size !== asset.bytes) entry.size = size;
        // The entry comes after the file: what it says is there, is there.
        await manifest.add(entry);
      }
      tally.fetched += 1;
      tally.bytes += asset.bytes;
      watcher.fetched(asset, place);
    } catch (error) {
      tally.failed += 1;
      watcher.failed(asset, error instanceof Error ? error.message : String(error));
    }
  }

  const running = new Set<Promise<void>>();
  try {
    const assets = mount
      ? newestAssets(mount, objects, options, tally.leftOut)
      : plainAssets(prefix, objects, tally.leftOut);
    for await (const asset of assets) {
      tally.assets += 1;
      const place = nameFor(asset.path);
      if (place.why !== undefined) tally.renamed += 1;
      const task: Promise<void> = write(asset, place).then(() => {
        running.delete(task);
        watcher.progress(tally);
      });
      running.add(task);
      if (running.size >= jobs) await Promise.race(running);
    }
  } finally {
    await Promise.all(running);
    await manifest.close();
    // Another export into the same folder may still need it.
    if (!dryRun) await rmdir(parts).catch(() => undefined);
  }
  return tally;
}

async function isThere(manifest: Manifest, asset: Asset, place: Place, file: string) {
  const size = manifest.holds(stateOf(asset, place));
  if (size === undefined) return false;
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() === true && found.size === size;
}

function stateOf({ key, version, bytes, etag }: Asset, { path }: Place): State {
  return { path, key, version, bytes, ...(etag === undefined ? {} : { etag }) };
}
