/** Tags of the first directory: of TIFF, of its extensions for subdirectories, and of DNG. */
const tags = { kind: 254, make: 271, parts: 330, dngVersion: 50_706 };

/**
 * Whether a TIFF is what a camera's sensor gave: a DNG, or one whose first image is a small copy of
 * what lies in its parts, and which names who made the camera. Source: Adobe, DNG 1.7.
 */
export function startsAsCameraTiff(bytes: Uint8Array): boolean {
  const start = String.fromCharCode(...bytes.subarray(0, 4));
  if (start !== "II*\0" && start !== "MM\0*") return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = start === "II*\0";
  const found = new Map<number, number>();
  try {
    const directory = view.getUint32(4, little);
    const count = view.getUint16(directory, little);
    for (let i = 0; i < count; i += 1) {
      const entry = directory + 2 + 12 * i;
      found.set(view.getUint16(entry, little), view.getUint32(entry + 8, little));
    }
  } catch (cause) {
    // It lies further back than is known.
    if (!(cause instanceof RangeError)) throw cause;
  }
  const isSmallCopy = found.get(tags.kind) === 1 && found.has(tags.make) && found.has(tags.parts);
  return found.has(tags.dngVersion) || isSmallCopy;
}
