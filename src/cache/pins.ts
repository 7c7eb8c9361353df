/** A file that is no entry any more. */
interface PinLoss {
  file: string;
  bytes: number;
}

/** Which entries are in use. */
interface Pins {
  has(key: string): boolean;
  /** Pins an entry until the returned function is called. */
  pin(key: string): () => void;
  /** Keeps a dropped file until no caller pins its key; at once when none does. */
  deleteWhenReleased(key: string, dropped: PinLoss): void;
  /** The same when there was time to deliver a file that cannot be kept. */
  deleteLater(key: string, dropped: PinLoss): void;
  /**
   * Deletes whatever still waits to be deleted: after an index that was closed, the next start does not
   * look for files that are not in it.
   */
  close(): void;
}

/** How long a file is there that cannot be kept. */
const unkeptForMilliseconds = 60_000;

/** @param remove deletes a file whose last holder has gone */
export function createPins(remove: (dropped: PinLoss) => void): Pins {
  const holders = new Map<string, number>();
  /** A caller that pins one of these may not have opened it yet. */
  const waiting = new Map<string, PinLoss[]>();
  /** Those that cannot be kept, while there is time to deliver them. */
  const unkept = new Set<PinLoss>();

  function release(key: string): void {
    const left = (holders.get(key) ?? 1) - 1;
    if (left > 0) {
      holders.set(key, left);
      return;
    }
    holders.delete(key);
    for (const dropped of waiting.get(key) ?? []) remove(dropped);
    waiting.delete(key);
  }

  function deleteWhenReleased(key: string, dropped: PinLoss): void {
    if (!holders.has(key)) remove(dropped);
    else waiting.set(key, [...(waiting.get(key) ?? []), dropped]);
  }

  return {
    has: (key) => holders.has(key),

    pin(key) {
      holders.set(key, (holders.get(key) ?? 0) + 1);
      let isHeld = true;
      return () => {
        if (isHeld) release(key);
        isHeld = false;
      };
    },

    deleteWhenReleased,
    deleteLater(key, dropped) {
      unkept.add(dropped);
      const end = () => {
        if (unkept.delete(dropped)) deleteWhenReleased(key, dropped);
      };
      setTimeout(end, unkeptForMilliseconds).unref?.();
    },

    close() {
      for (const dropped of [...unkept, ...[...waiting.values()].flat()]) remove(dropped);
      unkept.clear();
      waiting.clear();
    },
  };
}
