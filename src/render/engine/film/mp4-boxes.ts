/** A box of an MP4 file, without its header. */
export interface Box {
  type: string;
  content: Buffer;
}

/** Something that only ffprobe can judge. */
export class UnusualFile extends Error {}

/** The content of the only box of a type. */
export function one(boxes: readonly Box[], type: string): Buffer {
  const [found, second] = boxes.filter((box) => box.type === type);
  need(found !== undefined && second === undefined);
  return found.content;
}

/** More boxes beside each other are in no usual index, and an empty one takes 8 bytes of a file. */
const mostBoxes = 256;

/** The boxes of a content, each of which fits into it. */
export function boxesIn(content: Buffer): Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at + 8 <= content.length; ) {
    need(boxes.length < mostBoxes);
    const length = content.readUInt32BE(at);
    need(length >= 8 && at + length <= content.length);
    const type = content.toString("latin1", at + 4, at + 8);
    boxes.push({ type, content: content.subarray(at + 8, at + length) });
    at += length;
  }
  return boxes;
}

/** Leaves a file in which this does not hold to ffprobe. */
export function need(holds: boolean): asserts holds {
  if (!holds) throw new UnusualFile();
}
