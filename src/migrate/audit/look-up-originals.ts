import type { Original } from "../../cache/original.ts";
import type { Originals } from "../../cache/originals.ts";
import { Failure } from "../../failure.ts";
import { createLru } from "../../lru.ts";
import { type Fetched, firstOf, type OriginalPath } from "../../origins/origin.ts";
import { keyOf } from "./keys.ts";

/** Lookups that are remembered: one original is requested in many sizes. */
const rememberedAtMost = 10_000;

/**
 * Originals that are looked for and not fetched: in the first origin that has them, as the server
 * does. An entry's key is the key, or the path, in that origin; it has no file.
 */
export function createLookingOriginals(): Originals {
  const remembered = createLru<Promise<Original>>(rememberedAtMost);
  return {
    find({ origins }, path, { timeout, signal }) {
      const name = JSON.stringify([origins.map(({ id }) => id), path]);
      const known = remembered.get(name);
      if (known) return known;
      const limit = AbortSignal.timeout(Math.max(1, timeout));
      const found = firstOf(origins, async (origin) => {
        const both = signal ? AbortSignal.any([signal, limit]) : limit;
        const answer = await origin.fetch(path, both).catch(explain);
        if (answer === undefined || answer === "unchanged") return undefined;
        await answer.body.cancel().catch(() => undefined);
        return originalOf(origin.name, answer, path);
      });
      remembered.set(name, found);
      return found;
    },
    // Nothing is made of what is looked for.
    findExcerpt: () => Promise.resolve(undefined),
    describe: () => {},
  };
}

function originalOf(origin: string, answer: Fetched, { path }: OriginalPath): Original {
  const { convertTo, isPrivate, bytes = 0 } = answer;
  return {
    key: keyOf(answer) ?? path,
    file: "",
    bytes,
    checkedAt: Date.now(),
    maxAge: 0,
    meta: {
      origin,
      hash: "",
      ...(convertTo === undefined ? {} : { convertTo }),
      ...(isPrivate === undefined ? {} : { isPrivate }),
    },
  };
}

/** An abort of ours reaches an origin as its time limit. */
function explain(error: Error): never {
  if (error instanceof Failure) throw error;
  const aborted = error.name === "AbortError" || error.name === "TimeoutError";
  throw aborted ? new Failure("ETIMEDOUT", "An origin did not answer in time") : error;
}
