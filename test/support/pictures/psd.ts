import { deflateSync } from "node:zlib";
import type { Size } from "../../../src/render/plan/size.ts";

/**
 * A PSD of three colours whose pixels are one deflated stream, made of one that has them as they are.
 * @param whole bytes of the file, from whose end its pixels are counted
 */
export function deflatedPsd(
  raw: Uint8Array,
  { width, height, bits, predicts }: Size & { bits: 8 | 16; predicts: boolean },
  whole = raw.length,
): Uint8Array {
  const at = whole - (width * height * 3 * bits) / 8 - 2;
  const body = Buffer.from(raw.subarray(at + 2));
  const bytes = bits / 8;
  for (let i = body.length - bytes; predicts && i >= 0; i -= bytes) {
    if ((i / bytes) % width === 0) continue;
    const difference = body.readUIntBE(i, bytes) - body.readUIntBE(i - bytes, bytes);
    body.writeUIntBE((difference + 2 ** bits) % 2 ** bits, i, bytes);
  }
  const compression = Uint8Array.of(0, predicts ? 3 : 2);
  return Buffer.concat([raw.subarray(0, at), compression, deflateSync(body)]);
}

/** A layer as `layeredPsd` writes it: rows of values for each channel, colours first. */
export interface DrawnLayer extends Size {
  name: string;
  left: number;
  top: number;
  /** By the number of the channel: 0 to 2 are colours, -1 is what can be seen. */
  channels: Record<number, readonly number[]>;
  /** As they are, packed, deflated, or deflated as differences. */
  compression?: 0 | 1 | 2 | 3;
  opacity?: number;
  /** How it is mixed with what lies below it, in four letters. */
  mode?: string;
  isClipped?: boolean;
  isGroup?: boolean;
  mask?: Size & { left: number; top: number; around: number; values: readonly number[] };
  maskFlags?: number;
}

interface PsdOptions {
  bits?: 8 | 16;
  isLarge?: boolean;
  /** Whether layers stand in a block of their own, as Photoshop puts those of 16 bits. */
  inBlock?: boolean;
}

/** A document of three colours, white where it is flattened, with layers from the lowest up. */
export function layeredPsd(
  { width, height }: Size,
  layers: readonly DrawnLayer[],
  { bits = 8, isLarge = false, inBlock = false }: PsdOptions = {},
): Buffer {
  const size = (value: number) => (isLarge ? [...be(0, 4), ...be(value, 4)] : be(value, 4));
  const written = layers.map((layer) => channelsOf(layer, bits, isLarge));
  const records = layers.flatMap((layer, i) => {
    const channels = (written[i] ?? []).flatMap(({ id, data }) => [
      ...be(id, 2),
      ...size(data.length),
    ]);
    const extra = extraOf(layer);
    return [
      ...boxOf(layer),
      ...be(channels.length / (isLarge ? 10 : 6), 2),
      ...channels,
      ...Buffer.from(`8BIM${layer.mode ?? "norm"}`),
      ...[layer.opacity ?? 255, layer.isClipped ? 1 : 0, 0, 0],
      ...be(extra.length, 4),
      ...extra,
    ];
  });
  const info = Buffer.concat([
    Uint8Array.from([...be(layers.length, 2), ...records]),
    ...written.flat().map(({ data }) => data),
  ]);
  const even = Buffer.concat([info, Buffer.alloc((4 - (info.length % 4)) % 4)]);
  const length = Uint8Array.from(size(even.length));
  const name = inBlock ? [...size(0), ...be(0, 4), ...Buffer.from("8BIMLr16")] : [];
  const section = Buffer.concat([Uint8Array.from(name), length, even, Buffer.alloc(4)]);
  return Buffer.concat([
    Buffer.from("8BPS"),
    Uint8Array.from([...be(isLarge ? 2 : 1, 2), ...be(0, 6), ...be(3, 2)]),
    Uint8Array.from([...be(height, 4), ...be(width, 4), ...be(bits, 2), ...be(3, 2)]),
    Uint8Array.from([...be(0, 8), ...size(section.length)]),
    section,
    Buffer.alloc(2),
    Buffer.alloc((width * height * 3 * bits) / 8, 255),
  ]);
}

/** Big-endian, with the two's complement of what is below zero. */
function be(value: number, bytes: number): number[] {
  const whole = value < 0 ? value + 2 ** (8 * bytes) : value;
  return Array.from(
    { length: bytes },
    (_, i) => Math.floor(whole / 2 ** (8 * (bytes - 1 - i))) % 256,
  );
}

function boxOf({ left, top, width, height }: Size & { left: number; top: number }): number[] {
  return [top, left, top + height, left + width].flatMap((side) => be(side, 4));
}

function extraOf({ name, isGroup, mask, maskFlags = 0 }: DrawnLayer): number[] {
  const masked = mask ? [...boxOf(mask), mask.around, maskFlags, 0, 0] : [];
  const plain = [...Buffer.from(name, "latin1")];
  const padding = Buffer.alloc((4 - ((plain.length + 1) % 4)) % 4);
  const units = [...name].flatMap((letter) => be(letter.charCodeAt(0), 2));
  const unicode = [...be(name.length, 4), ...units];
  return [
    ...[...be(masked.length, 4), ...masked, ...be(0, 4)],
    ...[plain.length, ...plain, ...padding],
    ...[...Buffer.from("8BIMluni"), ...be(unicode.length, 4), ...unicode],
    ...(isGroup ? [...Buffer.from("8BIMlsct"), ...be(4, 4), ...be(1, 4)] : []),
  ];
}

function channelsOf(layer: DrawnLayer, bits: 8 | 16, isLarge: boolean) {
  const { mask, compression = 0, width, height } = layer;
  const own = Object.entries(layer.channels).map(([id, values]) => ({
    id: Number(id),
    values,
    width,
    height,
  }));
  const masked = mask
    ? [{ id: -2, values: mask.values, width: mask.width, height: mask.height }]
    : [];
  return [...own, ...masked].map(({ id, values, ...box }) => ({
    id,
    data: channelData(values, box, { compression, bits, isLarge }),
  }));
}

function channelData(
  values: readonly number[],
  { width, height }: Size,
  { compression, bits, isLarge }: { compression: number; bits: 8 | 16; isLarge: boolean },
): Buffer {
  const bytes = bits / 8;
  const differences = values.map((value, i) =>
    compression === 3 && i % width > 0
      ? (value - (values[i - 1] ?? 0) + 2 ** bits) % 2 ** bits
      : value,
  );
  const raw = Buffer.from(differences.flatMap((value) => be(value, bytes)));
  const kind = Buffer.from(be(compression, 2));
  if (compression === 0) return Buffer.concat([kind, raw]);
  if (compression > 1) return Buffer.concat([kind, deflateSync(raw)]);
  const rows = Array.from({ length: height }, (_, y) =>
    packed(raw.subarray(y * width * bytes, (y + 1) * width * bytes)),
  );
  const lengths = rows.flatMap(({ length }) => be(length, isLarge ? 4 : 2));
  return Buffer.concat([kind, Uint8Array.from(lengths), ...rows]);
}

/** PackBits without runs. */
function packed(row: Uint8Array): Buffer {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < row.length; at += 128) {
    const piece = row.subarray(at, at + 128);
    pieces.push(Uint8Array.of(piece.length - 1), piece);
  }
  return Buffer.concat(pieces);
}
