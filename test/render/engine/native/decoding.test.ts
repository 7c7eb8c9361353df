import { describe, expect, test } from "bun:test";
import { decoded, resized } from "../../../../src/render/engine/native/codec.ts";
import { decodingFor, isOwnChoice } from "../../../../src/render/engine/native/decoding.ts";
import { photo } from "../../../support/pictures.ts";

type Stored = Parameters<typeof decodingFor>[0];

const camera: Stored = { format: "jpeg", width: 4000, height: 3000 };

/** To which width something is decoded that is then made so wide. */
function decodedWidth(stored: Stored, width: number): number {
  const height = Math.round((width * stored.height) / stored.width);
  return decodingFor(stored, { width, height }).whole.width;
}

describe("a photo is decoded", () => {
  test("a fifth larger than wanted at least, by eighths", () => {
    for (let width = 1; width < camera.width; width += 17) {
      const decodes = decodedWidth(camera, width);
      expect(decodes).toBeGreaterThanOrEqual(Math.min(camera.width, Math.floor(1.2 * width)));
    }
    expect(decodedWidth(camera, 1200)).toBe(1500);
    expect(decodedWidth(camera, 1300)).toBe(2000);
  });

  test("by a power of two where little is left of it, as libvips does it", () => {
    expect(decodedWidth({ ...camera, width: 1603, height: 1001 }, 300)).toBe(400);
  });

  test("whole where every pixel is needed, or more than there are", () => {
    expect(decodingFor(camera, undefined).whole).toEqual({ width: 4000, height: 3000 });
    expect(decodingFor(camera, { width: 4001, height: 3000 }).whole.width).toBe(4000);
  });

  test("at nearly the wanted size where it is so large that pixels cannot be passed on", () => {
    expect(decodedWidth({ ...camera, width: 12_000, height: 9_000 }, 5_900)).toBe(6_000);
  });
});

test("what only a JPEG decoder does is not expected of others", () => {
  expect(decodedWidth({ ...camera, format: "png" }, 300)).toBe(4000);
});

test("where decoding and resizing are left to the runtime in one go, the pixels are the same", async () => {
  let compared = 0;
  for (const [width, height] of [
    [1600, 1200],
    [1606, 1203],
    [2000, 1000],
  ] as const) {
    const bytes = await photo(width, height, { format: "jpeg" });
    const stored = { format: "jpeg", width, height } as const;
    for (let part = 0.05; part < 1; part += 0.05) {
      const wanted = { width: Math.round(width * part), height: Math.round(height * part) };
      const decoding = decodingFor(stored, wanted);
      if (!isOwnChoice(decoding, stored, wanted)) continue;
      const atOnce = await decoded(bytes, { size: wanted, opaque: true });
      const shrunk = await decoded(bytes, { ...decoding, opaque: true });
      const inTwo = await resized(shrunk, wanted);
      expect([part, Buffer.compare(atOnce.data, inTwo.data)]).toEqual([part, 0]);
      compared += 1;
    }
  }
  expect(compared).toBeGreaterThan(15);
}, 60_000);
