import { constants, crc32, deflateRawSync } from "node:zlib";

const blockBytes = 16 * 1024 * 1024;
const lastBlock = [3, 0];
const adlerModulus = 65_521n;
/** By the byte that they inflate to. */
const wholeBlocks = new Map<number, Buffer>();

/** One byte again and again, deflated: a block is compressed once and stands there many times. */
function deflated(byte: number, count: number): Buffer {
  const block = (bytes: number) =>
    deflateRawSync(Buffer.alloc(bytes, byte), { finishFlush: constants.Z_FULL_FLUSH });
  const whole = wholeBlocks.get(byte) ?? block(blockBytes);
  wholeBlocks.set(byte, whole);
  const times = Math.floor(count / blockBytes);
  const rest = count % blockBytes;
  const blocks = Array.from({ length: times }, () => whole);
  return Buffer.concat(rest > 0 ? [...blocks, block(rest)] : blocks);
}

/** A stream of zlib that inflates to one byte, again and again. */
export function zlibOf(byte: number, count: number): Uint8Array {
  const [n, value] = [BigInt(count), BigInt(byte)];
  const a = (1n + value * n) % adlerModulus;
  const b = (n + (value * n * (n + 1n)) / 2n) % adlerModulus;
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(Number(b * 65_536n + a));
  return Buffer.concat([
    Uint8Array.of(0x78, 0x9c),
    deflated(byte, count),
    Uint8Array.from(lastBlock),
    checksum,
  ]);
}

/** A file of gzip that inflates to a text and one byte behind it, again and again. */
export function gzipOf(text: string, byte: number, count: number): Uint8Array {
  const before = Buffer.from(text);
  const block = Buffer.alloc(blockBytes, byte);
  let checksum = crc32(before);
  for (let left = count; left > 0; left -= blockBytes) {
    checksum = crc32(block.subarray(0, Math.min(left, blockBytes)), checksum);
  }
  const end = Buffer.alloc(8);
  end.writeUInt32LE(checksum, 0);
  end.writeUInt32LE((before.length + count) % 2 ** 32, 4);
  return Buffer.concat([
    Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255),
    deflateRawSync(before, { finishFlush: constants.Z_FULL_FLUSH }),
    deflated(byte, count),
    Uint8Array.from(lastBlock),
    end,
  ]);
}
