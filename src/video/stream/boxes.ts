import { Failure } from "../../failure.ts";
import { soundFrameSamples } from "./timing.ts";

/** Where a box of an MP4 file lies: from its length on, and where its content begins. */
interface Box {
  start: number;
  content: number;
  end: number;
}

/** The first box of a type. EFORMAT where there is none: FFmpeg found nothing to write. */
function boxIn(file: Buffer, type: string, within: Omit<Box, "start">): Box {
  for (let start = within.content; start + 8 <= within.end; ) {
    const length = file.readUInt32BE(start);
    if (length < 8 || start + length > within.end) break;
    if (file.toString("latin1", start + 4, start + 8) === type) {
      return { start, content: start + 8, end: start + length };
    }
    start += length;
  }
  throw new Failure("EFORMAT", "Nothing can be read of this part of the file");
}

const whole = (file: Buffer) => ({ content: 0, end: file.length });

/** The initialization segment of a fragmented file. */
export function initSegmentOf(file: Buffer): Buffer {
  const type = boxIn(file, "ftyp", whole(file));
  const tracks = boxIn(file, "moov", whole(file));
  return Buffer.concat([
    file.subarray(type.start, type.end),
    file.subarray(tracks.start, tracks.end),
  ]);
}

/** What `CODECS` says of the video in such a segment. Source: RFC 6381, ISO/IEC 14496-15. */
export function codecOf(init: Buffer): string {
  const at = init.indexOf("avcC");
  if (at < 0) throw new Error("Expected H.264 in what FFmpeg wrote");
  return `avc1.${init.toString("hex", at + 5, at + 8)}`;
}

/** Where a segment belongs. */
interface Place {
  /** From 0. */
  index: number;
  /** Units of the track's time before it. */
  time: number;
}

/** The segment in a file of one fragment, moved to its place in the stream. */
export function videoSegment(file: Buffer, { index, time }: Place): Buffer {
  const moof = boxIn(file, "moof", whole(file));
  const mdat = boxIn(file, "mdat", whole(file));
  const traf = boxIn(file, "traf", moof);
  file.writeUInt32BE(index + 1, boxIn(file, "mfhd", moof).content + 4);
  writeTime(file, boxIn(file, "tfdt", traf), time);
  return Buffer.concat([file.subarray(moof.start, moof.end), file.subarray(mdat.start, mdat.end)]);
}

function writeTime(file: Buffer, { content }: Box, time: number): void {
  if (file[content] === 1) file.writeBigUInt64BE(BigInt(time), content + 4);
  else file.writeUInt32BE(time, content + 4);
}

/**
 * A segment of sound, of frames of AAC as FFmpeg writes them one behind the other.
 * @param lead frames in front that are left out
 * EFORMAT where there are fewer frames than `count`.
 */
export function soundSegment(
  adts: Buffer,
  { lead, count }: { lead: number; count: number },
  { index, time }: Place,
): Buffer {
  const frames = soundFrames(adts).slice(lead, lead + count);
  if (frames.length < count)
    throw new Failure("EFORMAT", "No sound can be read of this part of the file");
  const words = (...values: number[]) => {
    const bytes = Buffer.alloc(4 * values.length);
    for (const [i, value] of values.entries()) bytes.writeUInt32BE(value, 4 * i);
    return bytes;
  };
  const longTime = Buffer.alloc(8);
  longTime.writeBigUInt64BE(BigInt(time));
  const sizes = words(...frames.map(({ length }) => length));
  // Places count from the fragment on, and each frame is as long as another; the data lies behind.
  const fragment = (dataAt: number) =>
    box(
      "moof",
      box("mfhd", words(0, index + 1)),
      box(
        "traf",
        box("tfhd", words(0x020008, 1, soundFrameSamples)),
        box("tfdt", words(0x01000000), longTime),
        box("trun", words(0x000201, frames.length, dataAt), sizes),
      ),
    );
  return Buffer.concat([fragment(fragment(0).length + 8), box("mdat", ...frames)]);
}

function box(type: string, ...contents: Buffer[]): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(contents.reduce((length, content) => length + content.length, 8));
  head.write(type, 4, "latin1");
  return Buffer.concat([head, ...contents]);
}

/** Bytes of the header of each frame. */
const adtsHeaderBytes = 7;

/** Source: ISO/IEC 13818-7, 6.2. */
function soundFrames(adts: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 0; at + adtsHeaderBytes <= adts.length; ) {
    const length = (adts.readUInt32BE(at + 3) >>> 13) & 0x1fff;
    if (length < adtsHeaderBytes || at + length > adts.length) break;
    frames.push(adts.subarray(at + adtsHeaderBytes, at + length));
    at += length;
  }
  return frames;
}
