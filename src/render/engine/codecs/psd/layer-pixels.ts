import type { Size } from "../../../plan/size.ts";
import { damaged, unread } from "../../raster/raster.ts";
import { type Box, channelIds, type Layer, type LayerMask } from "./layers.ts";
import { planesOf } from "./planes.ts";

/** The document that a layer lies in. */
interface Canvas extends Size {
  /** How many of the channels are colours. */
  colours: number;
  bits: 8 | 16;
  isLarge: boolean;
}

/** Values of one band, or of all, as wide as the document's bits. */
type Values = Uint8Array | Uint16Array;

/** A layer may reach beyond its document, and no further than this. */
const mostPixels = 100e6;

/** What layers are drawn on: its colours and, unless it is opaque, what can be seen of it. */
interface Ground {
  data: Values;
  bands: number;
}

/** Draws a layer where it lies on the document, mixed with what is there by nothing but transparency. */
export async function drawLayer(
  bytes: Uint8Array,
  canvas: Canvas,
  layer: Layer,
  { data, bands }: Ground,
): Promise<void> {
  checkSize(layer);
  const { colours } = canvas;
  const most = mostOf(canvas);
  const seen = await seenOf(bytes, canvas, layer);
  const isOpaque = bands === colours;
  for (let colour = 0; colour < colours; colour += 1) {
    const plane = await planeOf(bytes, canvas, layer, colour, layer);
    if (!plane) throw damaged("A layer lacks a colour");
    eachPixel(canvas, layer, (to, from) => {
      const above = seen[from] as number;
      if (above === 0) return;
      const at = to * bands;
      const own = plane[from] as number;
      const below = isOpaque ? most : (data[at + colours] as number);
      const mixes = below > 0 && above < most;
      data[at + colour] = mixes ? mixed(own, above, data[at + colour] as number, below, most) : own;
    });
  }
  if (isOpaque) return;
  eachPixel(canvas, layer, (to, from) => {
    const above = seen[from] as number;
    const at = to * bands + colours;
    data[at] = Math.round(above + kept(above, data[at] as number, most));
  });
}

/** A colour that lets another one through. */
function mixed(own: number, above: number, other: number, below: number, most: number): number {
  const through = kept(above, below, most);
  return Math.round((own * above + other * through) / (above + through));
}

/** How much can still be seen of what lies below. */
function kept(above: number, below: number, most: number): number {
  return (below * (most - above)) / most;
}

/** How much can be seen of each pixel of a layer. */
async function seenOf(bytes: Uint8Array, canvas: Canvas, layer: Layer): Promise<Values> {
  const { mask, opacity, width, height } = layer;
  const alpha = await planeOf(bytes, canvas, layer, channelIds.alpha, layer);
  const shown = mask && (await maskOf(bytes, canvas, layer, mask));
  if (alpha && !shown && opacity === 255) return alpha;
  const most = mostOf(canvas);
  const seen =
    canvas.bits === 16 ? new Uint16Array(width * height) : new Uint8Array(width * height);
  eachPixel(canvas, layer, (_, from, x, y) => {
    const own = alpha ? (alpha[from] as number) : most;
    const unmasked = shown ? shown(x, y) / most : 1;
    seen[from] = Math.round((own * opacity * unmasked) / 255);
  });
  return seen;
}

function mostOf({ bits }: Canvas): number {
  return bits === 16 ? 65_535 : 255;
}

/** Calls for each pixel of a layer that lies on the canvas: its number there and in the layer. */
function eachPixel(
  { width, height }: Size,
  box: Box,
  work: (to: number, from: number, x: number, y: number) => void,
): void {
  const [left, right] = [Math.max(0, box.left), Math.min(width, box.left + box.width)];
  const bottom = Math.min(height, box.top + box.height);
  for (let y = Math.max(0, box.top); y < bottom; y += 1) {
    const start = (y - box.top) * box.width - box.left;
    for (let x = left; x < right; x += 1) {
      work(y * width + x, start + x, x, y);
    }
  }
}

/** How much of a layer a mask shows at a place of the document. */
async function maskOf(
  bytes: Uint8Array,
  canvas: Canvas,
  layer: Layer,
  mask: LayerMask,
): Promise<((x: number, y: number) => number) | undefined> {
  if (!layer.channels.some(({ id }) => id === channelIds.mask)) return undefined;
  const { left, top, width, height, around } = mask;
  const isEmpty = width <= 0 || height <= 0;
  const plane = isEmpty ? undefined : await planeOf(bytes, canvas, layer, channelIds.mask, mask);
  const outside = canvas.bits === 16 ? around * 257 : around;
  return (x, y) => {
    const isInside = x >= left && y >= top && x < left + width && y < top + height;
    return plane && isInside ? (plane[(y - top) * width + x - left] as number) : outside;
  };
}

function checkSize({ width, height }: Size): void {
  if (width * height > mostPixels) throw unread(`a layer of ${width}x${height} pixels`);
}

/** One channel of a layer; undefined where it has none of this number. */
async function planeOf(
  bytes: Uint8Array,
  { bits, isLarge }: Canvas,
  { channels }: Layer,
  id: number,
  { width, height }: Size,
): Promise<Values | undefined> {
  const channel = channels.find((each) => each.id === id);
  if (!channel) return undefined;
  checkSize({ width, height });
  const { at, length } = channel;
  const stored = { width, height, channels: 1, bands: 1, bits, isLarge, at };
  const [plane] = await planesOf(bytes.subarray(0, at + length), stored);
  if (!plane || bits === 8) return plane;
  const view = new DataView(plane.buffer, plane.byteOffset, plane.byteLength);
  return Uint16Array.from({ length: width * height }, (_, i) => view.getUint16(2 * i));
}
