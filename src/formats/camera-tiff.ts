/** Tags of the first directory: of TIFF, of its extensions for subdirectories, and of DNG. */
const tags = { kind: 254, make: 271, orientation: 274, parts: 330, dngVersion: 50_706 };

/**
 * Whether a TIFF is what a camera's sensor gave: a DNG, or one whose first image is a small copy of
 * what lies in its parts, and which names who made the camera. Source: Adobe, DNG 1.7.
 */
export function startsAsCameraTiff(bytes: Uint8Array): boolean {
  const found = firstDirectory(bytes);
  const isSmallCopy = found.get(tags.kind) === 1 && found.has(tags.make) && found.has(tags.parts);
  return found.has(tags.dngVersion) || isSmallCopy;
}

/** EXIF orientation, 1 to 8, where the file's first directory says it. */
export function orientationOfCameraTiff(bytes: Uint8Array): number | undefined {
  const orientation = firstDirectory(bytes).get(tags.orientation) ?? 0;
  return orientation >= 1 && orientation <= 8 ? orientation : undefined;
}

/** Tags and their numbers, those of 16 bits as such; none of what is no TIFF. */
function firstDirectory(bytes: Uint8Array): Map<number, number> {
  const found = new Map<number, number>();
  const start = String.fromCharCode(...bytes.subarray(0, 4));
  if (start !== "II*\0" && start !== "MM\0*") return found;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = start === "II*\0";
  try {
    const directory = view.getUint32(4, little);
    const count = view.getUint16(directory, little);
    for (let i = 0; i < count; i += 1) {
      const entry = directory + 2 + 12 * i;
      const isShort = view.getUint16(entry + 2, little) === 3;
      const value = isShort ? view.getUint16(entry + 8, little) : view.getUint32(entry + 8, little);
      found.set(view.getUint16(entry, little), value);
    }
  } catch (cause) {
    // The directory lies further back than the bytes that are known.
    if (!(cause instanceof RangeError)) throw cause;
  }
  return found;
}
