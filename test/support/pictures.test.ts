import { describe, expect, test } from "bun:test";
import sharp from "sharp";
import {
  alphaColour,
  alphaPng,
  animatedGif,
  animatedWebp,
  barColours,
  cmykJpeg,
  colourBars,
  decode,
  displayP3Jpeg,
  distance,
  emptyFile,
  type Format,
  geotaggedJpeg,
  greyJpeg,
  palettePng,
  photo,
  png16,
  pngHeaderBomb,
  quadrantColours,
  quadrants,
  sizeOf,
  tall,
  textNamedJpg,
  tinyPng,
  truncatedJpeg,
  withOrientation,
} from "./pictures.ts";

const formats: readonly Format[] = ["jpeg", "png", "webp", "avif", "gif"];

function expectColour(seen: readonly number[], wanted: readonly number[], within: number): void {
  const furthest = Math.max(...wanted.map((value, i) => Math.abs(value - (seen[i] ?? -999))));
  if (furthest > within) expect(seen.slice(0, wanted.length)).toEqual([...wanted]);
}

function expectQuadrants(
  { width, height, pixel }: Awaited<ReturnType<typeof decode>>,
  within: number,
): void {
  const { topLeft, topRight, bottomLeft, bottomRight } = quadrantColours;
  expectColour(pixel(2, 2), topLeft, within);
  expectColour(pixel(width - 3, 2), topRight, within);
  expectColour(pixel(2, height - 3), bottomLeft, within);
  expectColour(pixel(width - 3, height - 3), bottomRight, within);
}

describe.each(formats)("%s pictures", (format) => {
  const within = format === "png" ? 0 : 4;

  test("colour bars show the eight known colours", async () => {
    const bars = await decode(await colourBars(160, 20, { format }));
    expect(bars).toMatchObject({ format, width: 160, height: 20 });
    barColours.forEach((colour, i) => {
      expectColour(bars.pixel(i * 20 + 10, 10), colour, within);
    });
  });

  test("quadrants have one colour in each corner", async () => {
    const picture = await decode(await quadrants(60, 40, { format }));
    expect(picture).toMatchObject({ format, width: 60, height: 40 });
    expectQuadrants(picture, within);
  });

  test("a photo has the size that was asked and keeps its looks", async () => {
    const original = await photo(161, 97, { format: "png" });
    const picture = await photo(161, 97, { format });
    expect(await sizeOf(picture)).toEqual({ format, width: 161, height: 97 });
    expect(await distance(original, picture)).toBeLessThan(6);
  });
});

test("a photo holds as much detail as a photograph: it does not compress away", async () => {
  const picture = await photo(400, 300, { format: "jpeg", quality: 85 });
  expect(picture.length).toBeGreaterThan(15_000);
  const [red] = (await sharp(picture).stats()).channels;
  expect(red?.stdev).toBeGreaterThan(30);
});

test("quality and progressive reach the encoder", async () => {
  const low = await photo(300, 200, { format: "jpeg", quality: 30 });
  const high = await photo(300, 200, { format: "jpeg", quality: 95, progressive: true });
  expect(low.length * 2).toBeLessThan(high.length);
  expect((await sharp(low).metadata()).isProgressive).toBe(false);
  expect((await sharp(high).metadata()).isProgressive).toBe(true);
});

test("a picture asked for twice is made once", async () => {
  const first = await photo(50, 50, { format: "png" });
  expect(await photo(50, 50, { format: "png" })).toBe(first);
  expect(await photo(50, 51, { format: "png" })).not.toBe(first);
});

describe.each([1, 2, 3, 4, 5, 6, 7, 8] as const)("EXIF orientation %d", (orientation) => {
  test("is written, and the oriented view is the quadrants", async () => {
    const bytes = await withOrientation(orientation, 60, 40);
    const stored = await decode(bytes);
    expect(stored.orientation).toBe(orientation);
    expect([stored.width, stored.height]).toEqual(orientation < 5 ? [60, 40] : [40, 60]);
    const oriented = await sharp(bytes).autoOrient().png().toBuffer();
    const upright = await decode(oriented);
    expect([upright.width, upright.height]).toEqual([60, 40]);
    expectQuadrants(upright, 4);
  });
});

describe("pictures of the less usual kinds", () => {
  test("the alpha gradient runs from clear to opaque in one colour", async () => {
    const picture = await decode(await alphaPng(256, 10));
    expect(picture).toMatchObject({ hasAlpha: true, channels: 4 });
    for (const x of [1, 64, 255]) expect(picture.pixel(x, 5)).toEqual([...alphaColour, x]);
  });

  const kinds = [
    ["grey JPEG", greyJpeg, { format: "jpeg", space: "b-w", channels: 1 }],
    ["CMYK JPEG", cmykJpeg, { format: "jpeg", space: "cmyk", channels: 4, hasProfile: false }],
    [
      "CMYK JPEG with a profile",
      () => cmykJpeg(200, 150, true),
      { space: "cmyk", channels: 4, hasProfile: true },
    ],
    ["palette PNG", palettePng, { format: "png", isPalette: true, channels: 3 }],
    ["16-bit PNG", png16, { format: "png", depth: "ushort", space: "rgb16" }],
    ["Display P3 JPEG", displayP3Jpeg, { format: "jpeg", hasProfile: true, channels: 3 }],
    ["geotagged JPEG", geotaggedJpeg, { format: "jpeg", width: 200, height: 150 }],
    ["animated GIF", animatedGif, { format: "gif", pages: 5, height: 40, loop: 0 }],
    ["animated WebP", animatedWebp, { format: "webp", pages: 5, height: 40, loop: 0 }],
    ["tiny PNG", tinyPng, { format: "png", width: 1, height: 1 }],
    ["tall PNG", tall, { format: "png", width: 10, height: 3000 }],
  ] as const;

  test.each(kinds)("the %s is one by its header", async (_name, make, header) => {
    expect(await sharp(await make()).metadata()).toMatchObject(header);
  });

  test("the CMYK inks and the Display P3 colours look like the quadrants", async () => {
    expectQuadrants(await decode(await displayP3Jpeg()), 5);
    const { pixel } = await decode(await cmykJpeg());
    expectColour(pixel(2, 2), quadrantColours.topLeft, 40);
    expectColour(pixel(197, 147), quadrantColours.bottomRight, 40);
  });

  test("the Display P3 colours look dull to a reader that ignores the profile", async () => {
    const dull = sharp(await displayP3Jpeg(), { ignoreIcc: true }).raw();
    expectColour([...(await dull.toBuffer())], [234, 51, 35], 4);
  });

  test("the 16-bit gradient has more than 256 steps", async () => {
    const deep = sharp(await png16(1000, 4))
      .toColourspace("rgb16")
      .raw({ depth: "ushort" });
    const pixels = await deep.toBuffer();
    const reds = Array.from({ length: 1000 }, (_, x) => pixels.readUInt16LE(x * 6));
    expect(new Set(reds).size).toBe(1000);
  });

  test.each([
    ["GIF", animatedGif],
    ["WebP", animatedWebp],
  ])("each frame of the animated %s has its own colour", async (_name, animated) => {
    for (const page of [0, 3]) {
      const frame = await sharp(await animated(), { page })
        .png()
        .toBuffer();
      expectColour((await decode(frame)).pixel(20, 20), barColours[page] ?? [], 4);
    }
  });

  test("the geotagged JPEG names its place and its maker", async () => {
    const { exif } = await sharp(await geotaggedJpeg()).metadata();
    const text = exif?.toString("latin1");
    expect(text).toContain("Plate Camera Works");
    // Tag 0x8825 points to the GPS directory; sharp writes EXIF in little-endian order.
    expect(text).toContain("\x25\x88\x04\x00\x01\x00\x00\x00");
  });
});

describe("broken files", () => {
  test("the truncated JPEG has a whole header and not all of its pixels", async () => {
    const bytes = await truncatedJpeg();
    expect(await sizeOf(bytes)).toEqual({ format: "jpeg", width: 640, height: 480 });
    await expect(decode(bytes)).rejects.toThrow();
  });

  test("text and nothing are no pictures", async () => {
    expect(emptyFile()).toHaveLength(0);
    await expect(sizeOf(textNamedJpg())).rejects.toThrow("unsupported image format");
    await expect(sizeOf(emptyFile())).rejects.toThrow();
  });

  test("the header bomb is a few bytes that claim a huge size", async () => {
    const bomb = pngHeaderBomb(50_000, 50_000);
    expect(bomb.length).toBeLessThan(100);
    const header = await sharp(bomb, { limitInputPixels: false }).metadata();
    expect(header).toMatchObject({ format: "png", width: 50_000, height: 50_000 });
  });

  test("a header bomb of an honest size decodes: its checksums are right", async () => {
    const { data } = await decode(pngHeaderBomb(3, 3));
    expect(data).toEqual(new Uint8Array(36));
  });
});

describe("the reader", () => {
  test("a picture is no distance from itself, and a known one from a lighter picture", async () => {
    const raw = { width: 4, height: 4, channels: 3 } as const;
    const dark = await sharp(new Uint8Array(48).fill(10), { raw }).png().toBuffer();
    const light = await sharp(new Uint8Array(48).fill(30), { raw }).png().toBuffer();
    expect(await distance(dark, dark)).toBe(0);
    // Three channels differ by 20, alpha by nothing.
    expect(await distance(dark, light)).toBe(15);
  });

  test("pictures of different sizes have no distance", async () => {
    const [wide, high] = await Promise.all([
      quadrants(60, 40, { format: "png" }),
      quadrants(40, 60, { format: "png" }),
    ]);
    await expect(distance(wide, high)).rejects.toThrow("got 60 x 40 and 40 x 60");
  });

  test("there is no pixel outside the picture", async () => {
    const { pixel } = await decode(await tinyPng());
    expect(pixel(0, 0)).toEqual([255, 255, 255, 255]);
    expect(() => pixel(1, 0)).toThrow(RangeError);
  });

  test("metadata is reported where it is, and not where it is not", async () => {
    expect(await decode(await geotaggedJpeg())).toMatchObject({ hasExif: true, hasIcc: false });
    expect(await decode(await displayP3Jpeg())).toMatchObject({ hasExif: false, hasIcc: true });
    expect(await decode(await tinyPng())).toMatchObject({ hasExif: false, hasIcc: false });
    expect((await decode(await tinyPng())).orientation).toBeUndefined();
    expect((await decode(await animatedGif())).pages).toBe(5);
  });
});
