/** Width and height of the image that is hashed. */
export const hashedSize = 32;
/** Frequencies that count, across and down; 0 is the mean. */
const kept = 8;
/**
 * What is not this much stronger than the median counts as weaker. Where an image has nothing of
 * a frequency, as flat and regular ones do, compression puts in a little of either sign, and the
 * bit would be a toss. A sixteenth of a grey level in each of the 32 x 32 pixels.
 */
const deadZone = 64;

/** cosines[u][x]: how much of the frequency u is in the pixel x. */
const cosines = Array.from({ length: kept }, (_, u) =>
  Array.from(
    { length: hashedSize },
    (_, x) => Math.cos((Math.PI / hashedSize) * (x + 0.5) * u) * (u === 0 ? Math.SQRT1_2 : 1),
  ),
);

/**
 * The perceptual hash of an image as 16 hexadecimal digits: a bit for each of the 8 x 8 lowest
 * frequencies of its DCT-II, row by row, set where the frequency is stronger than the median. The
 * first bit, which stands for brightness, is always 0. Images that look alike differ in a few
 * bits, others in about half of them; a flat one, in which there is nothing to see, is all zeros.
 * @param grey 32 x 32 values, 0 to 255, by rows
 */
export function perceptualHash(grey: Uint8Array): string {
  const [, ...strengths] = frequencies(grey);
  const sorted = [...strengths].sort((a, b) => a - b);
  const median = sorted[strengths.length >> 1] ?? 0;
  const bits = strengths.map((strength) => (strength > median + deadZone ? "1" : "0"));
  return BigInt(`0b0${bits.join("")}`)
    .toString(16)
    .padStart(16, "0");
}

/** The lowest frequencies of a square image, row by row; their common factor does not matter. */
function frequencies(grey: Uint8Array): number[] {
  const rows = Array.from({ length: hashedSize }, (_, y) => {
    const row = grey.subarray(y * hashedSize, (y + 1) * hashedSize);
    return cosines.map((wave) => wave.reduce((sum, cosine, x) => sum + cosine * (row[x] ?? 0), 0));
  });
  return cosines.flatMap((wave) =>
    cosines.map((_, u) => wave.reduce((sum, cosine, y) => sum + cosine * (rows[y]?.[u] ?? 0), 0)),
  );
}
