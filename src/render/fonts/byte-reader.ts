/** Reads numbers one behind the other, as fonts have them. RangeError where the bytes end. */
export interface ByteReader {
  u8(): number;
  u16(): number;
  i16(): number;
  u32(): number;
  /** As many bytes, which are no copy. */
  take(length: number): Uint8Array;
}

export function byteReader(bytes: Uint8Array): ByteReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const past = (length: number) => {
    const start = at;
    if (start + length > bytes.length) throw new RangeError("The font ends too early");
    at += length;
    return start;
  };
  return {
    u8: () => view.getUint8(past(1)),
    u16: () => view.getUint16(past(2)),
    i16: () => view.getInt16(past(2)),
    u32: () => view.getUint32(past(4)),
    take(length) {
      const start = past(length);
      return bytes.subarray(start, start + length);
    },
  };
}
