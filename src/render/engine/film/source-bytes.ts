/** The bytes of what a file's reader hands out, as a view or as a whole buffer; nothing is copied. */
export function sourceBytes(source: AllowSharedBufferSource): Uint8Array {
  if (!ArrayBuffer.isView(source)) return new Uint8Array(source);
  return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
}
