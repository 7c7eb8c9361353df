import { places, suspectTables } from "./sample-tables.ts";

/** A part of a file, in bytes from its start. */
interface Span {
  start: number;
  end: number;
}

/** The boxes in which tables are read: the index, a fragment, and the index of fragments. */
const holders = ["moov", "moof", "mfra"];
/** A film of a day in fragments of two seconds has half as many. */
const mostSpans = 100_000;
/** By chance there is one in hundreds of long videos. */
const mostSuspects = 1_000;

/**
 * Watches what is read of a file, piece by piece in any order, for tables of more samples than any film
 * has. Only those count that lie in a box in which tables are read: four letters are found by chance in
 * the images of one long video in fourteen.
 * @param size of the file in bytes: a box that is longer is none
 * @returns whether there is such a table in what was read so far, with `headBytes` around each piece
 */
export function createTableWatch(size: number): (first: number, bytes: Buffer) => boolean {
  const spans: Span[] = [];
  const suspects: number[] = [];

  return (first, bytes) => {
    const newSpans = holders.flatMap((name) => spansOf(name, bytes, first, size));
    const newSuspects = suspectTables(bytes).map((at) => first + at);
    spans.push(...newSpans);
    suspects.push(...newSuspects);
    // A file that is made of them is not compared one by one.
    if (suspects.length > mostSuspects) return true;
    if (spans.length > mostSpans) return suspects.length > 0;
    return (
      newSuspects.some((at) => spans.some(around(at))) ||
      newSpans.some((span) => suspects.some((at) => around(at)(span)))
    );
  };
}

function around(at: number): (span: Span) => boolean {
  return ({ start, end }) => start <= at && at < end;
}

/** What may be boxes of a name, by the length that stands in front of it, or behind it where it is long. */
function spansOf(name: string, bytes: Buffer, first: number, size: number): Span[] {
  return [
    ...places(bytes, name).flatMap((at) => {
      if (at < 4) return [];
      const short = bytes.readUInt32BE(at - 4);
      const length = short === 1 ? Number(bytes.readBigUInt64BE(at + 4)) : short;
      const start = first + at - 4;
      return length >= 8 && start + length <= size ? [{ start, end: start + length }] : [];
    }),
  ];
}
