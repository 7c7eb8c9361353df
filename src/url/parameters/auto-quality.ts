/** Qualities that are chosen for each image, from few bytes to few losses. */
export const autoQualities = [
  "auto_low",
  "auto_eco",
  "auto_good",
  "auto_best",
  "auto_sensitive",
] as const;

export type AutoQuality = (typeof autoQualities)[number];
