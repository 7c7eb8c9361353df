/** More colours than this have photographs; screenshots, diagrams and drawings have fewer. */
const drawnColours = 4096;

/** Pixels of an image that has few colours. */
export interface FlatPixels {
  width: number;
  height: number;
  /** Red, green, blue and alpha. */
  data: Uint8Array<ArrayBuffer>;
  /** Each colour's number, in the order in which they occur. */
  colours: Map<number, number>;
}

/** The colours of an image, red, green, blue and alpha of 8 bits each; undefined when there are more than `drawnColours`. */
export function flatPixels(image: Omit<FlatPixels, "colours">): FlatPixels | undefined {
  const { width, height, data } = image;
  const pixels = new Uint32Array(data.buffer, data.byteOffset, data.length / 4);
  const colours = new Map<number, number>();
  let last: number | undefined;
  for (const pixel of pixels) {
    // Most pixels are like the one before.
    if (pixel === last) continue;
    last = pixel;
    if (colours.has(pixel)) continue;
    if (colours.size === drawnColours) return undefined;
    colours.set(pixel, colours.size);
  }
  return { width, height, data, colours };
}
