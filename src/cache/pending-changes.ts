import type { Database } from "../runtime/sqlite.ts";
import type { Label, Line } from "./index-line.ts";

/** Changes of the index that are true already and are not written down yet. */
interface PendingChanges {
  add(line: Line, label: Label): void;
  /** Notes when an entry was found true. */
  confirm(key: string, checkedAt: number): void;
  /** A line that was added. */
  added(key: string): Line | undefined;
  /** When an entry that is written down was found true since. */
  confirmed(key: string): number | undefined;
  /** Writes all of them, in one transaction. */
  flush(): void;
  /** The same where one of them is about these entries, which are about to go, or made of them. */
  flushAbout(keys: readonly string[]): void;
}

/** How changes are written, and who hears of those that cannot be. */
interface Writer {
  add(line: Line, label: Label): void;
  confirm(key: string, checkedAt: number): void;
  lost(line: Line): void;
}

/**
 * How long an original waits for what is made of it, in milliseconds: each transaction writes the same
 * few pages again. What a killed server had not written, it does not know at the next start, and makes
 * once more.
 */
const waitMilliseconds = 100;

export function createPendingChanges(
  index: Pick<Database, "transaction">,
  { add, confirm, lost }: Writer,
): PendingChanges {
  const lines = new Map<string, { line: Line; label: Label }>();
  const times = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  /** When the timer was set, on the clock of `performance.now()`. */
  let since = 0;

  function wait(): void {
    if (timer === undefined) {
      timer = setTimeout(flush, waitMilliseconds).unref();
      since = performance.now();
    } else if (performance.now() - since > waitMilliseconds) {
      // The timer is late: what is added without a pause leaves it no turn.
      flush();
    }
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    if (lines.size === 0 && times.size === 0) return;
    const [added, confirmed] = [[...lines.values()], [...times]];
    lines.clear();
    times.clear();
    try {
      index.transaction(() => {
        for (const { line, label } of added) add(line, label);
        for (const [key, checkedAt] of confirmed) confirm(key, checkedAt);
      });
    } catch {
      // The disk is full or has failed. When an entry was found true is only asked again.
      for (const { line } of added) lost(line);
    }
  }

  function isAbout(key: string): boolean {
    if (lines.has(key) || times.has(key)) return true;
    return [...lines.values()].some(({ label }) => label.sources?.includes(key));
  }

  return {
    add(line, label) {
      lines.set(line.key, { line, label });
      // A client has its answer then, and may count on finding it here.
      if (label.sources) setImmediate(flush);
      wait();
    },
    confirm(key, checkedAt) {
      const added = lines.get(key);
      if (added) added.line.checkedAt = checkedAt;
      else times.set(key, checkedAt);
      wait();
    },
    added: (key) => lines.get(key)?.line,
    confirmed: (key) => times.get(key),
    flush,
    flushAbout(keys) {
      if (keys.some(isAbout)) flush();
    },
  };
}
