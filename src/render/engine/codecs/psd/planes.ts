import { createInflate } from "node:zlib";
import { unpackBits } from "../../raster/pack-bits.ts";
import { damaged, unread } from "../../raster/raster.ts";

/** How the flattened image of a PSD is stored. */
interface Stored {
  width: number;
  height: number;
  /** As stored: with masks and spot colours beside colours and transparency. */
  channels: number;
  /** Channels that are drawn, the first ones. */
  bands: number;
  bits: 8 | 16;
  isLarge: boolean;
  /** Where it begins. */
  at: number;
}

/** Rows of each channel that is drawn, sixteen bits with the higher byte first. */
export async function planesOf(bytes: Uint8Array, stored: Stored): Promise<Uint8Array[]> {
  const { at } = stored;
  if (at + 2 > bytes.length) throw damaged("There is no flattened image");
  const compression = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
  const body = bytes.subarray(at + 2);
  if (compression === 0) return cutIntoPlanes(body, stored);
  if (compression === 1) return packedPlanes(body, stored);
  if (compression > 3) throw unread("the compression of this PSD");
  const planes = cutIntoPlanes(await inflated(body, stored), stored);
  if (compression === 3) for (const plane of planes) addUp(plane, stored);
  return planes;
}

function rowBytes({ width, bits }: Stored): number {
  return (width * bits) / 8;
}

function cutIntoPlanes(body: Uint8Array, stored: Stored): Uint8Array[] {
  const size = rowBytes(stored) * stored.height;
  if (size * stored.bands > body.length) throw damaged("The file is cut off");
  return Array.from({ length: stored.bands }, (_, i) => body.subarray(i * size, (i + 1) * size));
}

/**
 * All channels as one stream, of which only those are kept that are drawn: a few bytes may hold
 * gigabytes of others. A stream that holds more than all channels have is damaged.
 */
async function inflated(body: Uint8Array, stored: Stored): Promise<Uint8Array> {
  const size = rowBytes(stored) * stored.height;
  const kept = new Uint8Array(size * stored.bands);
  const stream = createInflate({ chunkSize: inflatedAtOnce });
  stream.end(body);
  let count = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      if (count < kept.length) kept.set(chunk.subarray(0, kept.length - count), count);
      count += chunk.length;
      if (count > size * stored.channels) throw new RangeError("It holds more than its pixels");
    }
  } catch (cause) {
    throw damaged(cause);
  }
  return kept.subarray(0, count);
}

/** Bytes of a piece: many small ones take longer. */
const inflatedAtOnce = 256 * 1024;

/** Each value of a row was stored as what it is more than the one to its left. */
function addUp(plane: Uint8Array, { width, bits }: Stored): void {
  const row = (width * bits) / 8;
  for (let start = 0; start < plane.length; start += row) {
    if (bits === 8) {
      for (let i = start + 1; i < start + row; i += 1) {
        plane[i] = (plane[i] as number) + (plane[i - 1] as number);
      }
      continue;
    }
    for (let i = start + 2; i < start + row; i += 2) {
      const low = (plane[i + 1] as number) + (plane[i - 1] as number);
      plane[i + 1] = low;
      plane[i] = (plane[i] as number) + (plane[i - 2] as number) + (low >> 8);
    }
  }
}

/** Packed row by row, behind the lengths of all rows. */
function packedPlanes(body: Uint8Array, stored: Stored): Uint8Array[] {
  const { height, channels, bands, isLarge } = stored;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const row = rowBytes(stored);
  const lengthBytes = isLarge ? 4 : 2;
  let from = channels * height * lengthBytes;
  if (from > body.length) throw damaged("The file is cut off");
  return Array.from({ length: bands }, (_, channel) => {
    const plane = new Uint8Array(row * height);
    for (let y = 0; y < height; y += 1) {
      const counted = (channel * height + y) * lengthBytes;
      const length = isLarge ? view.getUint32(counted) : view.getUint16(counted);
      if (from + length > body.length) throw damaged("The file is cut off");
      unpackBits(body.subarray(from, from + length), plane.subarray(y * row, (y + 1) * row));
      from += length;
    }
    return plane;
  });
}
