/** Bytes from the name of a box to the end of what is looked at in it. */
export const headBytes = 16;

/** More samples are in no run of a fragment that is made to be played. */
const mostSamples = 1_000_000;

/**
 * Whether a piece of an MP4 holds a table of more samples than any film has. Rows of such tables may
 * take no bytes, or stand for many samples: a few of them would be billions in memory. `headBytes`
 * around what is read have to be there.
 * Source: ISO/IEC 14496-12, 8.6.1, 8.7.3.3 and 8.8.8.
 */
export function namesTooManySamples(bytes: Buffer): boolean {
  return hasEmptyRuns(bytes) || hasEmptySizes(bytes) || hasReorderedFrames(bytes);
}

/** Flags of a run whose samples take bytes. */
const sampleFields = 0xf00;

/** A run of a fragment says of how many samples it is, and by flags what it says of each. */
function hasEmptyRuns(bytes: Buffer): boolean {
  return places(bytes, "trun").some((at) => {
    const flags = bytes.readUInt32BE(at + 4);
    return (flags & sampleFields) === 0 && bytes.readUInt32BE(at + 8) > mostSamples;
  });
}

/** Compact sizes of samples: each has as many bits as the table says. */
function hasEmptySizes(bytes: Buffer): boolean {
  return places(bytes, "stz2").some(
    (at) => bytes.readUInt8(at + 11) === 0 && bytes.readUInt32BE(at + 12) > mostSamples,
  );
}

/** A track whose frames are shown in another order than they lie in is read out sample by sample. */
function hasReorderedFrames(bytes: Buffer): boolean {
  // Tables that lie in each other are none: their rows would be counted over and over.
  let rowsLeft = bytes.length;
  return places(bytes, "stts").some((at) => {
    const rows = bytes.readUInt32BE(at + 8);
    let samples = 0;
    for (let row = at + 12; row + 4 <= bytes.length && row < at + 12 + 8 * rows; row += 8) {
      samples += bytes.readUInt32BE(row);
      rowsLeft -= 1;
      if (rowsLeft < 0) return true;
    }
    if (samples <= mostSamples) return false;
    const next = bytes.indexOf("trak", at);
    const from = Math.max(0, bytes.lastIndexOf("trak", at));
    return bytes.subarray(from, next < 0 ? bytes.length : next).includes("ctts");
  });
}

/** Where boxes of a name begin, whose heads are there as a whole. */
function* places(bytes: Buffer, name: string): Generator<number> {
  for (let at = bytes.indexOf(name); at >= 0; at = bytes.indexOf(name, at + 1)) {
    if (at + headBytes > bytes.length) return;
    yield at;
  }
}
