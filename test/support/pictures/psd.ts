import { deflateSync } from "node:zlib";
import type { Size } from "../../../src/render/plan/size.ts";

/**
 * A PSD of three colours whose pixels are one deflated stream, made of one that has them as they are.
 * @param whole bytes of the file, from whose end its pixels are counted
 */
export function deflatedPsd(
  raw: Uint8Array,
  { width, height, bits, predicts }: Size & { bits: 8 | 16; predicts: boolean },
  whole = raw.length,
): Uint8Array {
  const at = whole - (width * height * 3 * bits) / 8 - 2;
  const body = Buffer.from(raw.subarray(at + 2));
  const bytes = bits / 8;
  for (let i = body.length - bytes; predicts && i >= 0; i -= bytes) {
    if ((i / bytes) % width === 0) continue;
    const difference = body.readUIntBE(i, bytes) - body.readUIntBE(i - bytes, bytes);
    body.writeUIntBE((difference + 2 ** bits) % 2 ** bits, i, bytes);
  }
  const compression = Uint8Array.of(0, predicts ? 3 : 2);
  return Buffer.concat([raw.subarray(0, at), compression, deflateSync(body)]);
}
