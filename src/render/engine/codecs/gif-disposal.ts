/** How a frame goes: back to what lies under the image, which browsers take for nothing. */
const toBackground = 2;

/**
 * A GIF whose frames clear to transparent where they clear at all. libnsgif fills with the
 * background colour where a frame has no transparent one, as the standard has it and no browser.
 * @returns the same bytes where nothing is to be changed
 */
export function clearingToTransparent(bytes: Uint8Array): Uint8Array {
  let changed: Uint8Array | undefined;
  let control: number | undefined;
  const global = tableBytes(bytes[10] ?? 0);
  for (let at = 13 + global; at < bytes.length; ) {
    const kind = bytes[at];
    if (kind === 0x21) {
      if (bytes[at + 1] === 0xf9) control = at;
      at = afterBlocks(bytes, at + 2);
    } else if (kind === 0x2c) {
      const flags = bytes[at + 9] ?? 0;
      const start = at + 10 + tableBytes(flags);
      const clears =
        control !== undefined && (((bytes[control + 3] ?? 0) >> 2) & 7) === toBackground;
      const transparent = control !== undefined && ((bytes[control + 3] ?? 0) & 1) === 1;
      // With eight bits a pixel, every number may be a colour that is used.
      if (control !== undefined && clears && !transparent && (bytes[start] ?? 8) < 8) {
        changed ??= bytes.slice();
        changed[control + 3] = (bytes[control + 3] ?? 0) | 1;
        changed[control + 6] = 255;
      }
      control = undefined;
      at = afterBlocks(bytes, start + 1);
    } else break;
  }
  return changed ?? bytes;
}

/** Bytes of the colour table that flags announce. */
function tableBytes(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

function afterBlocks(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length && bytes[at] !== 0) at += 1 + (bytes[at] ?? 0);
  return at + 1;
}
