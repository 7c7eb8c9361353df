import type { Colour } from "../../plan/operations.ts";
import type { Box, Size } from "../../plan/size.ts";
import { type Pixels, pixelMemory, words } from "./rgba.ts";

const black = { red: 0, green: 0, blue: 0, alpha: 1 };

/** The part of an image that lies in a box, which has to lie inside the image. */
export function cropped(image: Pixels, { left, top, width, height }: Box): Pixels {
  if (left === 0 && width === image.width) {
    const row = image.width * 4;
    return { ...image, height, data: image.data.subarray(top * row, (top + height) * row) };
  }
  const data = pixelMemory({ width, height });
  for (let y = 0; y < height; y += 1) {
    const from = ((top + y) * image.width + left) * 4;
    data.set(image.data.subarray(from, from + width * 4), y * width * 4);
  }
  return { data, width, height, opaque: image.opaque };
}

/** The image on a backdrop of one colour, with its top left corner at `left`, `top` of the box. */
export function padded(image: Pixels, { left, top, width, height }: Box, colour: Colour): Pixels {
  const data = filled({ width, height }, colour);
  const [from, to] = [Math.max(0, -left), Math.min(image.width, width - left)];
  for (let y = Math.max(0, -top); y < Math.min(image.height, height - top) && from < to; y += 1) {
    const row = image.data.subarray((y * image.width + from) * 4, (y * image.width + to) * 4);
    const at = ((top + y) * width + left + from) * 4;
    data.set(row, at);
  }
  return { data, width, height, opaque: image.opaque && colour.alpha === 1 };
}

function filled(size: Size, { red, green, blue, alpha }: Colour): Uint8Array<ArrayBuffer> {
  const data = pixelMemory(size);
  const pixel = Uint8Array.of(red, green, blue, Math.round(alpha * 255));
  new Uint32Array(data.buffer, data.byteOffset).fill(new Uint32Array(pixel.buffer)[0] ?? 0);
  return data;
}

/** An image as EXIF orientation 1 to 8 asks for. Source: Exif 3.0, tag 274. */
export function oriented(image: Pixels, orientation: number): Pixels {
  if (orientation === 1) return image;
  const { width, height } = image;
  const lying = orientation >= 5;
  const source = words(image);
  const data = pixelMemory({ width, height });
  const target = new Uint32Array(data.buffer, data.byteOffset);
  const mirrored = [2, 3, 7, 8].includes(orientation);
  const upsideDown = [3, 4, 6, 7].includes(orientation);
  const turned = lying ? { width: height, height: width } : { width, height };
  // Of a lying image the target's columns are the source's rows.
  const [alongX, alongY] = lying ? [width, 1] : [1, width];
  const startX = lying ? (upsideDown ? height - 1 : 0) * width : mirrored ? width - 1 : 0;
  const startY = lying ? (mirrored ? width - 1 : 0) : (upsideDown ? height - 1 : 0) * width;
  const stepX = (lying ? upsideDown : mirrored) ? -alongX : alongX;
  const stepY = (lying ? mirrored : upsideDown) ? -alongY : alongY;
  let at = 0;
  for (let y = 0; y < turned.height; y += 1) {
    let from = startX + startY + y * stepY;
    for (let x = 0; x < turned.width; x += 1) {
      target[at] = source[from] as number;
      at += 1;
      from += stepX;
    }
  }
  return { data, ...turned, opaque: image.opaque };
}

/** The EXIF orientation that turns clockwise by a multiple of 90 degrees. */
export function quarterTurn(degrees: number): number {
  return ({ 90: 6, 180: 3, 270: 8 } as Record<number, number>)[degrees] ?? 1;
}

/** The EXIF orientation that mirrors. */
export function mirroring({ horizontal, vertical }: { horizontal: boolean; vertical: boolean }) {
  if (horizontal && vertical) return 3;
  return horizontal ? 2 : vertical ? 4 : 1;
}

/** An image laid on an opaque colour. */
export function flattened(image: Pixels, { red, green, blue }: Colour = black): Pixels {
  if (image.opaque) return image;
  const data = pixelMemory(image);
  data.set(image.data);
  for (let i = 0; i < data.length; i += 4) {
    const alpha = data[i + 3] as number;
    if (alpha === 255) continue;
    data[i] = mixed(data[i] as number, red, alpha);
    data[i + 1] = mixed(data[i + 1] as number, green, alpha);
    data[i + 2] = mixed(data[i + 2] as number, blue, alpha);
    data[i + 3] = 255;
  }
  return { ...image, data, opaque: true };
}

function mixed(over: number, under: number, alpha: number): number {
  return Math.round((over * alpha + under * (255 - alpha)) / 255);
}
