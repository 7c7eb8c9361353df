const marker = { start: 0xd8, end: 0xd9, scan: 0xda } as const;

/**
 * Where a JPEG has no end marker: its pixels may be whole all the same, as those of cameras that
 * were switched off and of streams that were cut into files.
 */
export function lacksEnd(bytes: Uint8Array): boolean {
  const last = bytes.length - 1;
  if (bytes[last] === marker.end && bytes[last - 1] === 0xff) return false;
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 2;
  for (;;) {
    at = data.indexOf(0xff, at);
    if (at < 0 || at + 1 >= data.length) return true;
    const kind = data[at + 1] as number;
    // Padding, what stands for 0xff among the pixels, and restarts have no content of their own.
    if (kind === 0xff) at += 1;
    else if (kind === 0 || (kind >= 0xd0 && kind <= marker.start)) at += 2;
    else if (kind === marker.end) return false;
    else if (at + 3 >= data.length) return true;
    else at += 2 + data.readUInt16BE(at + 2);
  }
}

/** The file with an end marker behind it. */
export function withEnd(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([bytes, Uint8Array.of(0xff, marker.end)]);
}
