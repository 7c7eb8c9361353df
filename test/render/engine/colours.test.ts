import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { judge } from "../../../src/render/engine/fault.ts";
import { iccProfile } from "../../../src/render/engine/profile/icc.ts";
import { colourOfPng } from "../../../src/render/engine/profile/told-colour.ts";
import { decode } from "../../support/decode.ts";
import { mustRender } from "../../support/rendition.ts";

// One colour in many spaces, told in every way that files have.

type Rgb = readonly [number, number, number];
const stored: Rgb = [128, 63, 31];
const sides = { width: 24, height: 24 };

/** A PNG of one colour, of 8 or 16 bits a channel; no chunk tells what it means. */
function plainPng(colour: readonly number[], bits: 8 | 16 = 8): Promise<Buffer> {
  const channels = colour.length as 1 | 3;
  const length = sides.width * sides.height * channels;
  const values = Array.from({ length }, (_, i) => colour[i % channels] ?? 0);
  const raw = { ...sides, channels };
  const data = bits === 8 ? Uint8Array.from(values) : Uint16Array.from(values, (v) => v * 257);
  const image = sharp(data, { raw });
  const space = channels === 1 ? (bits === 8 ? "b-w" : "grey16") : bits === 8 ? "srgb" : "rgb16";
  return image.toColourspace(space).png().toBuffer();
}

/** The same with a chunk before its pixels. */
function withChunk(png: Uint8Array, name: string, body: readonly number[]): Buffer {
  const data = Buffer.from([...Buffer.from(name, "latin1"), ...body]);
  const words = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value >>> 0);
    return bytes;
  };
  const chunk = [words(body.length), data, words(crc32(data))];
  // The header's chunk always takes 33 bytes with the signature.
  return Buffer.concat([png.subarray(0, 33), ...chunk, png.subarray(33)]);
}

const cicp = (primaries: number, transfer: number) => [primaries, transfer, 0, 1];
const big = (...values: number[]) =>
  values.flatMap((value) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]);
const srgbPlaces = big(31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000);
const p3Places = big(31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000);

async function expectColour(bytes: Uint8Array, wanted: Rgb, text = "f-png", most = 2) {
  const got = (await decode(await mustRender(bytes, text))).pixel(12, 12);
  const off = wanted.map((value, i) => Math.abs(value - (got[i] ?? 0)));
  expect({ got, off: Math.max(...off) <= most }).toEqual({ got, off: true });
}

const linear: Rgb = [188, 137, 99];
const p3: Rgb = [138, 58, 20];
const same = stored;

const p3Space = colourOfPng(withChunk(await plainPng(stored), "cICP", cicp(12, 13))).colour;
if (!p3Space) throw new Error("Display P3 is not sRGB");
/** Named after what it is not. */
const profileOfP3 = [...Buffer.from("sRGB\0\0"), ...deflateSync(iccProfile(p3Space))];

/** What a chunk tells, and what 128, 63, 31 are then. */
const told: [what: string, chunks: [name: string, body: readonly number[]][], wanted: Rgb][] = [
  ["cICP of sRGB", [["cICP", cicp(1, 13)]], same],
  ["cICP of Display P3", [["cICP", cicp(12, 13)]], p3],
  ["cICP of linear light", [["cICP", cicp(1, 8)]], linear],
  [
    "cICP over gAMA",
    [
      ["cICP", cicp(1, 13)],
      ["gAMA", big(100_000)],
    ],
    same,
  ],
  [
    "cICP over sRGB",
    [
      ["sRGB", [0]],
      ["cICP", cicp(12, 13)],
    ],
    p3,
  ],
  ["gAMA of linear light", [["gAMA", big(100_000)]], linear],
  ["the usual gAMA", [["gAMA", big(45_455)]], same],
  [
    "sRGB over gAMA",
    [
      ["gAMA", big(100_000)],
      ["sRGB", [0]],
    ],
    same,
  ],
  [
    "cHRM and gAMA of Display P3",
    [
      ["cHRM", p3Places],
      ["gAMA", big(45_455)],
    ],
    p3,
  ],
  [
    "cHRM and gAMA of sRGB",
    [
      ["cHRM", srgbPlaces],
      ["gAMA", big(45_455)],
    ],
    same,
  ],
  ["cHRM alone, which tells too little", [["cHRM", p3Places]], same],
];

const outputs = ["f-png", "w-12,h-12,f-png", "f-webp,lo-true", "f-png,cp-true", "rt-90,f-png"];

describe.each([8, 16] as const)("a PNG of %p bits with", (bits) => {
  for (const [what, chunks, wanted] of told) {
    test(what, async () => {
      let png = await plainPng(stored, bits);
      for (const [name, body] of chunks) png = withChunk(png, name, body);
      for (const text of outputs.slice(0, bits === 8 ? outputs.length : 2)) {
        const place = text.startsWith("w-12") ? 6 : 12;
        const got = (await decode(await mustRender(png, text))).pixel(place, place).slice(0, 3);
        const off = Math.max(...got.map((value, i) => Math.abs(value - (wanted[i] ?? 0))));
        expect({ text, got, near: off <= 2 }).toEqual({ text, got, near: true });
      }
    });
  }

  test("grey of linear light", async () => {
    const png = withChunk(await plainPng([128], bits), "gAMA", big(100_000));
    await expectColour(png, [188, 188, 188]);
  });

  test("a profile", async () => {
    await expectColour(withChunk(await plainPng(stored, bits), "iCCP", profileOfP3), p3);
  });
});

test("a profile is stronger than gAMA, and cICP than a profile", async () => {
  const png = withChunk(await plainPng(stored), "iCCP", profileOfP3);
  await expectColour(withChunk(png, "gAMA", big(100_000)), p3);
  await expectColour(withChunk(png, "cICP", cicp(1, 13)), same);
  await expectColour(withChunk(png, "cICP", cicp(1, 8)), linear);
});

/** A profile of greys whose curve is a power: a header, white, description and curve. */
function greyProfile(gamma: number): Buffer {
  const tag = (name: string, ...parts: Buffer[]) =>
    Buffer.concat([Buffer.from(name.padEnd(4)), Buffer.alloc(4), ...parts]);
  const words = (...values: number[]) => Buffer.from(big(...values));
  const curve = tag("curv", words(1), Buffer.from([Math.floor(gamma), (gamma % 1) * 256, 0, 0]));
  const white = tag("XYZ", words(0xf6d6, 0x10000, 0xd32d));
  const text = Buffer.from("sRGB they say\0");
  const description = tag("desc", words(text.length), text, Buffer.alloc(79 + 3));
  const blocks = [description, white, curve];
  const names = ["desc", "wtpt", "kTRC"];
  let at = 128 + 4 + 12 * blocks.length;
  const table = blocks.map((block, i) => {
    const row = Buffer.concat([Buffer.from(names[i] ?? ""), words(at, block.length)]);
    at += block.length;
    return row;
  });
  const header = Buffer.alloc(128);
  header.writeUInt32BE(at, 0);
  header.writeUInt32BE(0x02100000, 8);
  header.write("mntrGRAYXYZ ", 12, "latin1");
  header.write("acsp", 36, "latin1");
  header.writeUInt32BE(0xf6d6, 68);
  header.writeUInt32BE(0x10000, 72);
  header.writeUInt32BE(0xd32d, 76);
  return Buffer.concat([header, words(blocks.length), ...table, ...blocks]);
}

/** A JPEG with a profile in its APP2 segment. */
function jpegWithProfile(jpeg: Uint8Array, profile: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from("ICC_PROFILE\0\x01\x01", "latin1"), profile]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(body.length + 2);
  const segment = Buffer.concat([Buffer.from([0xff, 0xe2]), length, body]);
  return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
}

describe("greys with a profile of greys are sRGB's", () => {
  const make = async (gamma: number) => {
    const grey = sharp(await plainPng([128])).toColourspace("b-w");
    return jpegWithProfile(await grey.jpeg({ quality: 100 }).toBuffer(), greyProfile(gamma));
  };

  test.each([
    [1, 188],
    [1.8, 146],
    [2.2, 128],
  ])("of gamma %p", async (gamma, wanted) => {
    const file = await make(gamma);
    for (const text of ["f-png", "w-20,f-png", "f-png,cp-true", "f-webp,lo-true", "fl-h,f-jpg"]) {
      const [red = 0, green, blue] = (await decode(await mustRender(file, text))).pixel(8, 8);
      expect([green, blue]).toEqual([red, red]);
      expect({ text, red, near: Math.abs(red - wanted) <= 2 }).toEqual({ text, red, near: true });
    }
  });

  test("under what has colours", async () => {
    const layer = "f-png,cp-true,l-image,i-ik_canvas,w-4,h-4,bg-FF0000,lx-0,ly-0,l-end";
    const made = await decode(await mustRender(await make(1), layer));
    expect(made.pixel(1, 1).slice(0, 3)).toEqual([255, 0, 0]);
    expect(Math.abs(made.pixel(12, 12)[0] - 188)).toBeLessThanOrEqual(2);
  });
});

test("an AVIF whose colours are multiplied by alpha has them back", async () => {
  const file = readFileSync(join(import.meta.dirname, "../originals/premultiplied.avif"));
  for (const text of ["f-png", "w-32,f-png", "f-webp,lo-true"]) {
    const [red, green, blue, alpha] = (await decode(await mustRender(file, text))).pixel(16, 16);
    const off = [red - 200, green - 100, blue - 50, alpha - 128].map(Math.abs);
    expect(Math.max(...off)).toBeLessThanOrEqual(4);
  }
});

test("sixteen bits of a wide profile keep their tones", async () => {
  // A ramp of dark tones in linear light, where eight bits have a sixteenth of them.
  const width = 512;
  const ramp = Uint16Array.from({ length: width * 4 * 3 }, (_, i) => {
    return Math.floor((i / 3) % width) * 8;
  });
  const plain = sharp(ramp, { raw: { width, height: 4, channels: 3 } }).toColourspace("rgb16");
  for (const transfer of ["gAMA", "cICP"]) {
    const body = transfer === "gAMA" ? big(100_000) : cicp(12, 8);
    const png = withChunk(await plain.png().toBuffer(), transfer, body);
    const { data } = await decode(await mustRender(png, "f-png"));
    expect(new Set(data.filter((_, i) => i % 4 === 0)).size).toBeGreaterThan(65);
  }
});

test("a profile is known by its primaries and curve, whatever it is called", async () => {
  const image = sharp(await plainPng(stored));
  const jpeg = await image.jpeg({ quality: 100, chromaSubsampling: "4:4:4" }).toBuffer();
  if (p3Space) await expectColour(jpegWithProfile(jpeg, iccProfile(p3Space)), p3, "f-png", 3);
});

test("a chunk that is too short to tell a colour tells none", async () => {
  const plain = await plainPng(stored);
  const wanted = await mustRender(plain, "w-9,f-png");
  for (const [name, whole] of Object.entries({ gAMA: 4, cHRM: 32, cICP: 4, acTL: 8 })) {
    for (const length of [0, 1, whole - 1]) {
      const png = withChunk(plain, name, new Array<number>(length).fill(1));
      // A decoder may call the file damaged; it is none of our faults.
      const made = await mustRender(png, "w-9,f-png").catch((error) => judge(error).failure.code);
      expect([name, length, made]).toEqual([name, length, made === "EFORMAT" ? made : wanted]);
    }
  }
});
