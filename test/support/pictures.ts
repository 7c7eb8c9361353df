// Test pictures, made when a test asks for them, by sharp: native code that the engine under test
// has no part in. Each is made once a run; the bytes are shared, so a test must not change them.

import { bytesOf, type Encoding, encoded, fromPixels, keyOf, once } from "./pictures/encode.ts";
import { barAt, paint, paintPhoto, paintQuadrants, quadrantAt } from "./pictures/pixels.ts";

export * from "./decode.ts";
// The test suite's one import for pictures of every kind, and for reading the engine's.
export * from "./pictures/broken.ts";
export type { Format } from "./pictures/encode.ts";
export * from "./pictures/kinds.ts";
export { barColours, quadrantColours } from "./pictures/pixels.ts";

/** Eight upright bars of `barColours`, equally wide. */
export function colourBars(width: number, height: number, encoding: Encoding): Promise<Uint8Array> {
  return once(keyOf("bars", width, height, encoding), () => {
    const pixels = paint(width, height, (x) => barAt(x, width));
    return bytesOf(encoded(fromPixels(pixels, width, height), encoding));
  });
}

/** Red, green, blue and yellow quarters (see `quadrantColours`): turns, flips and crops show. */
export function quadrants(width: number, height: number, encoding: Encoding): Promise<Uint8Array> {
  return once(keyOf("quadrants", width, height, encoding), () =>
    bytesOf(encoded(fromPixels(paintQuadrants(width, height), width, height), encoding)),
  );
}

/** A synthetic photograph: gradients, texture, hard edges, grain; chroma halved as cameras do. */
export function photo(width: number, height: number, encoding: Encoding): Promise<Uint8Array> {
  return once(keyOf("photo", width, height, encoding), () => {
    const picture = fromPixels(paintPhoto(width, height), width, height);
    return bytesOf(encoded(picture, encoding, "4:2:0"));
  });
}

export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

type Place = readonly [number, number];

/** Where the pixel (x, y) of an oriented view lies in the stored picture (EXIF tag 0x0112). */
const storedAt: Record<
  Orientation,
  (x: number, y: number, right: number, bottom: number) => Place
> = {
  1: (x, y) => [x, y],
  2: (x, y, right) => [right - x, y],
  3: (x, y, right, bottom) => [right - x, bottom - y],
  4: (x, y, _right, bottom) => [x, bottom - y],
  5: (x, y) => [y, x],
  6: (x, y, right) => [y, right - x],
  7: (x, y, right, bottom) => [bottom - y, right - x],
  8: (x, y, _right, bottom) => [bottom - y, x],
};

/**
 * A JPEG with an EXIF orientation, 1..8, whose oriented view is `quadrants(width, height)`; from 5
 * on it is stored on its side.
 */
export function withOrientation(
  orientation: Orientation,
  width: number,
  height: number,
): Promise<Uint8Array> {
  const placed = storedAt[orientation];
  return once(`orientation ${orientation} ${width} ${height}`, () => {
    const [storedWidth, storedHeight] = orientation < 5 ? [width, height] : [height, width];
    const pixels = new Uint8Array(width * height * 3);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [sx, sy] = placed(x, y, width - 1, height - 1);
        pixels.set(quadrantAt(x, y, width, height), (sy * storedWidth + sx) * 3);
      }
    }
    const stored = fromPixels(pixels, storedWidth, storedHeight);
    // Sharp adds an sRGB profile along with the tag, as cameras do.
    return bytesOf(encoded(stored.withMetadata({ orientation }), { format: "jpeg" }));
  });
}

/** 10 wide, 3000 high: a width that must not be enlarged beyond every limit of the height. */
export function tall(encoding: Encoding = { format: "png" }): Promise<Uint8Array> {
  return photo(10, 3000, encoding);
}
