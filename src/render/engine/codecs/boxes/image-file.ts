import type { Size } from "../../../plan/size.ts";

/** A coded image in a file. */
export interface CodedImage extends Size {
  codec: "av01" | "hvc1";
  data: Uint8Array;
  /** The box that tells a decoder how it is coded. */
  configuration: Uint8Array;
  /** What else is to be known of it, as boxes. */
  properties: Uint8Array[];
}

const essential = 0x80;

/**
 * An image file. Source: ISO/IEC 23008-12 and, for the boxes, ISO/IEC 14496-12.
 * @param brands names of four letters each for what can read it, the first of them the file's own
 * @param alpha how opaque the image is, in grey
 */
export function imageFile(brands: string[], image: CodedImage, alpha?: CodedImage): Buffer {
  const items = alpha ? [image, alpha] : [image];
  const type = box("ftyp", text(brands[0] ?? ""), u32(0), text(brands.join("")));
  const heads = (offset: number) => [type, describe(items, offset)];
  // Where the data lies follows from how long all is that comes before it.
  const start = Buffer.concat(heads(0)).length + 8;
  return Buffer.concat([...heads(start), box("mdat", ...items.map(({ data }) => data))]);
}

function describe(items: CodedImage[], offset: number): Buffer {
  // The second item, if there is one, is the alpha of the first.
  const relation = box("auxl", u16(2), u16(1), u16(1));
  return fullBox(
    "meta",
    0,
    fullBox("hdlr", 0, u32(0), text("pict"), Buffer.alloc(13)),
    fullBox("pitm", 0, u16(1)),
    places(items, offset),
    fullBox("iinf", 0, u16(items.length), ...items.map(entry)),
    ...(items.length > 1 ? [fullBox("iref", 0, relation)] : []),
    properties(items),
  );
}

function entry({ codec }: CodedImage, index: number): Buffer {
  return fullBox("infe", 2, u16(index + 1), u16(0), text(codec), u8(0));
}

/** Offsets and lengths of four bytes; each item is in one piece. */
function places(items: CodedImage[], offset: number): Buffer {
  let at = offset;
  const listed = items.map(({ data }, index) => {
    const place = [u16(index + 1), u16(0), u16(1), u32(at), u32(data.length)];
    at += data.length;
    return Buffer.concat(place);
  });
  return fullBox("iloc", 0, u16(0x4400), u16(items.length), ...listed);
}

function properties(items: CodedImage[]): Buffer {
  const all: Uint8Array[] = [];
  const held = items.map(({ width, height, configuration, properties }, index) => {
    const first = all.length + 1;
    all.push(fullBox("ispe", 0, u32(width), u32(height)), configuration, ...properties);
    const numbers = properties.map((_, property) => first + 2 + property);
    const list = [first, (first + 1) | essential, ...numbers];
    return Buffer.concat([u16(index + 1), Buffer.from([list.length, ...list])]);
  });
  const owners = fullBox("ipma", 0, u32(items.length), ...held);
  return box("iprp", box("ipco", ...all), owners);
}

export function box(type: string, ...content: Uint8Array[]): Buffer {
  const length = content.reduce((sum, part) => sum + part.length, 8);
  return Buffer.concat([u32(length), text(type), ...content]);
}

export function fullBox(type: string, version: number, ...content: Uint8Array[]): Buffer {
  return box(type, u32(version << 24), ...content);
}

export function text(characters: string): Buffer {
  return Buffer.from(characters, "latin1");
}

export function u8(value: number): Buffer {
  return Buffer.from([value]);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Colours by their numbers in ITU-T H.273. */
export function nclx(numbers: [number, number, number], isFullRange: boolean): Buffer {
  return box("colr", text("nclx"), ...numbers.map(u16), u8(isFullRange ? 0x80 : 0));
}
