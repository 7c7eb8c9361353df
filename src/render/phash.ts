/** Width and height of the picture that is hashed. */
export const hashedSize = 32;
/** Frequencies that count, across and down. */
const kept = 8;

/** cosines[u][x]: how much the pixel x has of the frequency u + 1. */
const cosines = Array.from({ length: kept }, (_, u) =>
  Array.from({ length: hashedSize }, (_, x) =>
    Math.cos((Math.PI / hashedSize) * (x + 0.5) * (u + 1)),
  ),
);

/**
 * The perceptual hash of a picture as 16 hexadecimal digits: of its DCT-II the frequencies 1 to 8
 * across and down, row by row, a bit each, set where the frequency is stronger than the median.
 * This is the hash of phash.org: frequency 0, which is brightness, tells nothing of what is seen.
 * Pictures that look alike differ in few bits; a flat one, which has nothing to see, is all zeros.
 * @param grey 32 x 32 values, 0 to 255, by rows
 */
export function perceptualHash(grey: Uint8Array): string {
  const strengths = frequencies(grey);
  const sorted = [...strengths].sort((a, b) => a - b);
  const middle = strengths.length / 2;
  const median = ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
  // Rounding errors of a flat picture are no frequencies.
  const bits = strengths.map((strength) => (strength - median > 1e-6 ? "1" : "0")).join("");
  return BigInt(`0b${bits}`).toString(16).padStart(16, "0");
}

/** The low frequencies of a square picture, row by row; their common factor does not matter. */
function frequencies(grey: Uint8Array): number[] {
  const rows = Array.from({ length: hashedSize }, (_, y) => {
    const row = grey.subarray(y * hashedSize, (y + 1) * hashedSize);
    return cosines.map((wave) => wave.reduce((sum, cosine, x) => sum + cosine * (row[x] ?? 0), 0));
  });
  return cosines.flatMap((wave) =>
    cosines.map((_, u) => wave.reduce((sum, cosine, y) => sum + cosine * (rows[y]?.[u] ?? 0), 0)),
  );
}
