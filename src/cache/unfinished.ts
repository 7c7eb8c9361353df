import type { Label } from "./index-line.ts";
import type { Target } from "./purge.ts";

/** Drops entries by their keys, and gives back how many there were. */
type Drop = (keys: readonly string[]) => number;

/** What is made for the cache and is not there yet: a purge of it, or of its sources, stops it. */
export interface Unfinished {
  /**
   * Notes work until the returned function is called.
   * @param label its sources may become more while it is made
   * @param stop hears that it was purged
   */
  begin(label: Label, stop: () => void): () => void;
  /**
   * Stops what a target names by its path.
   * @returns drops entries, and stops what is made of them
   */
  purge(target: Target, drop: Drop): Drop;
}

export function createUnfinished(): Unfinished {
  const works = new Set<{ label: Label; stop: () => void }>();

  function stopWhere(isMeant: (label: Label) => boolean): void {
    for (const { label, stop } of works) if (isMeant(label)) stop();
  }

  return {
    begin(label, stop) {
      const work = { label, stop };
      works.add(work);
      return () => void works.delete(work);
    },

    purge(target, drop) {
      stopWhere((label) => names(target, label));
      return (keys) => {
        stopWhere(({ sources = [] }) => sources.some((key) => keys.includes(key)));
        return drop(keys);
      };
    },
  };
}

/** Whether a target names what has this label; an origin is told from its originals. */
function names(target: Target, { endpoint, path = "", asked = "" }: Label): boolean {
  if ("everything" in target) return true;
  if ("origin" in target) return false;
  if ("original" in target) {
    return endpoint === target.original.endpoint && path === target.original.path;
  }
  const place = "url" in target ? target.url : target.prefix;
  if (endpoint !== place.endpoint) return false;
  const isThere = "url" in target ? path === place.path : path.startsWith(place.path);
  return isThere && (place.asked === undefined || place.asked === asked);
}
