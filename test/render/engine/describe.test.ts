import { expect, test } from "bun:test";
import { decode as decodeBlurHash, isBlurhashValid } from "blurhash";
import sharp from "sharp";
import { thumbHashToRGBA } from "thumbhash";
import { type DecodableFormat, isDecodable, sniff } from "../../../src/formats.ts";
import { describe as describePicture } from "../../../src/render/engine/describe.ts";
import { readExif } from "../../../src/render/engine/exif.ts";
import { engine } from "../../support/engine.ts";
import { bytesOf } from "../../support/pictures/encode.ts";
import {
  alphaColour,
  alphaPng,
  animatedGif,
  decode,
  displayP3Jpeg,
  geotaggedJpeg,
  greyJpeg,
  photo,
  png16,
  pngHeaderBomb,
  quadrants,
  tall,
  tinyPng,
  truncatedJpeg,
  withOrientation,
} from "../../support/pictures.ts";

async function described(bytes: Uint8Array) {
  const format = sniff(bytes);
  if (!isDecodable(format)) throw new Error(`Expected a picture, got ${format}`);
  return describePicture(await engine(), bytes, format);
}

const nothing = {
  image: {},
  thumbnail: {},
  exif: {},
  gps: {},
  interoperability: {},
  makernote: {},
};

test("a photograph is described as ImageKit does", async () => {
  const bytes = await geotaggedJpeg();
  const { pHash, blurHash, thumbHash, ...rest } = await described(bytes);
  expect(rest).toEqual({
    height: 150,
    width: 200,
    size: bytes.length,
    format: "jpg",
    hasColorProfile: false,
    quality: 92,
    density: 72,
    hasTransparency: false,
    faces: [],
    exif: {
      ...nothing,
      image: {
        Make: "Plate Camera Works",
        Artist: "A. Photographer",
        Copyright: "A. Photographer",
        Orientation: 1,
        XResolution: 25.4,
        YResolution: 25.4,
        ResolutionUnit: 2,
        YCbCrPositioning: 1,
        ExifOffset: 202,
        GPSInfo: 280,
      },
      exif: {
        ExifVersion: "0210",
        FlashpixVersion: "0100",
        ColorSpace: 65535,
        ComponentsConfiguration: [1, 2, 3, 0],
        ExifImageWidth: 200,
        ExifImageHeight: 150,
      },
      gps: {
        GPSLatitudeRef: "N",
        GPSLatitude: [51, 30, 2.52],
        GPSLongitudeRef: "W",
        GPSLongitude: [0, 7, 28.56],
      },
    },
  });
  expect(pHash).toMatch(/^[0-9a-f]{16}$/);
  expect(isBlurhashValid(blurHash)).toEqual({ result: true });
  expect(thumbHash).toMatch(/^[A-Za-z0-9+/]+=*$/);
});

test("exposure, lens and dates are told by ImageKit's names", async () => {
  const picture = sharp(await photo(60, 40, { format: "png" })).withExif({
    IFD0: { Model: "Plate 1", DateTime: "2008:07:31 10:38:11", Software: "Plates\u00072" },
    IFD2: {
      ExposureTime: "1/160",
      FNumber: "71/10",
      ISOSpeedRatings: "100",
      DateTimeOriginal: "2008:05:30 15:56:01",
      DateTimeDigitized: "2008:05:30 15:56:02",
      ExposureBiasValue: "-1/2",
      FocalLength: "0/0",
      LensModel: "50 mm",
    },
  });
  for (const make of [picture.clone().jpeg(), picture.clone().webp(), picture.clone().png()]) {
    const { image, exif } = (await described(await bytesOf(make))).exif;
    expect(image).toMatchObject({ Model: "Plate 1", ModifyDate: "2008:07:31 10:38:11" });
    expect(image.Software).toBe("Plates 2");
    expect(exif).toMatchObject({
      ExposureTime: 0.00625,
      FNumber: 7.1,
      ISO: 100,
      ExposureCompensation: -0.5,
      DateTimeOriginal: "2008:05:30 15:56:01",
      CreateDate: "2008:05:30 15:56:02",
      LensModel: "50 mm",
    });
    expect(exif).not.toHaveProperty("FocalLength");
  }
});

test("profile, density, quality and frames are those of the file", async () => {
  expect((await described(await displayP3Jpeg())).hasColorProfile).toBe(true);
  const dense = sharp(await photo(60, 40, { format: "png" })).withMetadata({ density: 300 });
  expect((await described(await bytesOf(dense.jpeg({ quality: 43 })))).density).toBe(300);
  const gif = await described(await animatedGif(60, 40, 5));
  expect(gif).toMatchObject({ format: "gif", height: 40, quality: 0, frameCount: 5, density: 72 });
  expect(await described(await tinyPng())).not.toHaveProperty("frameCount");
});

test("a drawing is described by what it shows", async () => {
  const drawing = (shapes: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40">${shapes}</svg>`;
  const opaque = drawing('<rect width="60" height="40" fill="red"/>');
  const { pHash, blurHash, thumbHash, ...rest } = await described(Buffer.from(opaque));
  expect(rest).toEqual({
    height: 40,
    width: 60,
    size: opaque.length,
    format: "svg",
    hasColorProfile: false,
    quality: 0,
    density: 72,
    faces: [],
    hasTransparency: false,
    exif: nothing,
  });
  expect([pHash.length, isBlurhashValid(blurHash).result]).toEqual([16, true]);
  const [red = 0, green = 255] = thumbHashToRGBA(Buffer.from(thumbHash, "base64")).rgba;
  expect(red - green).toBeGreaterThan(200);
  const clear = drawing('<circle r="9" cx="9" cy="9"/>');
  expect((await described(Buffer.from(clear))).hasTransparency).toBe(true);
});

test("only a pixel that can be seen through makes a picture transparent", async () => {
  const transparency = async (
    change: (pixels: Uint8Array) => void,
    format: DecodableFormat = "png",
  ) => {
    const pixels = new Uint8Array(900 * 900 * 4).fill(255);
    change(pixels);
    const picture = sharp(pixels, { raw: { width: 900, height: 900, channels: 4 } });
    const bytes = format === "png" ? picture.png({ compressionLevel: 1 }) : picture.webp();
    return (await described(await bytesOf(bytes))).hasTransparency;
  };
  expect(await transparency(() => {})).toBe(false);
  expect(await transparency((pixels) => pixels.fill(254, 400_003, 400_004))).toBe(true);
  expect(await transparency((pixels) => pixels.fill(0, 0, 40_000), "webp")).toBe(true);
});

test("sizes are stored ones, hashes are those of the upright picture", async () => {
  const upright = await described(await withOrientation(1, 200, 120));
  for (const orientation of [3, 5, 6, 8] as const) {
    const turned = await described(await withOrientation(orientation, 200, 120));
    const [width, height] = orientation < 5 ? [200, 120] : [120, 200];
    expect(turned).toMatchObject({ width, height });
    const different = BigInt(`0x${turned.pHash}`) ^ BigInt(`0x${upright.pHash}`);
    expect(different.toString(2).replaceAll("0", "").length).toBeLessThan(7);
    expect(turned.exif.image.Orientation).toBe(orientation);
    const shown = thumbHashToRGBA(Buffer.from(turned.thumbHash, "base64"));
    expect(shown.w).toBeGreaterThan(shown.h);
  }
});

type Colour = number[];

/**
 * The mean of pixels of four values each, alpha weighing the colours. A BlurHash holds its mean in
 * linear light (`gamma` 2.2), a ThumbHash as the values are.
 */
function meanOf(rgba: ArrayLike<number>, gamma = 1): Colour {
  const sums = [0, 0, 0, 0];
  for (let i = 0; i < rgba.length; i += 4) {
    const alpha = rgba[i + 3] ?? 0;
    for (let c = 0; c < 3; c++) sums[c] = (sums[c] ?? 0) + (rgba[i + c] ?? 0) ** gamma * alpha;
    sums[3] = (sums[3] ?? 0) + alpha;
  }
  const [red = 0, green = 0, blue = 0, alpha = 0] = sums;
  const colours = [red, green, blue].map((sum) => (sum / alpha) ** (1 / gamma));
  return [...colours, alpha / (rgba.length / 4)];
}

function farthest(a: Colour, b: Colour): number {
  return Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? 0))));
}

test("placeholders have the colours of their pictures", async () => {
  const pictures = [
    ...[photo(300, 200, { format: "webp" }), quadrants(80, 200, { format: "png" })],
    ...[greyJpeg(), png16(), tinyPng(), photo(70, 50, { format: "avif" })],
  ];
  for (const bytes of await Promise.all(pictures)) {
    const { blurHash, thumbHash } = await described(bytes);
    const { data } = await decode(bytes);
    const blurred = decodeBlurHash(blurHash, 32, 32);
    expect(farthest(meanOf(blurred, 2.2), meanOf(data, 2.2))).toBeLessThan(16);
    const { rgba } = thumbHashToRGBA(Buffer.from(thumbHash, "base64"));
    expect(farthest(meanOf(rgba), meanOf(data))).toBeLessThan(16);
  }
});

test("a ThumbHash keeps what can be seen through, a BlurHash lays it on white", async () => {
  const deep = sharp(await alphaPng()).toColourspace("rgb16");
  for (const bytes of [await alphaPng(), await bytesOf(deep.png())]) {
    const { blurHash, thumbHash } = await described(bytes);
    const { rgba, w } = thumbHashToRGBA(Buffer.from(thumbHash, "base64"));
    expect(farthest(meanOf(rgba), [...alphaColour, 127.5])).toBeLessThan(16);
    expect(rgba[3]).toBeLessThan(rgba[(w - 1) * 4 + 3] ?? 0);
    const onWhite = alphaColour.map((value) => (value + 255) / 2);
    const seen = meanOf(decodeBlurHash(blurHash, 32, 32), 2.2);
    expect(farthest(seen.slice(0, 3), onWhite)).toBeLessThan(24);
  }
});

test("the longest and the smallest pictures have hashes", async () => {
  expect(await described(await tall())).toMatchObject({ width: 10, height: 3000 });
  expect((await described(await tinyPng())).pHash).toBe("0000000000000000");
});

test("a damaged picture is an error", async () => {
  expect(described(await truncatedJpeg())).rejects.toThrow();
  expect(described(pngHeaderBomb(300, 200))).rejects.toThrow();
});

/** An entry of a TIFF directory, its value a place in the block or, when it fits, the value. */
type Entry = [tag: number, type: number, count: number, value: number];

function block(directories: Record<number, Entry[]>, texts: Record<number, string> = {}) {
  const bytes = Buffer.alloc(600);
  bytes.write("Exif\0\0MM\0*", "latin1");
  bytes.writeUInt32BE(8, 10);
  for (const [at, entries] of Object.entries(directories)) {
    bytes.writeUInt16BE(entries.length, Number(at) + 6);
    entries.forEach(([tag, type, count, value], i) => {
      const entry = Number(at) + 8 + i * 12;
      bytes.writeUInt16BE(tag, entry);
      bytes.writeUInt16BE(type, entry + 2);
      bytes.writeUInt32BE(count, entry + 4);
      bytes.writeUInt32BE(value, entry + 8);
    });
  }
  for (const [at, text] of Object.entries(texts)) bytes.write(text, Number(at) + 6, "latin1");
  return bytes;
}

test("texts lose what is not text, makers' notes are left out", () => {
  const texts = {
    300: "Kodak\0\0\x1b[31m\0",
    330: "ASCII\0\0\0by\0hand",
    350: "UNICODE\0\0B\0o",
    380: "H\0i\0\0\0",
    400: "\0\0\0\0",
  };
  const directories = {
    8: [
      [0x010f, 2, 14, 300],
      [0x9c9b, 1, 6, 380],
      [0x8769, 4, 1, 100],
      [0x013b, 2, 4, 0],
    ],
    100: [
      [0x9286, 7, 15, 330],
      [0x927c, 7, 100, 300],
      [0xa301, 7, 1, 0x01000000],
    ],
  } satisfies Record<number, Entry[]>;
  expect(readExif(block(directories, texts))).toEqual({
    ...nothing,
    image: { Make: "Kodak [31m", XPTitle: "Hi", ExifOffset: 100 },
    exif: { UserComment: "by hand", SceneType: "1" },
  });
  const wide = { 8: [[0x9286, 7, 12, 350]] } satisfies Record<number, Entry[]>;
  expect(readExif(block(wide, texts)).image).toEqual({ UserComment: "Bo" });
});

test("texts are read as UTF-8 where they are, and as Latin-1 where not", () => {
  const { image } = readExif(
    block(
      {
        8: [
          [0x013b, 2, 6, 300],
          [0x8298, 2, 5, 330],
        ],
      },
      { 300: Buffer.from("José").toString("latin1"), 330: "\xa9 Zoe" },
    ),
  );
  expect(image).toEqual({ Artist: "José", Copyright: "© Zoe" });
});

test("directories that run in circles or out of the block are read as far as they go", () => {
  const pointers: Entry[] = [
    ...[
      [0x8769, 4, 1, 8] as Entry,
      [0x8825, 4, 1, 8] as Entry,
      [0xa005, 4, 1, 0xffffffff] as Entry,
    ],
    ...[[0x010f, 2, 0xffffffff, 8] as Entry, [0x0132, 2, 20, 590] as Entry],
    ...[[0x011a, 5, 1, 400] as Entry, [0x0103, 3, 65, 0] as Entry, [0x0112, 99, 1, 1] as Entry],
  ];
  const { image, exif, gps, interoperability } = readExif(block({ 8: pointers }));
  expect(image).toEqual({ ExifOffset: 8, GPSInfo: 8, InteropOffset: 0xffffffff });
  expect([exif, gps, interoperability]).toEqual([image, {}, {}]);
});

test("no block makes the reader throw or dawdle", async () => {
  const jpeg = Buffer.from(await geotaggedJpeg());
  const start = jpeg.indexOf("Exif\0\0");
  const whole = jpeg.subarray(start, start + jpeg.readUInt16BE(start - 2) - 2);
  for (let at = 0; at < whole.length; at++) {
    const broken = Uint8Array.from(whole);
    for (const value of [0, 1, 127, 255]) {
      broken[at] = value;
      expect(Object.keys(readExif(broken))).toEqual(Object.keys(nothing));
    }
    readExif(whole.subarray(0, at));
  }
  // Each of many entries claims the whole of a large block.
  const greedy = Buffer.alloc(
    8_000_000,
    Buffer.from([0x01, 0x0f, 0, 2, 0, 0x70, 0, 0, 0, 0, 0, 8]),
  );
  greedy.write("MM\0*\0\0\0\x08\xff\xff", "latin1");
  const begin = performance.now();
  readExif(greedy);
  expect(performance.now() - begin).toBeLessThan(500);
});

test("damaged EXIF does not keep a picture from being described", async () => {
  const bytes = Uint8Array.from(await geotaggedJpeg());
  const at = Buffer.from(bytes).indexOf("Exif\0\0") + 14;
  bytes.fill(0xff, at, at + 60);
  expect(await described(bytes)).toMatchObject({ width: 200, height: 150, quality: 92 });
});
