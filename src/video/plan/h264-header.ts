import type { Size } from "../../render/plan/size.ts";

/** What the sequence parameter set of H.264 says of frames. */
interface H264Header extends Size {
  /** Whether they are stored in the one way that all players show: eight bits, colours halved. */
  isCommon: boolean;
  hasSquarePixels: boolean;
  /** Whether it tells a decoder how far frames are from the order in which they are shown. */
  isOrdered: boolean;
}

/** Profiles that say how colours are stored. */
const highProfiles = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135];
const baselineProfile = 66;
const square = [0, 1];
/** Its two sides follow. */
const extendedAspect = 255;
const macroblock = 16;

/**
 * Reads a sequence parameter set as far as is needed. Undefined for one with scaling
 * matrices. RangeError for one that ends early. Source: ITU-T H.264, 7.3.2.1.1.
 * @param unit with its header of one byte
 */
export function readH264Header(unit: Buffer): H264Header | undefined {
  const { bit, bits, number, signed } = bitReader(withoutEscapes(unit.subarray(1)));
  const profile = bits(8);
  bits(16);
  number();
  let [chroma, depth] = [1, 0];
  if (highProfiles.includes(profile)) {
    chroma = number();
    if (chroma === 3) bit();
    depth = number() + number();
    bit();
    if (bit() === 1) return undefined;
  }
  number();
  const order = readOrder({ bit, number, signed });
  number();
  bit();
  const [columns, rows] = [number() + 1, number() + 1];
  const fields = bit() === 1 ? 1 : 2;
  if (fields === 2) bit();
  bit();
  const cropped = bit() === 1 ? { x: number() + number(), y: number() + number() } : undefined;
  const display = bit() === 1 ? displayOf({ bit, bits, number }) : nothingSaid;
  const unitX = chroma === 1 || chroma === 2 ? 2 : 1;
  const unitY = (chroma === 1 ? 2 : 1) * fields;
  return {
    width: columns * macroblock - (cropped?.x ?? 0) * unitX,
    height: rows * macroblock * fields - (cropped?.y ?? 0) * unitY,
    isCommon: chroma === 1 && depth === 0 && !display.isFull,
    hasSquarePixels: square.includes(display.aspect),
    isOrdered: display.isOrdered || order === "as stored" || profile === baselineProfile,
  };
}

type Bits = ReturnType<typeof bitReader>;

/** How the order of frames is counted. */
function readOrder({
  bit,
  number,
  signed,
}: Pick<Bits, "bit" | "number" | "signed">): "as stored" | "any" {
  const kind = number();
  if (kind === 0) number();
  if (kind !== 1) return kind === 2 ? "as stored" : "any";
  bit();
  signed();
  signed();
  for (let left = number(); left > 0; left -= 1) signed();
  return "any";
}

/** How frames are to be shown. */
interface Display {
  aspect: number;
  /** Whether black is 0 and white 255. */
  isFull: boolean;
  isOrdered: boolean;
}

const nothingSaid: Display = { aspect: 0, isFull: false, isOrdered: false };

type UsabilityBits = Pick<Bits, "bit" | "bits" | "number">;

/** Source: ITU-T H.264, E.1.1. */
function displayOf({ bit, bits, number }: UsabilityBits): Display {
  const aspect = bit() === 1 ? bits(8) : 0;
  if (aspect === extendedAspect) bits(32);
  if (bit() === 1) bit();
  const hasSignal = bit() === 1;
  if (hasSignal) bits(3);
  const isFull = hasSignal && bit() === 1;
  // The colours' primaries, transfer and matrix; where chroma lies; the rate of frames.
  if (hasSignal && bit() === 1) bits(24);
  if (bit() === 1) {
    number();
    number();
  }
  if (bit() === 1) bits(65);
  const [hasUnits, hasCoding] = [
    skipBuffer({ bit, bits, number }),
    skipBuffer({ bit, bits, number }),
  ];
  if (hasUnits || hasCoding) bit();
  bit();
  return { aspect, isFull, isOrdered: bit() === 1 };
}

/** What a decoder has to buffer of a stream, if that is said. Source: ITU-T H.264, E.1.2. */
function skipBuffer({ bit, bits, number }: UsabilityBits): boolean {
  if (bit() === 0) return false;
  const sizes = number() + 1;
  bits(8);
  for (let i = 0; i < sizes; i += 1) {
    number();
    number();
    bit();
  }
  bits(20);
  return true;
}

/** Two zeros and a three stand for two zeros. */
function withoutEscapes(bytes: Buffer): Buffer {
  const plain = bytes.filter(
    (byte, i) => !(byte === 3 && bytes[i - 1] === 0 && bytes[i - 2] === 0),
  );
  return Buffer.from(plain);
}

function bitReader(bytes: Buffer) {
  let at = 0;
  const bit = (): number => {
    const byte = bytes.readUInt8(at >> 3);
    const value = (byte >> (7 - (at & 7))) & 1;
    at += 1;
    return value;
  };
  const bits = (count: number): number => {
    let value = 0;
    for (let i = 0; i < count; i += 1) value = value * 2 + bit();
    return value;
  };
  /** Exponential Golomb code: as many zeros as there are bits behind the one. */
  const number = (): number => {
    let zeros = 0;
    while (bit() === 0) zeros += 1;
    return 2 ** zeros - 1 + bits(zeros);
  };
  const signed = (): number => {
    const value = number();
    return value % 2 === 0 ? -value / 2 : (value + 1) / 2;
  };
  return { bit, bits, number, signed };
}
