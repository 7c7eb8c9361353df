import type { Size } from "../../../src/render/plan/size.ts";

/** How tiles lie in a HEIC; those at the right and at the bottom may reach beyond the whole. */
interface Grid {
  columns: number;
  /** Of each tile. */
  tile: Size;
  whole: Size;
  /** Turns to the left by 90 degrees. */
  turns?: number;
}

/**
 * One HEIC of several, tile by tile as telephones write it. Each of them holds one image, and all were
 * encoded alike. Source: ISO/IEC 23008-12, 6.6.2.3.
 */
export function heicGrid(
  tiles: readonly Uint8Array[],
  { columns, tile, whole, turns = 0 }: Grid,
): Buffer {
  const [first = new Uint8Array()] = tiles;
  const shared = ["hvcC", "colr", "pixi"].flatMap((type) => boxesOf(first, type).slice(0, 1));
  const properties = [...shared, sizeBox(tile), sizeBox(whole), box("irot", [turns])];
  const tileSize = shared.length + 1;
  const ofTile = [...shared.map((_, i) => i + 1), tileSize];
  const ofWhole = [tileSize + 1, tileSize + 2];
  const ids = tiles.map((_, i) => i + 2);
  const pixels = tiles.map((each) => (boxesOf(each, "mdat")[0] as Buffer).subarray(8));
  /** A hidden one is no image of its own. */
  const item = (id: number, type: string, hidden: 0 | 1) =>
    box("infe", [2, 0, 0, hidden, ...be(id, 2), 0, 0, ...Buffer.from(type), 0]);
  const withProperties = (id: number, used: readonly number[]) => [
    ...be(id, 2),
    used.length,
    ...used,
  ];
  const grid = [0, 0, tiles.length / columns - 1, columns - 1];
  const layout = [...grid, ...be(whole.width, 2), ...be(whole.height, 2)];
  const metaAt = (start: number) => {
    let at = start;
    const places = pixels.flatMap(({ length }, i) => {
      at += length;
      return [...be(i + 2, 2), ...be(0, 4), ...be(1, 2), ...be(at - length, 4), ...be(length, 4)];
    });
    // The layout lies in the box `idat`.
    const place = [...be(1, 2), ...be(1, 2), ...be(0, 2), ...be(1, 2), ...be(0, 4)];
    const located = [...place, ...be(layout.length, 4), ...places];
    return fullBox("meta", 0, [
      ...fullBox("hdlr", 0, [...be(0, 4), ...Buffer.from("pict"), ...be(0, 6), ...be(0, 7)]),
      ...fullBox("pitm", 0, be(1, 2)),
      ...fullBox("iinf", 0, [
        ...be(1 + ids.length, 2),
        ...item(1, "grid", 0),
        ...ids.flatMap((id) => [...item(id, "hvc1", 1)]),
      ]),
      ...fullBox("iref", 0, [
        ...box("dimg", [...be(1, 2), ...be(ids.length, 2), ...ids.flatMap((id) => be(id, 2))]),
      ]),
      ...box("iprp", [
        ...box(
          "ipco",
          properties.flatMap((property) => [...property]),
        ),
        ...fullBox("ipma", 0, [
          ...be(1 + ids.length, 4),
          ...withProperties(1, ofWhole),
          ...ids.flatMap((id) => withProperties(id, ofTile)),
        ]),
      ]),
      ...fullBox("iloc", 1, [0x44, 0, ...be(1 + ids.length, 2), ...located]),
      ...box("idat", layout),
    ]);
  };
  const start = box("ftyp", [...Buffer.from("heic"), ...be(0, 4), ...Buffer.from("mif1heic")]);
  const meta = metaAt(start.length + metaAt(0).length + 8);
  return Buffer.concat([start, meta, box("mdat", Buffer.concat(pixels))]);
}

function sizeBox({ width, height }: Size): Buffer {
  return fullBox("ispe", 0, [...be(width, 4), ...be(height, 4)]);
}

function fullBox(type: string, version: number, content: Iterable<number>): Buffer {
  return box(type, [version, 0, 0, 0, ...content]);
}

function box(type: string, content: Iterable<number>): Buffer {
  const bytes = Buffer.from([...content]);
  return Buffer.concat([Buffer.from(be(8 + bytes.length, 4)), Buffer.from(type), bytes]);
}

/** Boxes of a type, however deep they lie. */
function boxesOf(file: Uint8Array, type: string): Buffer[] {
  const bytes = Buffer.from(file);
  const found: Buffer[] = [];
  for (let at = bytes.indexOf(type); at >= 0; at = bytes.indexOf(type, at + 4)) {
    found.push(bytes.subarray(at - 4, at - 4 + bytes.readUInt32BE(at - 4)));
  }
  return found;
}

function be(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** (bytes - 1 - i)) % 256);
}
