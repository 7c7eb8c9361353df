import sharp from "sharp";
import { clamp, randomFrom } from "./noise.ts";
import { addScaled, cross, type Triple, unit } from "./vector.ts";

/** The colour, in linear light, seen at a place of the frame: x to the right, y upwards. */
export type Scene = (x: number, y: number) => Triple;

export interface Exposure {
  width: number;
  height: number;
  /** Rays per pixel: more is smoother and slower. */
  samples: number;
  /** Strength of the film grain in 8-bit steps. */
  grain: number;
  /** How much of the light above paper white spills over its surroundings. */
  bloom: number;
  seed: number;
}

/** A pinhole camera: turns a place of the frame into a direction. */
export function camera(at: Triple, lookAt: Triple, lens: number): Scene {
  const forward = unit([lookAt[0] - at[0], lookAt[1] - at[1], lookAt[2] - at[2]]);
  const right = unit(cross([0, 1, 0], forward));
  const up = cross(forward, right);
  return (x, y) => {
    const ahead: Triple = [forward[0] * lens, forward[1] * lens, forward[2] * lens];
    return unit(addScaled(addScaled(ahead, right, x), up, y));
  };
}

/** Photographs a scene: 8-bit sRGB pixels, three channels. y spans -1..1, x keeps the aspect. */
export async function photograph(scene: Scene, exposure: Exposure): Promise<Uint8Array> {
  const { width, height } = exposure;
  const light = gather(scene, exposure);
  if (exposure.bloom > 0) await spill(light, width, height, exposure.bloom);
  return print(light, exposure);
}

function gather(scene: Scene, { width, height, samples, seed }: Exposure): Float32Array {
  const random = randomFrom(seed);
  const light = new Float32Array(width * height * 3);
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i += 3) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let sample = 0; sample < samples; sample++) {
        const x = (2 * (column + random()) - width) / height;
        const y = 1 - (2 * (row + random())) / height;
        const seen = scene(x, y);
        // A lone glint must not outshine the whole pixel.
        red += Math.min(seen[0], 6);
        green += Math.min(seen[1], 6);
        blue += Math.min(seen[2], 6);
      }
      light[i] = red / samples;
      light[i + 1] = green / samples;
      light[i + 2] = blue / samples;
    }
  }
  return light;
}

// Highlights are blurred as 8 bits: this many steps to one paper white leaves room above it.
const brightness = 60;

async function spill(light: Float32Array, width: number, height: number, amount: number) {
  const bright = Uint8Array.from(light, (value) => clamp((value - 0.75) * brightness, 0, 255));
  const raw = { width, height, channels: 3 } as const;
  const small = await sharp(bright, { raw })
    .resize(width >> 2, height >> 2, { fit: "fill" })
    .blur(width / 160)
    .toColourspace("srgb")
    .raw()
    .toBuffer();
  const halo = await sharp(small, { raw: { width: width >> 2, height: height >> 2, channels: 3 } })
    .resize(width, height, { fit: "fill" })
    .raw()
    .toBuffer();
  for (let i = 0; i < light.length; i++) {
    light[i] = (light[i] ?? 0) + ((halo[i] ?? 0) / brightness) * amount;
  }
}

function print(light: Float32Array, { width, height, grain, seed }: Exposure): Uint8Array {
  const random = randomFrom(seed ^ 0x51ed);
  const pixels = new Uint8Array(light.length);
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i += 3) {
      const x = column / width - 0.5;
      const y = row / height - 0.5;
      const vignette = 1 - 0.45 * (x * x + y * y);
      // Grain is the same in all three channels, as silver is: colour noise looks like a fault.
      const speck = (random() + random() - 1) * grain;
      for (let c = 0; c < 3; c++) {
        pixels[i + c] = clamp(filmic((light[i + c] ?? 0) * vignette) * 255 + speck + 0.5, 0, 255);
      }
    }
  }
  return pixels;
}

/** A film's response: shadows deepen, highlights roll off to white. Linear light in, sRGB out. */
function filmic(value: number): number {
  const toned = (value * (2.51 * value + 0.03)) / (value * (2.43 * value + 0.59) + 0.14);
  return clamp(toned, 0, 1) ** (1 / 2.2);
}
