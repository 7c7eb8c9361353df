import { moovOf } from "./moov.ts";
import { boxesIn, need, one, UnusualFile } from "./mp4-boxes.ts";

/** What a player shows of a track of an MP4 file. */
export interface TrackEdit {
  /** Second at which it ends; infinite where the file does not tell. */
  end: number;
  /** Whether parts of it are left out in between, played at another speed, or again. */
  isMixed: boolean;
}

export const wholeTrack: TrackEdit = { end: Number.POSITIVE_INFINITY, isMixed: false };

const mostEdits = 1000;

/** The same of a file, by the numbers of its tracks. Undefined where its index is unusual, or it is no MP4. */
export async function editsOf(file: string): Promise<Map<number, TrackEdit> | undefined> {
  const index = await moovOf(file);
  return index && readEdits(index.moov);
}

/**
 * What the edit lists of an MP4 file leave out at the end of each track, by the track's number: a telephone
 * that shortens a video leaves what was cut off in the file. Pure. Undefined for an index that is unusual.
 * Source: ISO/IEC 14496-12, 8.6.6.
 */
function readEdits(moov: Buffer): Map<number, TrackEdit> | undefined {
  try {
    const movie = boxesIn(moov);
    const timescale = wordOf(one(movie, "mvhd"));
    need(timescale > 0);
    const tracks = movie.filter(({ type }) => type === "trak");
    return new Map(
      tracks.map(({ content }) => {
        const track = boxesIn(content);
        const edits = track.find(({ type }) => type === "edts");
        const list = edits && boxesIn(edits.content).find(({ type }) => type === "elst");
        const edit = list ? readList(list.content, timescale) : wholeTrack;
        return [wordOf(one(track, "tkhd")), edit];
      }),
    );
  } catch (error) {
    // A range error is a box that is too short.
    if (error instanceof UnusualFile || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The timescale of a movie, or the number of a track: both stand behind two dates. */
function wordOf(header: Buffer): number {
  return header.readUInt32BE(header[0] === 1 ? 20 : 12);
}

function readList(list: Buffer, timescale: number): TrackEdit {
  const isLong = list[0] === 1;
  const count = list.readUInt32BE(4);
  need(count <= mostEdits);
  let units = 0;
  let shown = 0;
  let isMixed = false;
  for (let i = 0; i < count; i += 1) {
    const at = 8 + i * (isLong ? 20 : 12);
    const length = isLong ? Number(list.readBigUInt64BE(at)) : list.readUInt32BE(at);
    const from = isLong ? Number(list.readBigInt64BE(at + 8)) : list.readInt32BE(at + 4);
    const isPlain = list.readUInt32BE(at + (isLong ? 16 : 8)) === 2 ** 16;
    // Of fragments it is not known how long they get.
    units += length === 0 ? Number.POSITIVE_INFINITY : length;
    // Nothing is shown for a while: at the start, sound or images come later.
    if (from === -1 && shown === 0) continue;
    shown += 1;
    isMixed ||= shown > 1 || !isPlain;
  }
  return { end: shown === 0 ? Number.POSITIVE_INFINITY : units / timescale, isMixed };
}
