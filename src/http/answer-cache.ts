import type { Answer } from "../delivery/answer.ts";
import { createLru } from "../lru.ts";

/** What an answer is remembered by. */
interface RequestHead {
  /** Absolute. */
  url: string;
  headers: Pick<Headers, "get">;
}

/** Remembers answers by the requests they were given to, ready to be given again. */
export interface AnswerCache {
  /**
   * The answer to the same URL and the same headers that it varies by, while it is fresh.
   * @param now milliseconds since 1970
   */
  find(request: RequestHead, now?: number): Answer | undefined;
  /** Counts as a use of a URL. */
  touch(url: string): void;
  /**
   * @param epoch `cacheEpoch()` before the answer was worked out: a setting that changed since may have made it wrong
   */
  keep(request: RequestHead, answer: Answer, epoch: number): void;
  /** Forgets the answers made of an entry of the disk cache. */
  forget(key: string): void;
  clear(): void;
  /** Rises by one whenever everything is forgotten. */
  cacheEpoch(): number;
}

interface Known {
  vary: readonly string[];
  answers: Map<string, Answer>;
  /** Milliseconds since 1970 when the last of them was kept. */
  keptAt: number;
}

/** Headers differ from browser to browser; a client that makes them up gets no more room than this. */
const variantsAtMost = 16;

/** With longer texts an answer is worked out each time: they are what would take the memory. */
const longestUrl = 2048;
const longestVariant = 1024;

/**
 * What a request means is worked out once: until an answer gets old, its entry is dropped or a
 * setting changes, the same request needs neither parsing nor the cache's index.
 * @param atMost answers; those of the URLs that were least recently asked for go first
 */
export function createAnswerCache(atMost: number): AnswerCache {
  const urls = createLru<Known>(atMost, {
    weigh: ({ answers }) => answers.size,
    onDrop: dropped,
  });
  const urlsOf = new Map<string, Set<string>>();
  let cacheEpoch = 0;

  function dropped({ answers }: Known, url: string): void {
    for (const { entry } of answers.values()) {
      const others = urlsOf.get(entry.key);
      others?.delete(url);
      if (others?.size === 0) urlsOf.delete(entry.key);
    }
  }

  return {
    find({ url, headers }, now = Date.now()) {
      const known = urls.peek(url);
      if (!known) return undefined;
      const answer = known.answers.get(variantOf(headers, known.vary));
      if (!answer) return undefined;
      // A clock that was put back since says that everything is fresh for long.
      if (answer.until <= now || now < known.keptAt) {
        urls.delete(url);
        return undefined;
      }
      return answer;
    },

    touch: (url) => void urls.get(url),

    keep({ url, headers }, answer, epoch) {
      const variant = variantOf(headers, answer.vary);
      if (url.length > longestUrl || variant.length > longestVariant) return;
      if (epoch !== cacheEpoch) return;
      const present = urls.peek(url);
      const same = present?.vary.join() === answer.vary.join();
      if (!same || (present && present.answers.size >= variantsAtMost)) urls.delete(url);
      const known = urls.peek(url) ?? { vary: answer.vary, answers: new Map(), keptAt: 0 };
      known.keptAt = Date.now();
      known.answers.set(variant, answer);
      const { key } = answer.entry;
      urlsOf.set(key, (urlsOf.get(key) ?? new Set()).add(url));
      urls.set(url, known);
    },

    forget(key) {
      for (const url of [...(urlsOf.get(key) ?? [])]) urls.delete(url);
    },

    clear() {
      urls.clear();
      cacheEpoch += 1;
    },

    cacheEpoch: () => cacheEpoch,
  };
}

function variantOf(headers: RequestHead["headers"], vary: readonly string[]): string {
  switch (vary.length) {
    case 0:
      return "";
    case 1:
      return headers.get(vary[0] as string) ?? "";
    default:
      return JSON.stringify(vary.map((name) => headers.get(name) ?? ""));
  }
}
