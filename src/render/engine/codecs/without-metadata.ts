// An original's bytes without what it says of where and how it was made; pixels and profile stay.
// Undefined where that cannot be told apart.

/** An AVIF or JPEG XL that has none of it. */
export function plainBoxes(bytes: Uint8Array): Uint8Array | undefined {
  const start = Buffer.from(bytes.subarray(0, 4096)).toString("latin1");
  return /Exif|mime|xml |brob/.test(start) ? undefined : bytes;
}

/** JFIF, profiles and Adobe's note on colours; the other application segments are about the photo. */
const keptSegments = [0xe0, 0xe2, 0xee];

const endMarker = Uint8Array.of(0xff, 0xd9);

export function plainJpeg(bytes: Uint8Array): Uint8Array | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts = [bytes.subarray(0, 2)];
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return undefined;
    const kind = bytes[at + 1] as number;
    if (kind === 0xff) {
      at += 1;
      continue;
    }
    // From the first scan on there are pixels, and what may lie behind them.
    if (kind === 0xda) {
      const end = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).lastIndexOf(endMarker);
      return end < 0 ? undefined : Buffer.concat([...parts, bytes.subarray(at, end + 2)]);
    }
    const next = at + 2 + view.getUint16(at + 2);
    const isNote = (kind >= 0xe0 && kind <= 0xef && !keptSegments.includes(kind)) || kind === 0xfe;
    // Several images in one file are told in an index, which would be wrong.
    const isIndex = kind === 0xe2 && !startsWith(bytes, at + 4, "ICC_PROFILE");
    if (!isNote && !isIndex) parts.push(bytes.subarray(at, next));
    at = next;
  }
  return undefined;
}

const pngNotes = ["eXIf", "tEXt", "zTXt", "iTXt", "tIME"];

export function plainPng(bytes: Uint8Array): Uint8Array | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts = [bytes.subarray(0, 8)];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const next = at + 12 + view.getUint32(at);
    const name = Buffer.from(bytes.subarray(at + 4, at + 8)).toString("latin1");
    if (!pngNotes.includes(name)) parts.push(bytes.subarray(at, next));
    if (name === "IEND") return Buffer.concat(parts);
    at = next;
  }
  return undefined;
}

/** What the extended header says of metadata: a bit for Exif and one for XMP. */
const webpNotes = 0x0c;

export function plainWebp(bytes: Uint8Array): Uint8Array | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts = [Buffer.from(bytes.subarray(0, 12))];
  for (let at = 12; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at + 4, true);
    const next = at + 8 + length + (length % 2);
    const part = Buffer.from(bytes.subarray(at, next));
    const name = part.toString("latin1", 0, 4);
    if (name === "VP8X") part[8] = (part[8] ?? 0) & ~webpNotes;
    if (name !== "EXIF" && name !== "XMP ") parts.push(part);
    at = next;
  }
  const whole = Buffer.concat(parts);
  whole.writeUInt32LE(whole.length - 8, 4);
  return whole;
}

function startsWith(bytes: Uint8Array, at: number, text: string): boolean {
  return Buffer.from(bytes.subarray(at, at + text.length)).toString("latin1") === text;
}
