import type { Size } from "../../plan/size.ts";
import { isOpaque, type Pixels, pixelMemory } from "./rgba.ts";
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

function multipliedAlone({ data, width, height }: Pixels): Pixels {
  const result = pixelMemory({ width, height });
  result.set(data);
  for (let i = 3; i < result.length; i += 4) {
    const alpha = result[i] as number;
    if (alpha === 255) continue;
    const share = alpha / 255;
    result[i - 3] = (result[i - 3] as number) * share + 0.5;
    result[i - 2] = (result[i - 2] as number) * share + 0.5;
    result[i - 1] = (result[i - 1] as number) * share + 0.5;
  }
  return { data: result, width, height, opaque: false };
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
function averaged({ data, width, height, opaque }: Pixels, box: Size): Pixels {
  const size = {
    width: Math.floor(width / box.width),
    height: Math.floor(height / box.height),
  };
  const colour = pixelMemory(size);
  const whole = box.width * box.height;
  const row = width * 4;
  let to = 0;
  for (let y = 0; y < size.height; y += 1) {
    for (let x = 0; x < size.width; x += 1) {
      let [red, green, blue, opacity] = [0, 0, 0, 0];
      for (let down = 0; down < box.height; down += 1) {
        let from = (y * box.height + down) * row + x * box.width * 4;
        for (let across = 0; across < box.width; across += 1, from += 4) {
          const share = data[from + 3] as number;
          if (share === 0) continue;
          red += (data[from] as number) * share;
          green += (data[from + 1] as number) * share;
          blue += (data[from + 2] as number) * share;
          opacity += share;
        }
      }
      if (opacity > 0) {
        colour[to] = red / (whole * 255) + 0.5;
        colour[to + 1] = green / (whole * 255) + 0.5;
        colour[to + 2] = blue / (whole * 255) + 0.5;
      }
      colour[to + 3] = opacity / whole + 0.5;
      to += 4;
    }
  }
  return { data: colour, ...size, opaque };
}
