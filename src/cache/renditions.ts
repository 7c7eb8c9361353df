import type { Passthrough } from "../render/plan/plan.ts";
import { cacheKey } from "./cache-key.ts";
import type { DiskCache, Entry, PendingFile } from "./disk.ts";
import type { Label } from "./index-line.ts";
import { isFresh, type Original } from "./original.ts";
import { createSingleFlight } from "./single-flight.ts";

/** What is kept beside a rendition's bytes, for the cache's own use. */
export interface RenditionMeta {
  /** Of its bytes. */
  hash: string;
  /** Version of the original that it was made from. */
  original: string;
  /** Path and version of each image and font in its layers. */
  layers: [path: string, version: string][];
  /** Seconds until that version has to be confirmed. */
  maxAge: number;
}

/** A finished rendition that is to be kept. */
export interface FinishedRendition<Meta> {
  pending: PendingFile;
  meta: Meta;
  label: Label;
}

/** What a rendition would be made from, and how many purges there had been when that was found. */
interface RenditionSource {
  original: Original;
  purgeEpoch: number;
  /** The version that a path in a layer has now. */
  layerVersion(path: string): Promise<string>;
}

/** Renditions that are kept, beside the originals that they were made from. */
interface Renditions<Meta extends RenditionMeta> {
  /** One that is true for its age: no origin has to be asked. */
  find(key: string): Promise<Entry<Meta> | undefined>;
  /** One that was made from this version of its original and layers; noted as true just now. */
  findCurrent(key: string, source: RenditionSource): Promise<Entry<Meta> | undefined>;
  /**
   * Makes one and keeps it, once however many ask, unless the original is left as it is.
   * ECANCELED when `signal` aborts.
   */
  makeOnce(
    key: string,
    source: RenditionSource,
    make: (signal: AbortSignal) => Promise<FinishedRendition<Meta> | Passthrough>,
    signal: AbortSignal | undefined,
  ): Promise<Entry<Meta> | Passthrough>;
}

export function createRenditions<Meta extends RenditionMeta>(disk: DiskCache): Renditions<Meta> {
  const flights = createSingleFlight<Entry<Meta> | Passthrough>();

  return {
    async find(key) {
      const kept = await disk.getIntact<Meta>(key);
      return kept && isFresh(kept, kept.meta.maxAge) ? kept : undefined;
    },

    async findCurrent(key, source) {
      const kept = await disk.getIntact<Meta>(key);
      if (!kept) return undefined;
      // Its layers may have to be asked for first, and it may be purged meanwhile.
      const release = disk.pin(key);
      try {
        if (!(await isCurrent(kept.meta, source))) return undefined;
        const { original, purgeEpoch } = source;
        // What is made of an original that is old itself is not known to be true.
        const isOld = original.stale || original.outdated;
        return { ...kept, checkedAt: isOld ? kept.checkedAt : disk.confirm(key, purgeEpoch) };
      } finally {
        // Not before the caller has had its turn to pin what it got.
        setImmediate(release);
      }
    },

    makeOnce(key, { original, purgeEpoch }, make, signal) {
      const work = async (stopped: AbortSignal) => {
        // A tier that several servers share is asked here: after this disk, before the renderers.
        const finished = await make(stopped);
        if ("original" in finished) return finished;
        return disk.add(key, finished.pending, finished.meta, finished.label);
      };
      // A request after a purge joins no render from before it: its layers may be old.
      return flights(cacheKey(key, original.meta.hash, purgeEpoch), work, signal);
    },
  };
}

/** Whether the original and what lies in layers are what a rendition was made from. */
async function isCurrent(meta: RenditionMeta, source: RenditionSource): Promise<boolean> {
  if (meta.original !== source.original.meta.hash) return false;
  const layers = meta.layers.map(async ([path, version]) => {
    return (await source.layerVersion(path)) === version;
  });
  return (await Promise.all(layers)).every(Boolean);
}
