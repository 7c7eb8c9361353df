import { type ColourSpace, primaries, srgbCurve, toXyz } from "./colour-space.ts";

/** How far a primary may lie from sRGB's in XYZ: profiles round, and adapt white differently. */
const primaryTolerance = 0.004;

/** How far light may be from sRGB's: half a step of eight bits in the middle tones. */
const curveTolerance = 0.004;

const samples = Array.from({ length: 33 }, (_, i) => i / 32);

/** What a profile's values mean: "RGB ", "GRAY", "CMYK"; undefined for what is no profile. */
export function profileSpace(profile: Uint8Array): string | undefined {
  return profile.length < 132 ? undefined : ascii(profile, 16, 20);
}

/**
 * Whether values in a profile's space are those of sRGB, or of its greys, by primaries and curves:
 * names are not to be believed.
 */
export function isLikeSrgb(profile: Uint8Array): boolean {
  try {
    const tags = tagsOf(profile);
    // A profile of tables says nothing that is easily compared.
    if (tags.has("A2B0")) return false;
    if (profileSpace(profile) === "GRAY") return isLikeSrgbCurve(tags.get("kTRC"));
    const wanted = toXyz(primaries[1] as Omit<ColourSpace, "curve">);
    return ["r", "g", "b"].every((name, i) => {
      const primary = xyzOf(tags.get(`${name}XYZ`));
      const near = primary.every(
        (value, j) => Math.abs(value - (wanted[j as 0][i as 0] ?? 0)) < primaryTolerance,
      );
      return near && isLikeSrgbCurve(tags.get(`${name}TRC`));
    });
  } catch {
    return false; // It is broken: what converts with it decides.
  }
}

function tagsOf(profile: Uint8Array): Map<string, DataView> {
  const view = new DataView(profile.buffer, profile.byteOffset, profile.byteLength);
  const tags = new Map<string, DataView>();
  const count = Math.min(view.getUint32(128), 100);
  for (let at = 132; at < 132 + count * 12; at += 12) {
    const start = view.getUint32(at + 4);
    const length = view.getUint32(at + 8);
    const content = new DataView(profile.buffer, profile.byteOffset + start, length);
    tags.set(ascii(profile, at, at + 4), content);
  }
  return tags;
}

function ascii(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

function fixed(view: DataView, at: number): number {
  return view.getInt32(at) / 65_536;
}

function xyzOf(tag: DataView | undefined): number[] {
  if (!tag) throw new RangeError("Expected a primary");
  return [8, 12, 16].map((at) => fixed(tag, at));
}

function isLikeSrgbCurve(tag: DataView | undefined): boolean {
  if (!tag) throw new RangeError("Expected a curve");
  const curve = curveOf(tag);
  return samples.every((value) => Math.abs(curve(value) - srgbCurve(value)) < curveTolerance);
}

/** A `curv` or a `para`, ICC.1:2022, 10.6 and 10.18. */
function curveOf(tag: DataView): (value: number) => number {
  const kind = String.fromCharCode(...[0, 1, 2, 3].map((at) => tag.getUint8(at)));
  if (kind === "para") return parametric(tag);
  const count = tag.getUint32(8);
  if (count === 0) return (value) => value;
  if (count === 1) return (value) => value ** (tag.getUint16(12) / 256);
  const entry = (i: number) => tag.getUint16(12 + 2 * Math.min(i, count - 1)) / 65_535;
  return (value) => {
    const place = value * (count - 1);
    const below = Math.floor(place);
    return entry(below) + (place - below) * (entry(below + 1) - entry(below));
  };
}

function parametric(tag: DataView): (value: number) => number {
  const kind = tag.getUint16(8);
  const number = (i: number) => fixed(tag, 12 + 4 * i);
  const g = number(0);
  if (kind === 0) return (value) => value ** g;
  const [a, b] = [number(1), number(2)];
  const power = (value: number) => Math.max(0, a * value + b) ** g;
  if (kind === 1) return (value) => (value >= -b / a ? power(value) : 0);
  if (kind === 2) return (value) => number(3) + (value >= -b / a ? power(value) : 0);
  const [c, d] = [number(3), number(4)];
  if (kind === 3) return (value) => (value >= d ? power(value) : c * value);
  return (value) => (value >= d ? power(value) + number(5) : c * value + number(6));
}

const curveEntries = 4096;

/** A profile of a colour space, for those who know no other way to be told one. */
export function iccProfile(space: ColourSpace): Uint8Array {
  const matrix = toXyz(space);
  const curve = Buffer.alloc(12 + 2 * curveEntries);
  curve.write("curv", "latin1");
  curve.writeUInt32BE(curveEntries, 8);
  for (let i = 0; i < curveEntries; i += 1) {
    curve.writeUInt16BE(Math.round(65_535 * space.curve(i / (curveEntries - 1))), 12 + 2 * i);
  }
  const primary = (i: number) =>
    xyz(...(matrix.map((row) => row[i as 0]) as [number, number, number]));
  const description = Buffer.alloc(104);
  description.write("desc\0\0\0\0\0\0\0\x01-", "latin1");
  const contents: [string, Buffer][] = [
    ["desc", description],
    ["wtpt", xyz(0.9642, 1, 0.8249)],
    ["rXYZ", primary(0)],
    ["gXYZ", primary(1)],
    ["bXYZ", primary(2)],
    ["rTRC", curve],
  ];
  // All three channels have one curve.
  const names = [...contents.map(([name]) => name), "gTRC", "bTRC"];
  const table = Buffer.alloc(4 + 12 * names.length);
  table.writeUInt32BE(names.length);
  const starts = new Map<string, [start: number, length: number]>();
  let at = 128 + table.length;
  for (const [name, content] of contents) {
    starts.set(name, [at, content.length]);
    at += content.length;
  }
  for (const [i, name] of names.entries()) {
    const [start, length] = starts.get(name) ?? starts.get("rTRC") ?? [0, 0];
    table.write(name, 4 + 12 * i, "latin1");
    table.writeUInt32BE(start, 8 + 12 * i);
    table.writeUInt32BE(length, 12 + 12 * i);
  }
  const header = Buffer.alloc(128);
  header.writeUInt32BE(at);
  header.writeUInt32BE(0x02_10_00_00, 8);
  header.write("mntrRGB XYZ ", 12, "latin1");
  header.write("acsp", 36, "latin1");
  xyz(0.9642, 1, 0.8249).copy(header, 68, 8);
  return Buffer.concat([header, table, ...contents.map(([, content]) => content)]);
}

function xyz(...values: [number, number, number]): Buffer {
  const tag = Buffer.alloc(20);
  tag.write("XYZ ", "latin1");
  for (const [i, value] of values.entries())
    tag.writeInt32BE(Math.round(value * 65_536), 8 + 4 * i);
  return tag;
}
