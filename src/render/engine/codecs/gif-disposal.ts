/** How a frame goes: back to what lies under the image, which browsers take for nothing. */
const toBackground = 2;
/** Back to what was there before, which has two numbers. */
const toPrevious = [3, 4];
const disposalBits = 0b11100;

/** A control block that says nothing. */
const plainControl = Uint8Array.of(0x21, 0xf9, 4, 0, 0, 0, 0, 0);

/**
 * A GIF whose frames clear to transparent where they clear at all. libnsgif fills with the
 * background colour where a frame has no transparent one, as the standard has it and no browser;
 * before the first frame, and around it, there is nothing.
 * @returns the same bytes where nothing is to be changed
 */
export function clearingToTransparent(bytes: Uint8Array): Uint8Array {
  let changed: Uint8Array | undefined;
  let control: number | undefined;
  let isFirst = true;
  const global = tableBytes(bytes[10] ?? 0);
  for (let at = 13 + global; at < bytes.length; ) {
    const kind = bytes[at];
    if (kind === 0x21) {
      if (bytes[at + 1] === 0xf9) control = at;
      at = afterBlocks(bytes, at + 2);
    } else if (kind === 0x2c) {
      const start = at + 10 + tableBytes(bytes[at + 9] ?? 0);
      const leavesRoom = isFirst && !covers(bytes, at);
      if (control === undefined && leavesRoom) {
        return clearingToTransparent(
          Buffer.concat([bytes.subarray(0, at), plainControl, bytes.subarray(at)]),
        );
      }
      if (control !== undefined) {
        const traits = bytes[control + 3] ?? 0;
        const disposal = (traits & disposalBits) >> 2;
        const goesBack = isFirst && toPrevious.includes(disposal);
        const isSolid = (traits & 1) === 0;
        const needed = isSolid && (disposal === toBackground || goesBack || leavesRoom);
        const unused = needed ? unusedColour(bytes, start) : undefined;
        if (goesBack || unused !== undefined) {
          changed ??= bytes.slice();
          const way = goesBack ? toBackground : disposal;
          const cleared = (traits & ~disposalBits) | (way << 2);
          changed[control + 3] = unused === undefined ? cleared : cleared | 1;
          if (unused !== undefined) changed[control + 6] = unused;
        }
      }
      isFirst = false;
      control = undefined;
      at = afterBlocks(bytes, start + 1);
    } else break;
  }
  return changed ?? bytes;
}

/** Whether a frame takes the whole image. */
function covers(bytes: Uint8Array, frame: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (frame + 9 > bytes.length) return true;
  const [left, top, width, height] = [1, 3, 5, 7].map((at) => view.getUint16(frame + at, true));
  const [wholeWidth, wholeHeight] = [view.getUint16(6, true), view.getUint16(8, true)];
  return left === 0 && top === 0 && (width ?? 0) >= wholeWidth && (height ?? 0) >= wholeHeight;
}

const mostColours = 256;
const mostCodes = 4096;

/**
 * A number that no pixel of a frame has; undefined where all are used. Each is written as itself
 * where it first occurs, and codes of several pixels are made of those before.
 */
function unusedColour(bytes: Uint8Array, start: number): number | undefined {
  const least = bytes[start] ?? 0;
  if (least < 8) return mostColours - 1;
  const clear = 1 << least;
  const used = new Set<number>();
  let [width, codes, isFresh] = [least + 1, clear + 2, true];
  let [bits, held] = [0, 0];
  for (let block = start + 1; (bytes[block] ?? 0) > 0; block += 1 + (bytes[block] ?? 0)) {
    const end = Math.min(bytes.length, block + 1 + (bytes[block] ?? 0));
    for (let at = block + 1; at < end; at += 1) {
      bits |= (bytes[at] ?? 0) << held;
      held += 8;
      while (held >= width) {
        const code = bits & ((1 << width) - 1);
        bits >>>= width;
        held -= width;
        if (code === clear) {
          [width, codes, isFresh] = [least + 1, clear + 2, true];
          continue;
        }
        if (code < clear) used.add(code);
        // The first code after a new start makes none.
        if (!isFresh && codes < mostCodes) codes += 1;
        isFresh = false;
        if (codes === 1 << width && codes < mostCodes) width += 1;
      }
    }
  }
  for (let colour = mostColours - 1; colour >= 0; colour -= 1) if (!used.has(colour)) return colour;
  return undefined;
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
