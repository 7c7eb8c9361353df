import { describe, expect, test } from "bun:test";
import { crc32 } from "node:zlib";
import sharp from "sharp";
import { cut, decoded, resized } from "../../../../src/render/engine/native/codec.ts";
import {
  averagingFor,
  decodingFor,
  isOwnChoice,
  sharedDecodingFor,
  standsIn,
} from "../../../../src/render/engine/native/decoding.ts";
import { cropped } from "../../../../src/render/engine/native/pixels.ts";
import { pixelsIn, storedPngOf } from "../../../../src/render/engine/native/stored-png.ts";
import { shrinkFor } from "../../../../src/render/plan/decoding.ts";
import type { Size } from "../../../../src/render/plan/size.ts";
import { photo } from "../../../support/pictures.ts";

type Stored = Parameters<typeof decodingFor>[0];

const camera: Stored = { format: "jpeg", width: 4000, height: 3000 };

/** To which width something is decoded that is then made so wide. */
function decodedWidth(stored: Stored, width: number): number {
  const height = Math.round((width * stored.height) / stored.width);
  return decodingFor(stored, { width, height }).whole.width;
}

/** How far the far edges are from where they would be if all pixels of the original had counted. */
function shiftsOf(stored: Stored, size: Size, wanted: Size): number[] {
  return (["width", "height"] as const).map((side) => {
    const exact = (stored[side] * Math.round((8 * size[side]) / stored[side])) / 8;
    return (Math.abs(size[side] - exact) / exact) * wanted[side];
  });
}

describe("a photo is decoded", () => {
  test("as small as covers what is wanted, by eighths", () => {
    for (let width = 1; width < camera.width; width += 17) {
      const decodes = decodedWidth(camera, width);
      expect(decodes).toBeGreaterThanOrEqual(width);
      expect(decodes).toBeLessThan(width + 500);
    }
    expect(decodedWidth(camera, 1200)).toBe(1500);
    expect(decodedWidth(camera, 1500)).toBe(1500);
  });

  test("with its far edges in place, or as libvips does it", () => {
    let [even, usual] = [0, 0];
    for (let width = 1280; width < 2600; width += 13) {
      const stored: Stored = { format: "jpeg", width, height: 1001 };
      for (let part = 0.1; part < 1; part += 0.1) {
        const wanted = { width: Math.round(width * part), height: Math.round(1001 * part) };
        const { size, whole } = decodingFor(stored, wanted);
        const shrink = shrinkFor(stored, wanted);
        const isUsual =
          whole.width === Math.floor(width / shrink) && whole.height === Math.floor(1001 / shrink);
        const isEven = Math.max(...shiftsOf(stored, size, wanted)) <= 1 / 8;
        expect([width, part, isUsual || isEven]).toEqual([width, part, true]);
        even += Number(isEven);
        usual += Number(isUsual);
      }
    }
    expect(Math.min(even, usual)).toBeGreaterThan(100);
  });

  test("by a power of two where it is small, as libvips does it", () => {
    expect(decodedWidth({ ...camera, width: 803, height: 601 }, 150)).toBe(200);
  });

  test("whole where every pixel is needed, or more than there are", () => {
    expect(decodingFor(camera, undefined).whole).toEqual({ width: 4000, height: 3000 });
    expect(decodingFor(camera, { width: 4001, height: 3000 }).whole.width).toBe(4000);
  });

  test("at nearly the wanted size where it is so large that pixels cannot be passed on", () => {
    expect(decodedWidth({ ...camera, width: 12_000, height: 9_000 }, 5_900)).toBe(6_000);
  });
});

describe("a photo that several sizes are made of is decoded", () => {
  const sharedWidth = (stored: Stored, width: number) =>
    sharedDecodingFor(stored, { width, height: Math.round((width * stored.height) / stored.width) })
      .whole.width;

  test("to more than is wanted so far, while that takes no more pixels than a screen has", () => {
    expect(sharedWidth({ ...camera, width: 1920, height: 1080 }, 320)).toBe(1920);
    expect(sharedWidth({ ...camera, width: 3000, height: 2000 }, 320)).toBe(1500);
    expect(sharedWidth(camera, 320)).toBe(1000);
    expect(sharedWidth({ ...camera, width: 12_000, height: 9_000 }, 320)).toBe(1500);
  });

  test("to what the largest needs", () => {
    for (let width = 100; width < camera.width; width += 100) {
      expect(sharedWidth(camera, width)).toBeGreaterThanOrEqual(width);
    }
    expect(sharedWidth(camera, 1200)).toBe(2000);
  });
});

describe("pixels that are kept are averaged", () => {
  const wantedOf = (stored: Stored, width: number) => {
    return { width, height: Math.round((width * stored.height) / stored.width) };
  };
  const sideFor = (kept: Size, stored: Stored, width: number) =>
    averagingFor(kept, decodingFor(stored, wantedOf(stored, width)), wantedOf(stored, width));

  test("to the fewest that cover what is wanted, and no fewer than would be decoded", () => {
    const half = { width: 2000, height: 1500 };
    const sides = [1500, 1200, 1000, 640, 500, 250, 100].map((width) =>
      sideFor(half, camera, width),
    );
    expect(sides).toEqual([1, 1, 2, 2, 4, 4, 4]);
    const sameAsDecoded = { width: 500, height: 375 };
    expect(sideFor(sameAsDecoded, camera, 400)).toBe(1);
  });

  test("only where what fills no square may be left away", () => {
    let averaged = 0;
    for (let width = 1280; width < 2600; width += 13) {
      const stored: Stored = { format: "jpeg", width, height: 1001 };
      for (let part = 0.05; part < 0.5; part += 0.05) {
        const wanted = wantedOf(stored, Math.round(width * part));
        const own = decodingFor(stored, wanted);
        const side = averagingFor(stored, own, wanted);
        if (side === 1) continue;
        averaged += 1;
        const kept = [Math.floor(stored.width / side), Math.floor(1001 / side)];
        const isOwn = kept[0] === own.whole.width && kept[1] === own.whole.height;
        const shift = Math.max(
          ((stored.width % side) / stored.width) * wanted.width,
          ((1001 % side) / 1001) * wanted.height,
        );
        expect([width, part, isOwn || shift <= 1 / 8]).toEqual([width, part, true]);
      }
    }
    expect(averaged).toBeGreaterThan(100);
  });

  test("and stand in for what would be decoded, not for every pixel of it", () => {
    const wanted = { width: 300, height: 300 };
    const own = { size: { width: 401, height: 401 }, whole: { width: 401, height: 401 } };
    const kept = { width: 400, height: 400 };
    expect(standsIn(kept, own, wanted)).toBe(true);
    expect(standsIn(kept, own, undefined)).toBe(false);
    expect(standsIn({ width: 399, height: 400 }, own, wanted)).toBe(false);
    expect(standsIn(kept, own, { width: 401, height: 300 })).toBe(false);
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
      expect([part, Buffer.compare(pixelsIn(atOnce).data, pixelsIn(inTwo).data)]).toEqual([
        part,
        0,
      ]);
      compared += 1;
    }
  }
  expect(compared).toBeGreaterThan(15);
}, 60_000);

test("what is handed to a codec as a PNG comes back as it was, whatever its rows' length", async () => {
  for (const [width, height] of [
    [1, 1],
    [3, 70],
    [16_383, 3],
    [16_384, 2],
    [20_001, 2],
    [257, 259],
  ] as const) {
    const data = Uint8Array.from(
      { length: width * height * 4 },
      (_, i) => ((i * 2654435761) >>> 13) & 255,
    );
    const png = storedPngOf({ data, width, height, opaque: false });
    // Another reader checks the checksums as well, once the one that our codec skips is there.
    const theirs = await sharp(withChecksum(png, data, width))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([theirs.info.width, theirs.info.height, theirs.info.channels]).toEqual([
      width,
      height,
      4,
    ]);
    expect(Buffer.compare(theirs.data, data)).toBe(0);
    const again = pixelsIn(await decoded(png, { opaque: false }));
    expect(Buffer.compare(again.data, data)).toBe(0);
  }
});

test("a part is cut out of what a codec wrote as it is cut out of pixels", async () => {
  for (const [width, height, left, top, inner] of [
    [450, 300, 75, 0, { width: 300, height: 300 }],
    [300, 450, 0, 75, { width: 300, height: 300 }],
    [641, 483, 0, 0, { width: 640, height: 482 }],
    [97, 61, 96, 60, { width: 1, height: 1 }],
    [16_500, 3, 5, 1, { width: 16_400, height: 2 }],
  ] as const) {
    const box = { left, top, ...inner };
    const bytes = await photo(width, height, { format: "png" });
    const image = await decoded(bytes, { opaque: true });
    const part = cut(image, box);
    expect("file" in part).toBe(true);
    const again = pixelsIn(await decoded(storedPngOf(part), { opaque: true }));
    expect([again.width, again.height]).toEqual([inner.width, inner.height]);
    expect(Buffer.compare(again.data, cropped(pixelsIn(image), box).data)).toBe(0);
  }
}, 60_000);

/** The PNG with the checksum of its rows behind the last one. */
function withChecksum(png: Uint8Array, data: Uint8Array, width: number): Uint8Array {
  const rows = new Uint8Array(data.length + data.length / (width * 4));
  for (let y = 0, row = width * 4; y * row < data.length; y += 1) {
    rows.set(data.subarray(y * row, (y + 1) * row), y * (row + 1) + 1);
  }
  const whole = Uint8Array.from(png);
  const view = new DataView(whole.buffer);
  // Behind the signature and the header lies one chunk of pixels.
  const start = 33;
  const end = start + 8 + view.getUint32(start);
  view.setUint32(end - 4, Bun.hash.adler32(rows));
  view.setUint32(end, crc32(whole.subarray(start + 4, end)));
  return whole;
}
