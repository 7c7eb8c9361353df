import sharp from "sharp";

/** A picture of which only what eyes see counts: size, and Lab colours on white and on black. */
interface Seen {
  width: number;
  height: number;
  grounds: Float32Array[];
}

interface Difference {
  /**
   * CIE76 ΔE between the two where they differ most: both are blurred by half a pixel, laid on
   * white and on black, and compared in tiles of 8x8; this is the mean over the worst twentieth of
   * the tiles. 1 cannot be seen, 2.3 is just noticeable, at 10 the eye is drawn to it, 100 is
   * black against white. Tiles, because a mean over the picture hides a missing border.
   */
  distance: number;
  /** A grey picture of the differences, ten times as bright as ΔE. */
  picture(): Promise<Uint8Array>;
}

const tile = 8;
const worstShare = 0.05;
/** Standard deviation in pixels: a shift by less than half a pixel is not what people see. */
const blur = 0.5;

/** Compares what two pictures of one size look like. Throws when the sizes differ. */
export async function compare(a: Uint8Array, b: Uint8Array): Promise<Difference> {
  const [left, right] = await Promise.all([see(a), see(b)]);
  const { width, height } = left;
  if (width !== right.width || height !== right.height) {
    throw new Error(`Expected a picture of ${right.width}x${right.height}, got ${width}x${height}`);
  }
  const map = new Float32Array(width * height);
  for (const [ground, first] of left.grounds.entries()) {
    const second = right.grounds[ground] ?? first;
    for (let i = 0; i < map.length; i++) {
      map[i] = Math.max(map[i] ?? 0, deltaE(first, second, i * 3));
    }
  }
  return {
    distance: worstTiles(map, width, height),
    picture: async () => {
      const bytes = Uint8Array.from(map, (value) => Math.min(255, value * 10));
      const grey = sharp(bytes, { raw: { width, height, channels: 1 } });
      return new Uint8Array(await grey.png().toBuffer());
    },
  };
}

async function see(bytes: Uint8Array): Promise<Seen> {
  const { data, info } = await sharp(bytes)
    .toColourspace("srgb")
    .ensureAlpha()
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  return { width, height, grounds: [255, 0].map((ground) => labOn(ground, data, width, height)) };
}

/** The picture on a grey, in linear light blurred, as L, a, b. */
function labOn(ground: number, rgba: Uint8Array, width: number, height: number): Float32Array {
  const light = new Float32Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const alpha = (rgba[i * 4 + 3] ?? 0) / 255;
    for (let band = 0; band < 3; band++) {
      const value = (rgba[i * 4 + band] ?? 0) * alpha + ground * (1 - alpha);
      light[i * 3 + band] = linear(value / 255);
    }
  }
  const soft = smooth(smooth(light, width, 3), height, width * 3);
  for (let i = 0; i < soft.length; i += 3) toLab(soft, i);
  return soft;
}

/** Three taps of a Gaussian along an axis of `length` places, `step` apart; the edge continues. */
function smooth(values: Float32Array, length: number, step: number): Float32Array {
  const side = Math.exp(-1 / (2 * blur * blur));
  const whole = 1 + 2 * side;
  const result = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const place = Math.floor(i / step) % length;
    const before = place === 0 ? i : i - step;
    const after = place === length - 1 ? i : i + step;
    result[i] = ((values[i] ?? 0) + side * ((values[before] ?? 0) + (values[after] ?? 0))) / whole;
  }
  return result;
}

function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** IEC 61966-2-1 primaries, white D65, CIE 1976 L*a*b*; in place. */
function toLab(pixels: Float32Array, i: number): void {
  const [r, g, b] = [pixels[i] ?? 0, pixels[i + 1] ?? 0, pixels[i + 2] ?? 0];
  const x = root((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const y = root(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = root((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  pixels[i] = 116 * y - 16;
  pixels[i + 1] = 500 * (x - y);
  pixels[i + 2] = 200 * (y - z);
}

function root(value: number): number {
  return value > 216 / 24389 ? Math.cbrt(value) : (841 / 108) * value + 4 / 29;
}

function deltaE(first: Float32Array, second: Float32Array, i: number): number {
  const along = (band: number) => (first[i + band] ?? 0) - (second[i + band] ?? 0);
  return Math.hypot(along(0), along(1), along(2));
}

function worstTiles(map: Float32Array, width: number, height: number): number {
  const means: number[] = [];
  for (let top = 0; top < height; top += tile) {
    for (let left = 0; left < width; left += tile) {
      const [right, bottom] = [Math.min(left + tile, width), Math.min(top + tile, height)];
      let sum = 0;
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) sum += map[y * width + x] ?? 0;
      }
      means.push(sum / ((right - left) * (bottom - top)));
    }
  }
  means.sort((a, b) => b - a);
  const worst = means.slice(0, Math.max(1, Math.ceil(means.length * worstShare)));
  return worst.reduce((sum, mean) => sum + mean, 0) / worst.length;
}
