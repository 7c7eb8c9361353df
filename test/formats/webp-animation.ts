import sharp from "sharp";

/** A frame of an animated WebP as the container stores it. */
export interface StoredFrame {
  /** Of the frame's upper left corner; even, as the container halves them. */
  x: number;
  y: number;
  width: number;
  height: number;
  colour: { r: number; g: number; b: number; alpha: number };
  /** Replaces what is under it instead of being laid over it. */
  replace?: boolean;
  /** Is cleared away before the next frame. */
  clear?: boolean;
}

/**
 * An animated WebP, chunk by chunk (RFC 9649, 2.7.1): sharp only writes frames that fill the
 * canvas, and no package has others.
 */
export async function animatedWebpOf(
  width: number,
  height: number,
  frames: readonly StoredFrame[],
): Promise<Uint8Array> {
  const [animated, alpha] = [0x02, 0x10];
  const header = [animated | alpha, 0, 0, 0, ...threeBytes(width - 1), ...threeBytes(height - 1)];
  const chunks = [chunk("VP8X", header), chunk("ANIM", [0, 0, 0, 0, 0, 0])];
  for (const frame of frames) chunks.push(chunk("ANMF", await frameBody(frame)));
  return chunk("RIFF", Buffer.concat([Buffer.from("WEBP"), ...chunks]));
}

async function frameBody(frame: StoredFrame): Promise<Uint8Array> {
  const { x, y, width, height, colour, replace = false, clear = false } = frame;
  const still = await sharp({ create: { width, height, channels: 4, background: colour } })
    .webp({ lossless: true, exact: true })
    .toBuffer();
  return Buffer.concat([
    Buffer.from([x / 2, y / 2, width - 1, height - 1, 100].flatMap(threeBytes)),
    Buffer.of((replace ? 2 : 0) | (clear ? 1 : 0)),
    pixelChunks(still),
  ]);
}

/** A still's chunks but for the extended header, which stands at the head of the animation. */
function pixelChunks(still: Buffer): Buffer {
  const found: Buffer[] = [];
  for (let at = 12; at < still.length; ) {
    const length = still.readUInt32LE(at + 4);
    const end = at + 8 + length + (length % 2);
    if (/^(?:VP8 |VP8L|ALPH)$/.test(still.toString("latin1", at, at + 4))) {
      found.push(still.subarray(at, end));
    }
    at = end;
  }
  return Buffer.concat(found);
}

function chunk(name: string, body: Uint8Array | number[]): Buffer {
  const bytes = Buffer.from(body);
  const head = Buffer.alloc(8);
  head.write(name, "latin1");
  head.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([head, bytes, Buffer.alloc(bytes.length % 2)]);
}

function threeBytes(value: number): number[] {
  return [value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff];
}
