/** What is said of a format whose row says nothing else. */
export const plain = {
  alpha: false,
  animates: false,
  vector: false,
  lossy: false,
  shrinks: [],
} as const;

/** What no encoder here writes. */
export const unwritten = { ...plain, encodes: false, longestSide: 0 } as const;
