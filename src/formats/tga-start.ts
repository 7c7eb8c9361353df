/** What an image is made of: 8 more where runs are packed. */
const [mapped, coloured, grey, packed] = [1, 2, 3, 8];
const headBytes = 18;

/** Whether a file begins as a TGA: it has no signature, so every field has to make sense. */
export function startsAsTga(bytes: Uint8Array): boolean {
  if (bytes.length < headBytes) return false;
  const [, map, type = 0, , , count, countHigh, mapBits = 0] = bytes;
  const [bits = 0, flags = 0] = bytes.subarray(16);
  const hasSize = (bytes[12] || bytes[13]) && (bytes[14] || bytes[15]);
  const kind = type & ~packed;
  const sensible = {
    [mapped]: map === 1 && bits === 8 && [15, 16, 24, 32].includes(mapBits) && (count || countHigh),
    [coloured]: map === 0 && [15, 16, 24, 32].includes(bits),
    [grey]: map === 0 && [8, 16].includes(bits),
  }[kind];
  const hasNoMap = map === 0 && bytes.subarray(3, 8).every((byte) => byte === 0);
  const isFlagged = flags >> 6 === 0 && (flags & 15) <= 8;
  return Boolean(sensible && hasSize && isFlagged && (map === 1 || hasNoMap));
}
