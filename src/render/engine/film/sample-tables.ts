/** Bytes from the name of a box to the end of what is looked at in it. */
export const headBytes = 16;

/** More samples are in no run of a fragment that is made to be played. */
const mostSamples = 1_000_000;

/**
 * Where in a piece of an MP4 something looks like a table of more samples than any film has; sound and
 * images may look like one by chance. Rows of such tables may take no bytes, or stand for many samples:
 * a few of them would be billions in memory. `headBytes` around what is read have to be there.
 * Source: ISO/IEC 14496-12, 8.6.1, 8.7.3.3 and 8.8.8.
 */
export function suspectTables(bytes: Buffer): number[] {
  return [...emptyRuns(bytes), ...emptySizes(bytes), ...reorderedFrames(bytes)];
}

/** Flags of a run whose samples take bytes. */
const sampleFields = 0xf00;

/** A run of a fragment says of how many samples it is, and by flags what it says of each. */
function emptyRuns(bytes: Buffer) {
  return places(bytes, "trun").filter((at) => {
    const flags = bytes.readUInt32BE(at + 4);
    return (flags & sampleFields) === 0 && bytes.readUInt32BE(at + 8) > mostSamples;
  });
}

/** Compact sizes of samples: each has as many bits as the table says. */
function emptySizes(bytes: Buffer) {
  return places(bytes, "stz2").filter(
    (at) => bytes.readUInt8(at + 11) === 0 && bytes.readUInt32BE(at + 12) > mostSamples,
  );
}

/** A track whose frames are shown in another order than they lie in is read out sample by sample. */
function* reorderedFrames(bytes: Buffer): Generator<number> {
  // Tables that lie in each other are none: their rows would be counted over and over.
  let rowsLeft = bytes.length;
  for (const at of places(bytes, "stts")) {
    const rows = bytes.readUInt32BE(at + 8);
    let samples = 0;
    for (let row = at + 12; row + 4 <= bytes.length && row < at + 12 + 8 * rows; row += 8) {
      samples += bytes.readUInt32BE(row);
      rowsLeft -= 1;
      if (rowsLeft < 0) break;
    }
    if (rowsLeft < 0) {
      yield at;
      return;
    }
    if (samples <= mostSamples) continue;
    const next = bytes.indexOf("trak", at);
    const from = Math.max(0, bytes.lastIndexOf("trak", at));
    if (bytes.subarray(from, next < 0 ? bytes.length : next).includes("ctts")) yield at;
  }
}

/** Where boxes of a name begin, whose heads are there as a whole. */
export function* places(bytes: Buffer, name: string): Generator<number> {
  for (let at = bytes.indexOf(name); at >= 0; at = bytes.indexOf(name, at + 1)) {
    if (at + headBytes > bytes.length) return;
    yield at;
  }
}
