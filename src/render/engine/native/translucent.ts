import type { Size } from "../../plan/size.ts";
import { isOpaque, type Pixels, pixelMemory, words } from "./rgba.ts";
import { type Held, pixelsIn } from "./stored-png.ts";

/** How much larger than wanted an image is that is averaged first: libvips' `gap`. */
const spareFactor = 2;

/**
 * An image with its colours multiplied by its alpha, so that it can be resampled by what weighs all
 * pixels alike. What is much larger than wanted is averaged on the way, as libvips does it.
 */
export function multiplied(image: Pixels, wanted: Size): Pixels {
  const box = boxFor(image, wanted);
  return box.width * box.height === 1 ? multipliedAlone(image) : averaged(image, box);
}

function multipliedAlone(image: Pixels): Pixels {
  const { width, height } = image;
  const source = words(image);
  const result = { data: pixelMemory(image), width, height, opaque: false };
  const target = words(result);
  for (let i = 0; i < source.length; i += 1) {
    const pixel = source[i] as number;
    const alpha = pixel >>> 24;
    // Most pixels of a logo are either of these: what cannot be seen stays zero.
    if (alpha === 255) target[i] = pixel;
    else if (alpha > 0) target[i] = multipliedPixel(pixel, alpha);
  }
  return result;
}

function multipliedPixel(pixel: number, alpha: number): number {
  const red = share(pixel & 255, alpha);
  const green = share((pixel >>> 8) & 255, alpha);
  const blue = share((pixel >>> 16) & 255, alpha);
  return (alpha << 24) | (blue << 16) | (green << 8) | red;
}

/** A product of two bytes, divided by 255 and rounded. */
function share(value: number, alpha: number): number {
  const product = value * alpha + 128;
  return (product + (product >> 8)) >> 8;
}

/** An opaque image as it is, or averaged where it is much larger than wanted. */
export function nearer(image: Held, wanted: Size): Held {
  return isNear(image, wanted) ? image : averaged(pixelsIn(image), boxFor(image, wanted));
}

/**
 * Pixels up to which an image is averaged first, as libvips does it. Larger ones are left to the
 * resampling alone, which takes half the time.
 */
export const finePixels = 750_000;

/** Whether an opaque image is resized without being averaged first. */
export function isNear(image: Size, wanted: Size): boolean {
  if (image.width * image.height > finePixels) return true;
  const box = boxFor(image, wanted);
  return box.width * box.height === 1;
}

/** Size in pixels of the boxes that are averaged. */
function boxFor(image: Size, wanted: Size): Size {
  return {
    width: sideFor(image.width, wanted.width),
    height: sideFor(image.height, wanted.height),
  };
}

function sideFor(length: number, wanted: number): number {
  let side = Math.max(1, Math.floor(length / wanted / spareFactor));
  // Boxes that do not fill the image would move its content.
  while (length % side !== 0) side -= 1;
  return side;
}

/** Divides colours by alpha again, in the memory that they are in. */
export function divided({ data, width, height }: Pixels): Pixels {
  for (let i = 0; i < data.length; i += 4) {
    const opacity = data[i + 3] as number;
    if (opacity === 0 || opacity === 255) continue;
    const factor = 255 / opacity;
    data[i] = Math.min(255, (data[i] as number) * factor + 0.5);
    data[i + 1] = Math.min(255, (data[i + 1] as number) * factor + 0.5);
    data[i + 2] = Math.min(255, (data[i + 2] as number) * factor + 0.5);
  }
  return { data, width, height, opaque: isOpaque(data) };
}

/**
 * The means of boxes of pixels, colours multiplied by alpha; what fills no box at the right and below
 * is left away.
 */
function averaged(image: Pixels, box: Size): Pixels {
  const size = {
    width: Math.floor(image.width / box.width),
    height: Math.floor(image.height / box.height),
  };
  const result = { data: pixelMemory(size), ...size, opaque: image.opaque };
  const [source, target] = [words(image), words(result)];
  const whole = box.width * box.height;
  const most = whole * 255;
  let to = 0;
  for (let y = 0; y < size.height; y += 1) {
    for (let x = 0; x < size.width; x += 1) {
      let red = 0;
      let green = 0;
      let blue = 0;
      let opacity = 0;
      let from = y * box.height * image.width + x * box.width;
      for (let down = 0; down < box.height; down += 1, from += image.width) {
        for (let at = from; at < from + box.width; at += 1) {
          const pixel = source[at] as number;
          const share = pixel >>> 24;
          if (share === 0) continue;
          red += (pixel & 255) * share;
          green += ((pixel >>> 8) & 255) * share;
          blue += ((pixel >>> 16) & 255) * share;
          opacity += share;
        }
      }
      if (opacity > 0) {
        target[to] =
          ((opacity / whole + 0.5) << 24) |
          ((blue / most + 0.5) << 16) |
          ((green / most + 0.5) << 8) |
          (red / most + 0.5);
      }
      to += 1;
    }
  }
  return result;
}
