/** What EXIF's first directory says of orientation and resolution. */
interface ExifFacts {
  orientation?: number;
  /** Dots per inch. */
  density?: number;
}

const tagOrientation = 0x112;
const tagResolution = 0x11a;
const tagUnit = 0x128;
const centimetresPerInch = 2.54;

/** Reads an EXIF block, which begins with a TIFF header. Source: Exif 3.0 (CIPA DC-008), 4.5. */
export function readExifFacts(tiff: Uint8Array): ExifFacts {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  if (tiff.length < 8) return {};
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return {};
  const little = order === 0x4949;
  const start = view.getUint32(4, little);
  if (start + 2 > tiff.length) return {};
  const count = view.getUint16(start, little);
  const facts: ExifFacts = {};
  let [resolution, unit] = [0, 2];
  for (let i = 0; i < count; i += 1) {
    const at = start + 2 + 12 * i;
    if (at + 12 > tiff.length) break;
    const tag = view.getUint16(at, little);
    if (tag === tagOrientation) facts.orientation = view.getUint16(at + 8, little);
    if (tag === tagUnit) unit = view.getUint16(at + 8, little);
    if (tag === tagResolution) {
      const place = view.getUint32(at + 8, little);
      if (place + 8 > tiff.length) continue;
      resolution = view.getUint32(place, little) / view.getUint32(place + 4, little);
    }
  }
  if (resolution > 0 && Number.isFinite(resolution) && (unit === 2 || unit === 3)) {
    facts.density = unit === 3 ? resolution * centimetresPerInch : resolution;
  }
  return facts;
}

/** An orientation that EXIF knows; anything else means upright. */
export function knownOrientation(orientation: number | undefined): number {
  return orientation !== undefined && orientation >= 1 && orientation <= 8 ? orientation : 1;
}

/** Dots per inch; 72 where the file says nothing, or one pixel a millimetre, which writers put there then. */
export function knownDensity(density: number | undefined): number {
  const said = density !== undefined && Math.abs(density - 25.4) > 0.01;
  return said ? Math.round(density) : 72;
}
