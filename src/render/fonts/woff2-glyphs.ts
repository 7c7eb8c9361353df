import { type ByteReader, byteReader } from "./byte-reader.ts";

/** The tables `glyf` and `loca`, offsets of four bytes each, and where each glyph begins at the left. */
interface Outlines {
  glyf: Uint8Array;
  loca: Uint8Array;
  lefts: number[];
}

/** Points of one glyph: their numbers have two bytes. A few bytes could else promise millions. */
const mostPoints = 65_536;

/** Flags of a part of a composite glyph. Source: the OpenType specification, `glyf`. */
const part = { words: 0x1, scale: 0x8, more: 0x20, scales: 0x40, matrix: 0x80, instructed: 0x100 };

/**
 * Puts a `glyf` table that WOFF2 took apart together again: there each kind of number of all glyphs
 * lies in a stream of its own. Source: W3C, WOFF File Format 2.0, 5.1.
 */
export function outlinesOf(transformed: Uint8Array): Outlines {
  const header = byteReader(transformed);
  header.take(4);
  const count = header.u16();
  header.u16();
  const lengths = Array.from({ length: 7 }, () => header.u32());
  const [contours, points, flags, glyphs, composites, boxes, instructions] = lengths.map((length) =>
    byteReader(header.take(length)),
  ) as [ByteReader, ByteReader, ByteReader, ByteReader, ByteReader, ByteReader, ByteReader];
  const boxed = boxes.take(4 * ((count + 31) >> 5));
  const hasBox = (glyph: number) => ((boxed[glyph >> 3] ?? 0) & (0x80 >> (glyph & 7))) !== 0;

  const written: Uint8Array[] = [];
  const lefts: number[] = [];
  const loca = new Uint8Array(4 * (count + 1));
  const offsets = new DataView(loca.buffer);
  let end = 0;
  for (let glyph = 0; glyph < count; glyph += 1) {
    const outline = glyphAt(glyph);
    written.push(outline);
    lefts.push(outline.length < 4 ? 0 : new DataView(outline.buffer).getInt16(2));
    end += outline.length;
    offsets.setUint32(4 * (glyph + 1), end);
  }
  return { glyf: joined(written), loca, lefts };

  function glyphAt(glyph: number): Uint8Array {
    const number = contours.i16();
    if (number === 0) return new Uint8Array();
    const box = hasBox(glyph) ? Array.from({ length: 4 }, () => boxes.i16()) : undefined;
    if (number < 0) {
      const { bytes, instructed } = compositeAt(composites);
      const code = instructed ? instructions.take(shortOf(glyphs)) : undefined;
      return glyphOf(number, box ?? [0, 0, 0, 0], bytes, code && numbers([code.length]), code);
    }
    const lengthsOf = Array.from({ length: number }, () => shortOf(points));
    const total = lengthsOf.reduce((sum, length) => sum + length, 0);
    if (total > mostPoints) throw new RangeError("A glyph has too many points");
    const steps = Array.from({ length: total }, () => stepOf(flags.u8(), glyphs));
    const code = instructions.take(shortOf(glyphs));
    let last = -1;
    const ends = lengthsOf.map((length) => {
      last += length;
      return last;
    });
    return glyphOf(
      number,
      box ?? boxOf(steps),
      numbers([...ends, code.length]),
      code,
      // Without a flag's other bits both coordinates are steps of two bytes.
      Uint8Array.from(steps, ({ on }) => (on ? 1 : 0)),
      numbers(steps.map(({ x }) => x)),
      numbers(steps.map(({ y }) => y)),
    );
  }
}

function glyphOf(
  contours: number,
  box: number[],
  ...parts: (Uint8Array | undefined)[]
): Uint8Array {
  const bytes = [numbers([contours, ...box]), ...parts.flatMap((each) => each ?? [])];
  return joined(bytes, 4);
}

/** Two bytes each, of either sign. */
function numbers(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * values.length));
  for (const [i, value] of values.entries()) view.setInt16(2 * i, value);
  return new Uint8Array(view.buffer);
}

/** One behind the other, filled up to a multiple of `unit` bytes. */
function joined(parts: readonly Uint8Array[], unit = 1): Uint8Array {
  const length = parts.reduce((sum, each) => sum + each.length, 0);
  const whole = new Uint8Array(Math.ceil(length / unit) * unit);
  let at = 0;
  for (const each of parts) {
    whole.set(each, at);
    at += each.length;
  }
  return whole;
}

function compositeAt(stream: ByteReader): { bytes: Uint8Array; instructed: boolean } {
  const parts: Uint8Array[] = [];
  let instructed = false;
  for (let flags = part.more; flags & part.more; ) {
    flags = stream.u16();
    const scale = flags & part.scale ? 2 : flags & part.scales ? 4 : flags & part.matrix ? 8 : 0;
    parts.push(numbers([flags]), stream.take(2 + (flags & part.words ? 4 : 2) + scale));
    instructed ||= (flags & part.instructed) !== 0;
  }
  return { bytes: joined(parts), instructed };
}

interface Step {
  /** Whether the point lies on the curve. */
  on: boolean;
  x: number;
  y: number;
}

/** From one point to the next. Source: the same, 5.2, the table of triplets. */
function stepOf(flag: number, stream: ByteReader): Step {
  const on = flag < 0x80;
  const kind = flag & 0x7f;
  const signed = (bit: number, size: number) => (kind & bit ? size : -size);
  const first = stream.u8();
  if (kind < 10) return { on, x: 0, y: signed(1, ((kind & 14) << 7) + first) };
  if (kind < 20) return { on, x: signed(1, (((kind - 10) & 14) << 7) + first), y: 0 };
  if (kind < 84) {
    const base = kind - 20;
    const x = 1 + (base & 0x30) + (first >> 4);
    return { on, x: signed(1, x), y: signed(2, 1 + ((base & 0x0c) << 2) + (first & 0x0f)) };
  }
  const second = stream.u8();
  if (kind < 120) {
    const base = kind - 84;
    const x = 1 + (Math.floor(base / 12) << 8) + first;
    return { on, x: signed(1, x), y: signed(2, 1 + (((base % 12) >> 2) << 8) + second) };
  }
  const third = stream.u8();
  if (kind < 124) {
    const y = ((second & 0x0f) << 8) + third;
    return { on, x: signed(1, (first << 4) + (second >> 4)), y: signed(2, y) };
  }
  return { on, x: signed(1, (first << 8) + second), y: signed(2, (third << 8) + stream.u8()) };
}

function boxOf(steps: readonly Step[]): number[] {
  const box = { left: 32_767, bottom: 32_767, right: -32_768, top: -32_768 };
  let [x, y] = [0, 0];
  for (const step of steps) {
    x += step.x;
    y += step.y;
    box.left = Math.min(box.left, x);
    box.bottom = Math.min(box.bottom, y);
    box.right = Math.max(box.right, x);
    box.top = Math.max(box.top, y);
  }
  return [box.left, box.bottom, box.right, box.top];
}

/** A number of one to three bytes. Source: the same, 4.1, `255UInt16`. */
function shortOf(stream: ByteReader): number {
  const code = stream.u8();
  if (code === 253) return stream.u16();
  if (code === 254) return stream.u8() + 506;
  return code === 255 ? stream.u8() + 253 : code;
}
