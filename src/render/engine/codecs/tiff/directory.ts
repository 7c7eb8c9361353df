/** What the directory of a page says of its samples. */
export interface TiffPage {
  photometric: number;
  /** Where that is written, for one who reads the samples as others. */
  photometricAt: number;
  littleEndian: boolean;
  compression: number;
  bits: number;
  /** How many of them a pixel has, alpha included. */
  samples: number;
  /** How many pixels of a row share one sample of colour, where it is luminance and colours. */
  subsampling: number;
}

/** Source: TIFF 6.0. */
const tags = { bits: 258, compression: 259, photometric: 262, samples: 277, subsampling: 530 };

/** Pages are followed so far. */
const mostPages = 1000;

/** Undefined for what is no TIFF of 32 bits, or ends before the page. */
export function readTiffPage(bytes: Uint8Array, page: number): TiffPage | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const littleEndian = view.getUint16(0) === 0x4949;
    if (view.getUint16(2, littleEndian) !== 42 || page > mostPages) return undefined;
    const entriesAt = (at: number) => view.getUint16(at, littleEndian);
    let directory = view.getUint32(4, littleEndian);
    for (let i = 0; i < page; i += 1) {
      directory = view.getUint32(directory + 2 + 12 * entriesAt(directory), littleEndian);
    }
    const found = new Map<number, number>();
    for (let i = 0; i < entriesAt(directory); i += 1) {
      const entry = directory + 2 + 12 * i;
      found.set(view.getUint16(entry, littleEndian), entry);
    }
    const first = (tag: number, usual: number) => {
      const entry = found.get(tag);
      if (entry === undefined) return usual;
      // More numbers than fit in are elsewhere.
      const fits = view.getUint32(entry + 4, littleEndian) <= 2;
      const at = fits ? entry + 8 : view.getUint32(entry + 8, littleEndian);
      return view.getUint16(at, littleEndian);
    };
    return {
      photometric: first(tags.photometric, 2),
      photometricAt: (found.get(tags.photometric) ?? 0) + 8,
      littleEndian,
      compression: first(tags.compression, 1),
      bits: first(tags.bits, 1),
      samples: first(tags.samples, 1),
      subsampling: first(tags.subsampling, 2),
    };
  } catch {
    return undefined; // It breaks off: the decoder says where.
  }
}
