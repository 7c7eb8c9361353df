// Raw pixels of the test pictures, before any codec has seen them: three channels, 8 bits, sRGB.

import { cloudNoise, randomFrom } from "../scenes/noise.ts";

export type Rgb = readonly [number, number, number];

/** What colourBars() shows, from left to right. */
export const barColours = [
  [235, 235, 235],
  [230, 210, 30],
  [30, 205, 215],
  [40, 190, 60],
  [200, 50, 190],
  [215, 45, 40],
  [40, 60, 200],
  [20, 20, 20],
] as const satisfies readonly Rgb[];

export const quadrantColours = {
  topLeft: [255, 0, 0],
  topRight: [0, 255, 0],
  bottomLeft: [0, 0, 255],
  bottomRight: [255, 255, 0],
} as const satisfies Record<string, Rgb>;

export function paint(
  width: number,
  height: number,
  colourAt: (x: number, y: number) => Rgb,
): Uint8Array {
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 3) pixels.set(colourAt(x, y), i);
  }
  return pixels;
}

export function barAt(x: number, width: number): Rgb {
  return barColours[Math.floor((x * barColours.length) / width)] ?? barColours[0];
}

export function quadrantAt(x: number, y: number, width: number, height: number): Rgb {
  const { topLeft, topRight, bottomLeft, bottomRight } = quadrantColours;
  if (y < height / 2) return x < width / 2 ? topLeft : topRight;
  return x < width / 2 ? bottomLeft : bottomRight;
}

export function paintQuadrants(width: number, height: number): Uint8Array {
  return paint(width, height, (x, y) => quadrantAt(x, y, width, height));
}

/**
 * Something with the statistics of a photograph: a sky that shades off, hills with texture, a disc
 * and a wall with hard edges, grain in every pixel. The same for a size on every run.
 */
export function paintPhoto(width: number, height: number): Uint8Array {
  const pixels = new Uint8Array(width * height * 3);
  const random = randomFrom(width * 7919 + height);
  const aspect = width / height;
  // One skyline per hill and column: noise for every pixel of a large picture would be slow.
  const skylines = [0, 1, 2].map((hill) =>
    Float32Array.from({ length: width }, (_, x) => {
      const across = (x / width) * aspect * (1.5 + hill) + hill * 5.3;
      return 0.42 + hill * 0.17 + 0.16 * cloudNoise(across, hill, 5);
    }),
  );
  for (let y = 0, i = 0; y < height; y++) {
    const v = y / height;
    for (let x = 0; x < width; x++, i += 3) {
      const u = x / width;
      const texture = cloudNoise(u * aspect * 24, v * 24, 3);
      let red = 120 + 110 * v + 18 * texture;
      let green = 160 + 50 * v + 16 * texture;
      let blue = 225 - 40 * v + 12 * texture;
      if (Math.hypot((u - 0.7) * aspect, v - 0.22) < 0.09) {
        red = 255;
        green = 236;
        blue = 190;
      }
      for (let hill = 0; hill < 3; hill++) {
        if (v < (skylines[hill]?.[x] ?? 1)) break;
        red = 96 - hill * 24 + 70 * texture;
        green = 124 - hill * 22 + 60 * texture;
        blue = 112 - hill * 34 + 40 * texture;
      }
      if (u > 0.16 && u < 0.3 && v > 0.46 && v < 0.82) {
        const course = Math.floor(v * 40) % 2;
        const brick = (u * 60 + course * 0.5) % 1 < 0.12 || (v * 40) % 1 < 0.16;
        red = brick ? 205 : 168 + 40 * texture;
        green = brick ? 196 : 82 + 30 * texture;
        blue = brick ? 180 : 60 + 20 * texture;
      }
      const grain = (random() - 0.5) * 14;
      pixels[i] = byte(red + grain);
      pixels[i + 1] = byte(green + grain);
      pixels[i + 2] = byte(blue + grain);
    }
  }
  return pixels;
}

function byte(value: number): number {
  return Math.max(0, Math.min(value, 255));
}
