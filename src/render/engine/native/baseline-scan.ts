import type { HuffmanTable } from "./huffman-code.ts";

/** A component of the scan: how many blocks an MCU has of it, and which tables it uses. */
export interface ScanComponent {
  blocks: number;
  dc: number;
  ac: number;
}

export interface BaselineScan {
  /** Where the marker segments that are kept as they are end: each is [from, to). */
  kept: [from: number, to: number][];
  components: ScanComponent[];
  mcus: number;
  /** By class and number: 0 and 1 for DC, 2 and 3 for AC. */
  tables: (HuffmanTable | undefined)[];
  /** The scan's header and its coded data. */
  header: [from: number, to: number];
  data: [from: number, to: number];
}

/** Finds the parts of a baseline JPEG; undefined when it is no such file. */
export function readScan(jpeg: Uint8Array): BaselineScan | undefined {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  const tables: BaselineScan["tables"] = [];
  const kept: BaselineScan["kept"] = [[0, 2]];
  const samplings = new Map<number, number>();
  let mcus = 0;
  let at = 2;
  while (at + 4 <= jpeg.length && jpeg[at] === 0xff) {
    const marker = jpeg[at + 1] ?? 0;
    const end = at + 2 + view.getUint16(at + 2);
    if (end > jpeg.length) return undefined;
    if (marker === 0xc4) readTables(jpeg.subarray(at + 4, end), tables);
    else if (marker === 0xda) {
      const components = scanComponents(jpeg, at + 4, samplings);
      if (!components || mcus === 0) return undefined;
      // Two bytes of marker close the file; nothing may follow the only scan.
      if (jpeg[jpeg.length - 2] !== 0xff || jpeg[jpeg.length - 1] !== 0xd9) return undefined;
      return { kept, components, mcus, tables, header: [at, end], data: [end, jpeg.length - 2] };
    } else if (marker === 0xdd) return undefined;
    else {
      if (marker >= 0xc0 && marker <= 0xcf) {
        if (marker !== 0xc0 || jpeg[at + 4] !== 8) return undefined;
        mcus = readFrame(view, at + 5, samplings);
      }
      kept.push([at, end]);
    }
    at = end;
  }
  return undefined;
}

/** Notes the blocks that each component has in an MCU, and gives the number of MCUs. */
function readFrame(view: DataView, at: number, samplings: Map<number, number>): number {
  const [height, width, count] = [
    view.getUint16(at),
    view.getUint16(at + 2),
    view.getUint8(at + 4),
  ];
  let [across, down] = [1, 1];
  for (let i = 0; i < count; i += 1) {
    const sampling = view.getUint8(at + 6 + 3 * i);
    across = Math.max(across, sampling >> 4);
    down = Math.max(down, sampling & 15);
    // A scan of one component is not interleaved: its MCU is one block.
    const blocks = count === 1 ? 1 : (sampling >> 4) * (sampling & 15);
    samplings.set(view.getUint8(at + 5 + 3 * i), blocks);
  }
  if (count === 1) [across, down] = [1, 1];
  return Math.ceil(width / (8 * across)) * Math.ceil(height / (8 * down));
}

function scanComponents(jpeg: Uint8Array, at: number, samplings: ReadonlyMap<number, number>) {
  const count = jpeg[at] ?? 0;
  if (count !== samplings.size) return undefined;
  const components: ScanComponent[] = [];
  for (let i = 0; i < count; i += 1) {
    const blocks = samplings.get(jpeg[at + 1 + 2 * i] ?? 0);
    const numbers = jpeg[at + 2 + 2 * i] ?? 0;
    if (blocks === undefined) return undefined;
    components.push({ blocks, dc: numbers >> 4, ac: 2 + (numbers & 15) });
  }
  return components.every(({ dc, ac }) => dc < 2 && ac < 4) ? components : undefined;
}

function readTables(segment: Uint8Array, tables: BaselineScan["tables"]): void {
  let at = 0;
  while (at + 17 <= segment.length) {
    const which = segment[at] ?? 0;
    const counts = segment.slice(at + 1, at + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    tables[2 * (which >> 4) + (which & 15)] = {
      counts,
      symbols: segment.slice(at + 17, at + 17 + total),
    };
    at += 17 + total;
  }
}
