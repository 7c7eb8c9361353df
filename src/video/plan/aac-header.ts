import { type Box, boxesIn, need, one } from "../../render/engine/film/mp4-boxes.ts";

/** Bytes of an entry before the boxes in it. */
const soundEntryBytes = 28;

/**
 * Channels of AAC. Below 32 kHz a decoder may find twice as many in the frames.
 * Source: ISO/IEC 14496-3, 1.6.2.1.
 */
export function channelsOf({ type, content }: Box): number {
  need(type === "mp4a" && content.readUInt16BE(8) === 0);
  const description = one(boxesIn(content.subarray(soundEntryBytes)), "esds");
  const config = decoderConfigOf(description.subarray(4));
  const bits = config.readUInt16BE(0);
  const [kind, rate, channels] = [bits >> 11, (bits >> 7) & 0xf, (bits >> 3) & 0xf];
  const [low, lowest] = [2, 5];
  need(kind === low && rate <= lowest && channels >= 1 && channels <= 6);
  return channels;
}

/** Tags of descriptors that lie in each other, and the bytes before the next. Source: ISO/IEC 14496-1, 7.2.6. */
const descriptors = [
  { tag: 3, bytes: 3 },
  { tag: 4, bytes: 13 },
  { tag: 5, bytes: 0 },
] as const;
const aac = 0x40;

function decoderConfigOf(bytes: Buffer): Buffer {
  let at = 0;
  for (const { tag, bytes: own } of descriptors) {
    need(bytes[at] === tag);
    do at += 1;
    while (bytes.readUInt8(at) >= 0x80);
    at += 1;
    // The kind of stream stands first; flags would lengthen the descriptor around it.
    if (tag === 3) need(bytes[at + 2] === 0);
    if (tag === 4) need(bytes[at] === aac);
    at += own;
  }
  return bytes.subarray(at);
}
