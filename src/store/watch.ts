/** How long an answer may be given after another process changed a setting. */
const watchIntervalMilliseconds = 25;

/**
 * Calls `changed` when another process has changed a setting. It looks when a request asks, and not
 * by a clock: a server that has nothing to do does nothing.
 * @param revision is cheap to ask, but not as cheap as a hit in memory
 */
export function createWatch(revision: () => string, changed: () => void): (now: number) => void {
  let seen = revision();
  let lookedAt = 0;
  return (now) => {
    // A clock may be put back.
    if (Math.abs(now - lookedAt) < watchIntervalMilliseconds) return;
    lookedAt = now;
    const found = revision();
    if (found !== seen) changed();
    seen = found;
  };
}
