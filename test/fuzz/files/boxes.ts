import type { Random } from "../random.ts";
import { type Anatomy, bigEndian, bytesOf, littleEndian, noise, type Part } from "./anatomy.ts";

/** Boxes that hold boxes, and how many bytes stand before those. */
const containers: Record<string, number> = {
  ...{ meta: 4, iprp: 0, ipco: 0, moov: 0, trak: 0, mdia: 0, minf: 0, stbl: 0, dinf: 0, edts: 0 },
};

/** Boxes of ISO base media files: AVIF, and JPEG XL in its container. */
export const boxes: Anatomy = {
  split: (bytes) => splitBoxes(Buffer.from(bytes)),
  join: (parts) => bytesOf(...parts.map(joinBox)),
  unknown: (random) => ({
    name: random.pick(["free", "skip", "uuid"]),
    body: noise(random, 16 + random.below(300)),
  }),
  // At the end alone: what lies in the file is found by its distance from the start.
  places: (parts) => [parts.length],
};

function splitBoxes(bytes: Buffer): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const size = bytes.readUInt32BE(at);
    const end = size === 0 ? bytes.length : at + Math.max(8, size);
    const name = bytes.toString("latin1", at + 4, at + 8);
    const body = bytes.subarray(at + 8, end);
    const before = containers[name];
    parts.push(
      before === undefined
        ? { name, body, ...(size === 0 ? { claims: 0 } : {}) }
        : { name, body: body.subarray(0, before), inner: splitBoxes(body.subarray(before)) },
    );
    at = end;
  }
  return parts;
}

function joinBox({ name, body, inner, claims }: Part): Uint8Array {
  const whole = inner ? bytesOf(body, ...inner.map(joinBox)) : body;
  return bytesOf(bigEndian(claims ?? whole.length + 8), name, whole);
}

/** Chunks of RIFF, as WebP has them; those of a frame hold others. */
export const riff: Anatomy = {
  split(bytes) {
    return splitChunks(Buffer.from(bytes).subarray(12));
  },
  join(parts) {
    const chunks = bytesOf(...parts.map(joinChunk));
    return bytesOf("RIFF", littleEndian(chunks.length + 4), "WEBP", chunks);
  },
  unknown: (random) => ({ name: "TeST", body: noise(random, random.below(300)) }),
  // Only the extended form has room for others, behind the image.
  places: (parts) => (parts[0]?.name === "VP8X" ? [parts.length] : []),
};

function splitChunks(bytes: Buffer): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const name = bytes.toString("latin1", at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    const body = bytes.subarray(at + 8, at + 8 + size);
    parts.push(
      name === "ANMF"
        ? { name, body: body.subarray(0, 16), inner: splitChunks(body.subarray(16)) }
        : { name, body },
    );
    at += 8 + size + (size % 2);
  }
  return parts;
}

function joinChunk({ name, body, inner, claims }: Part): Uint8Array {
  const whole = inner ? bytesOf(body, ...inner.map(joinChunk)) : body;
  const pad = whole.length % 2 === 1 ? [0] : [];
  return bytesOf(name, littleEndian(claims ?? whole.length), whole, pad);
}

/** A box that decoders act on, with content that is nearly right. */
export function oddBox(random: Random): Part {
  const name = random.pick([
    ...["ftyp", "meta", "iloc", "iinf", "infe", "iprp", "ipco", "ipma", "ispe", "pixi", "av1C"],
    ...["colr", "irot", "imir", "clap", "auxC", "iref", "pitm", "mdat", "idat", "jxlc", "jxlp"],
    ...["moov", "trak", "Exif", "xml ", "brob", "jbrd", "VP8X", "ANIM", "ANMF", "ALPH", "VP8 "],
  ]);
  return { name, body: noise(random, random.pick([0, 1, 4, 8, 12, 20, 40])) };
}
