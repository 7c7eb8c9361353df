import { type Engine, type Image, startEngine } from "../../src/render/engine/engine.ts";
import { perform } from "../../src/render/engine/operations.ts";
import type { Operation } from "../../src/render/plan/operations.ts";

let started: Promise<Engine> | undefined;

/** The engine inside the test process: it can be started once in a process, so all tests share it. */
export function engine(): Promise<Engine> {
  started ??= startEngine(new URL("../../src/render/engine/thread.ts", import.meta.url));
  return started;
}

/** A picture as numbers: the values of a pixel are those of its bands. */
export interface Pixels {
  width: number;
  height: number;
  bands: number;
  pixel(x: number, y: number): number[];
}

type At = (x: number, y: number) => readonly number[];

/** A picture of the engine's from what a function says of each pixel; 1 to 4 bands. */
export async function picture(width: number, height: number, at: At): Promise<Image> {
  const vips = await engine();
  const values = Array.from({ length: width * height }, (_, i) =>
    at(i % width, Math.floor(i / width)),
  );
  const bands = values[0]?.length ?? 1;
  const bytes = Uint8Array.from(values.flat());
  using image = vips.Image.newFromMemory(bytes, width, height, bands, vips.BandFormat.uchar);
  return image.copy({ interpretation: bands < 3 ? "b-w" : "srgb" });
}

export function pixelsOf(image: Image): Pixels {
  const { width, height, bands } = image;
  const data = image.writeToMemory() as Uint8Array;
  if (data.length !== width * height * bands) throw new Error("Expected one byte a value");
  return {
    width,
    height,
    bands,
    pixel(x, y) {
      if (x < 0 || y < 0 || x >= width || y >= height) {
        throw new RangeError(`Expected a pixel of ${width} x ${height}, got ${x}, ${y}`);
      }
      return [...data.subarray((y * width + x) * bands, (y * width + x + 1) * bands)];
    },
  };
}

/** Makes a picture, carries out operations on it and reads the result. */
export async function after(
  size: readonly [width: number, height: number],
  at: At,
  ...operations: Operation[]
): Promise<Pixels> {
  const vips = await engine();
  let image = await picture(...size, at);
  for (const operation of operations) {
    using before = image;
    image = perform(vips, before, operation);
  }
  using result = image;
  return pixelsOf(result);
}
