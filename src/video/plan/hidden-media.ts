import { type Box, boxesIn, one, UnusualFile } from "../../render/engine/film/mp4-boxes.ts";

/** What rounding takes of images is never more, nor what a decoder of sound begins with. */
const toleranceSeconds: Record<string, number> = { vide: 0.06, soun: 0.15 };

/**
 * Whether the edit lists of an MP4 file hide a part of a track, as those of videos do that a telephone
 * has shortened. A copy of the packets would take some of it along. Pure; an index that cannot be read
 * is taken for a plain one.
 * Source: ISO/IEC 14496-12, 8.6.6.
 */
export function hidesMedia(moov: Buffer): boolean {
  try {
    const boxes = boxesIn(moov);
    const movieTimescale = timesOf(one(boxes, "mvhd")).timescale;
    return boxes.some(
      ({ type, content }) => type === "trak" && isShortened(boxesIn(content), movieTimescale),
    );
  } catch (error) {
    // A range error is a box that is too short.
    if (error instanceof UnusualFile || error instanceof RangeError) return false;
    throw error;
  }
}

function isShortened(track: readonly Box[], movieTimescale: number): boolean {
  const edits = track.find(({ type }) => type === "edts");
  const list = edits && boxesIn(edits.content).find(({ type }) => type === "elst")?.content;
  const media = boxesIn(one(track, "mdia"));
  const kind = one(media, "hdlr").toString("latin1", 8, 12);
  const tolerance = toleranceSeconds[kind];
  if (!list || tolerance === undefined) return false;
  const { timescale, duration } = timesOf(one(media, "mdhd"));
  const shown = editsIn(list).filter(({ from }) => from >= 0);
  const [edit] = shown;
  if (!edit || shown.length > 1 || !edit.isPlain) return true;
  const tables = boxesIn(one(boxesIn(one(media, "minf")), "stbl"));
  const first = firstShown(tables.find(({ type }) => type === "ctts")?.content) / timescale;
  const from = edit.from / timescale;
  // Of fragments it is not known how long they get.
  const length = edit.length === 0 ? Number.POSITIVE_INFINITY : edit.length / movieTimescale;
  const hidden = [from - first, first + duration / timescale - (from + length)];
  return hidden.some((seconds) => seconds > tolerance);
}

/** How much later than it is decoded the first frame is shown. */
function firstShown(offsets: Buffer | undefined): number {
  return offsets && offsets.readUInt32BE(4) > 0 ? offsets.readInt32BE(12) : 0;
}

function editsIn(list: Buffer): { length: number; from: number; isPlain: boolean }[] {
  const isLong = list[0] === 1;
  const count = Math.min(list.readUInt32BE(4), Math.floor((list.length - 8) / (isLong ? 20 : 12)));
  return Array.from({ length: count }, (_, i) => {
    const at = 8 + i * (isLong ? 20 : 12);
    return {
      length: isLong ? Number(list.readBigUInt64BE(at)) : list.readUInt32BE(at),
      from: isLong ? Number(list.readBigInt64BE(at + 8)) : list.readInt32BE(at + 4),
      isPlain: list.readUInt32BE(at + (isLong ? 16 : 8)) === 2 ** 16,
    };
  });
}

/** Of a header of a movie or of a track's media. Source: ISO/IEC 14496-12, 8.2.2 and 8.4.2. */
function timesOf(content: Buffer): { timescale: number; duration: number } {
  const isLong = content[0] === 1;
  const at = isLong ? 20 : 12;
  const timescale = content.readUInt32BE(at);
  return {
    timescale,
    duration: isLong ? Number(content.readBigUInt64BE(at + 4)) : content.readUInt32BE(at + 4),
  };
}
