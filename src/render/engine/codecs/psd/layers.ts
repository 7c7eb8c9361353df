import { damaged, orDamaged } from "../../raster/raster.ts";

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** What of a layer is hidden: its box, and what stands for it around that, of 255. */
export interface LayerMask extends Box {
  around: number;
}

/** A layer as the file describes it. */
export interface Layer extends Box {
  name: string;
  isGroup: boolean;
  /** How it is mixed with what lies below it: four letters. */
  mode: string;
  /** Whether it is seen no further than the layer below it. */
  isClipped: boolean;
  /** Of 255. */
  opacity: number;
  mask?: LayerMask;
  /** Where the pixels of each channel lie. Colours count from 0; see `channelIds`. */
  channels: { id: number; at: number; length: number }[];
}

/** Channels of a layer that are no colours. */
export const channelIds = { alpha: -1, mask: -2 } as const;

/** Where a PSD tells of its layers. */
export interface LayerSection {
  start: number;
  end: number;
  isLarge: boolean;
}

/** Blocks whose length takes eight bytes in a PSB. */
const longBlocks = "LMsk Lr16 Lr32 Layr Mt16 Mt32 Mtrn Alph FMsk lnk2 FEid FXid PxSD".split(" ");

/** No name is read further: Photoshop lets people write 255. */
const longestName = 255;

/** All layers from the lowest up, groups among them. Source: Adobe, Photoshop file formats. */
export function layersOf(bytes: Uint8Array, section: LayerSection): Layer[] {
  return orDamaged(() => {
    const from = createReader(bytes, section);
    const size = from.size();
    // Layers of 16 bits stand further behind.
    if (size === 0 && !seekBlock(from, section.end, ["Lr16", "Layr"])) return [];
    const count = Math.abs(from.int16());
    const layers = Array.from({ length: count }, () => readLayer(from));
    let at = from.at();
    for (const channel of layers.flatMap(({ channels }) => channels)) {
      channel.at = at;
      at += channel.length;
    }
    return layers;
  });
}

export function hasPixels({ width, height, isGroup }: Layer): boolean {
  return width > 0 && height > 0 && !isGroup;
}

type Reader = ReturnType<typeof createReader>;

/** Reads one value after the other; what points behind the section throws a RangeError. */
function createReader(bytes: Uint8Array, { start, end, isLarge }: LayerSection) {
  const section = bytes.subarray(0, end);
  const view = new DataView(section.buffer, section.byteOffset, section.byteLength);
  let at = start;
  const take = (length: number) => {
    at += length;
    return at - length;
  };
  return {
    at: () => at,
    moveTo(to: number) {
      if (to < at) throw damaged("A block ends before it begins");
      at = to;
    },
    uint8: () => view.getUint8(take(1)),
    int16: () => view.getInt16(take(2)),
    uint16: () => view.getUint16(take(2)),
    int32: () => view.getInt32(take(4)),
    uint32: () => view.getUint32(take(4)),
    /** Of what may be larger in a PSB. */
    size: () => (isLarge ? Number(view.getBigUint64(take(8))) : view.getUint32(take(4))),
    text: (length: number) => String.fromCharCode(...section.subarray(take(length), at)),
    utf8: (length: number) => new TextDecoder().decode(section.subarray(take(length), at)),
    isLarge,
  };
}

/** Moves to the content of one of these blocks behind the layers; false where there is none. */
function seekBlock(from: Reader, end: number, keys: readonly string[]): boolean {
  const general = from.uint32();
  from.moveTo(from.at() + general);
  while (from.at() + 12 <= end) {
    const { key, content, next } = readBlock(from, 4);
    if (keys.includes(key)) {
      from.moveTo(content);
      return true;
    }
    from.moveTo(next);
  }
  return false;
}

/** @param padding to which the length of a block is rounded up */
function readBlock(from: Reader, padding: number) {
  from.moveTo(from.at() + 4);
  const key = from.text(4);
  const length = from.isLarge && longBlocks.includes(key) ? from.size() : from.uint32();
  const content = from.at();
  return { key, content, next: content + Math.ceil(length / padding) * padding };
}

function readLayer(from: Reader): Layer {
  const box = readBox(from);
  const count = from.uint16();
  const channels = Array.from({ length: count }, () => {
    const id = from.int16();
    return { id, at: 0, length: from.size() };
  });
  // Behind a signature.
  from.moveTo(from.at() + 4);
  const mode = from.text(4);
  const opacity = from.uint8();
  const isClipped = from.uint8() !== 0;
  // Flags, and a byte that fills.
  from.moveTo(from.at() + 2);
  const extra = from.uint32();
  const end = from.at() + extra;
  const mask = readMask(from);
  const ranges = from.uint32();
  from.moveTo(from.at() + ranges);
  const told = readNames(from, end);
  from.moveTo(end);
  return { ...box, ...told, mode, isClipped, opacity, ...(mask ? { mask } : {}), channels };
}

function readBox(from: Reader): Box {
  const [top, left] = [from.int32(), from.int32()];
  const [bottom, right] = [from.int32(), from.int32()];
  return { left, top, width: right - left, height: bottom - top };
}

/** The mask that a layer is drawn with; one that is switched off is none. */
function readMask(from: Reader): LayerMask | undefined {
  const length = from.uint32();
  const end = from.at() + length;
  if (length < 18) {
    from.moveTo(end);
    return undefined;
  }
  const box = readBox(from);
  const around = from.uint8();
  const isOff = (from.uint8() & 2) !== 0;
  from.moveTo(end);
  return isOff ? undefined : { ...box, around };
}

/** The name, and whether the layer holds others; a name in Unicode is the better one. */
function readNames(from: Reader, end: number): Pick<Layer, "name" | "isGroup"> {
  const length = from.uint8();
  let name = from.utf8(length);
  // Filled up to four bytes with its length.
  from.moveTo(from.at() + ((4 - ((length + 1) % 4)) % 4));
  let isGroup = false;
  while (from.at() + 12 <= end) {
    const { key, next } = readBlock(from, 2);
    if (key === "luni") {
      const units = Math.min(from.uint32(), longestName);
      const codes = Array.from({ length: units }, () => from.uint16());
      name = String.fromCharCode(...codes).replace(/\0+$/, "");
    }
    // Open, closed, and what ends one; the second key stands deep inside others.
    if (key === "lsct" || key === "lsdk") isGroup = from.uint32() > 0;
    from.moveTo(next);
  }
  return { name, isGroup };
}
