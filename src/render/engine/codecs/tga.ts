import type { Codec } from "../codec.ts";
import { damaged, orDamaged, type RasterHead, type RasterImage } from "../raster/raster.ts";

const headBytes = 18;
/** What an image is made of: 8 more where runs are packed. */
const [mapped, grey, packed] = [1, 3, 8];

interface Opened extends RasterHead {
  kind: number;
  isPacked: boolean;
  /** Bytes of a pixel as stored. */
  stored: number;
  bands: number;
  palette: { first: number; count: number; stored: number; at: number } | undefined;
  isFromTop: boolean;
  isFromRight: boolean;
  at: number;
}

/** Uncompressed and packed images of Truevision: colours, greys, palettes. Source: Truevision TGA 2.0. */
export const codec: Codec = {
  raster: {
    head: opened,
    read: (bytes) => imageOf(bytes, opened(bytes)),
  },
};

function opened(bytes: Uint8Array): Opened {
  return orDamaged(() => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const type = view.getUint8(2);
    const [width, height] = [view.getUint16(12, true), view.getUint16(14, true)];
    const flags = view.getUint8(17);
    const kind = type & ~packed;
    const start = headBytes + view.getUint8(0);
    const mapBits = view.getUint8(7);
    const entries = view.getUint8(1) === 1 ? view.getUint16(5, true) : 0;
    const stored = Math.ceil(view.getUint8(16) / 8);
    const mapStored = Math.ceil(mapBits / 8);
    const palette =
      kind === mapped
        ? { first: view.getUint16(3, true), count: entries, stored: mapStored, at: start }
        : undefined;
    const colourBytes = palette ? palette.stored : stored;
    const alpha = (flags & 15) > 0 && colourBytes === (kind === grey ? 2 : 4);
    const at = start + entries * mapStored;
    const isPacked = (type & packed) !== 0;
    // A packet says 128 pixels at most.
    const runs = Math.ceil((width * height) / 128) * (1 + stored);
    const least = isPacked ? runs : width * height * stored;
    if (at + least > bytes.length) throw damaged("The file is cut off");
    return {
      ...{ width, height, alpha, kind, isPacked, stored, palette, at },
      bands: (kind === grey ? 1 : 3) + (alpha ? 1 : 0),
      isFromTop: (flags & 32) !== 0,
      isFromRight: (flags & 16) !== 0,
    };
  });
}

function imageOf(bytes: Uint8Array, file: Opened): RasterImage {
  const { width, height, alpha, bands, stored, palette, kind } = file;
  const pixels = file.isPacked ? unpacked(bytes, file) : bytes.subarray(file.at);
  const data = new Uint8Array(width * height * bands);
  for (let i = 0; i < width * height; i += 1) {
    const to = placeOf(i, file) * bands;
    const from = i * stored;
    if (kind === grey) {
      for (let band = 0; band < bands; band += 1) data[to + band] = pixels[from + band] ?? 0;
    } else if (palette) {
      const entry = (pixels[from] as number) - palette.first;
      if (entry < 0 || entry >= palette.count) throw damaged("A colour is in no palette");
      writeColour(data, to, bands, bytes, palette.at + entry * palette.stored, palette.stored);
    } else {
      writeColour(data, to, bands, pixels, from, stored);
    }
  }
  return { width, height, alpha, data, bands };
}

function placeOf(i: number, { width, height, isFromTop, isFromRight }: Opened): number {
  const x = i % width;
  const y = (i - x) / width;
  return (isFromTop ? y : height - 1 - y) * width + (isFromRight ? width - 1 - x : x);
}

/** Colours of 15 or 16 bits, or blue, green and red, with alpha where the image has it. */
function writeColour(
  data: Uint8Array,
  to: number,
  bands: number,
  from: Uint8Array,
  at: number,
  stored: number,
): void {
  if (stored === 2) {
    const colour = (from[at] as number) | ((from[at + 1] as number) << 8);
    for (const band of [0, 1, 2]) {
      data[to + band] = Math.round((((colour >> (10 - 5 * band)) & 31) * 255) / 31);
    }
    return;
  }
  for (const band of [0, 1, 2]) data[to + band] = from[at + 2 - band] as number;
  if (bands === 4) data[to + 3] = from[at + 3] as number;
}

/** Packets of one pixel that is repeated, or of several as they are. */
function unpacked(bytes: Uint8Array, { width, height, stored, at }: Opened): Uint8Array {
  const pixels = new Uint8Array(width * height * stored);
  let from = at;
  for (let to = 0; to < pixels.length; ) {
    const head = bytes[from];
    if (head === undefined) throw damaged("The file is cut off");
    const end = Math.min(pixels.length, to + ((head & 127) + 1) * stored);
    const length = head > 127 ? stored : end - to;
    const packet = bytes.subarray(from + 1, from + 1 + length);
    if (packet.length < length) throw damaged("The file is cut off");
    if (head <= 127) pixels.set(packet, to);
    else for (let i = to; i < end; i += stored) pixels.set(packet, i);
    from += 1 + length;
    to = end;
  }
  return pixels;
}
