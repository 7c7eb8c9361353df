import { brotliDecompressSync } from "node:zlib";

/** More than any camera writes; what is larger is left away, like what cannot be unpacked. */
const mostBytes = 4 * 1024 * 1024;

/** Signature of the boxes that a JPEG XL may be in; without, the file is pixels only. */
const boxed = "JXL \r\n\x87\n";

/**
 * A JPEG XL whose metadata is compressed, as it is in what was made of a JPEG without loss, with that
 * metadata as it was: the decoder gives up on some of the compressed boxes.
 */
export function withUnpackedBoxes(bytes: Uint8Array): Uint8Array {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (file.toString("latin1", 4, 12) !== boxed) return bytes;
  const boxes: Uint8Array[] = [];
  let packed = false;
  for (let at = 0; at + 8 <= file.length; ) {
    const size = boxSize(file, at);
    const box = file.subarray(at, at + size);
    // A part that is no box, or is cut off, is the decoder's to judge.
    if (size < 8 || box.length < size) return bytes;
    if (box.toString("latin1", 4, 8) === "brob") {
      packed = true;
      boxes.push(unpacked(box));
    } else boxes.push(box);
    at += size;
  }
  return packed ? Buffer.concat(boxes) : bytes;
}

function boxSize(file: Buffer, at: number): number {
  const size = file.readUInt32BE(at);
  if (size === 0) return file.length - at;
  return size === 1 && at + 16 <= file.length ? Number(file.readBigUInt64BE(at + 8)) : size;
}

/** Empty where it cannot be unpacked. */
function unpacked(box: Buffer): Uint8Array {
  try {
    const content = brotliDecompressSync(box.subarray(12), { maxOutputLength: mostBytes });
    const head = Buffer.alloc(8);
    head.writeUInt32BE(8 + content.length);
    box.copy(head, 4, 8, 12);
    return Buffer.concat([head, content]);
  } catch {
    return Buffer.alloc(0);
  }
}
