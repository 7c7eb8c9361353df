/** Counts purges, so that what was asked for before one does not undo it. */
export function createPurgeEpoch() {
  let epoch = 0;
  let running = 0;
  return {
    current: () => epoch,

    /** When something is known to be true that was asked for after so many purges; 0 when it is not. */
    checkTime: (asked = epoch): number => (running > 0 || asked !== epoch ? 0 : Date.now()),

    async during<T>(purge: () => Promise<T>): Promise<T> {
      running += 1;
      try {
        return await purge();
      } finally {
        running -= 1;
        epoch += 1;
      }
    },
  };
}
