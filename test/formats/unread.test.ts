import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { sniff } from "../../src/formats.ts";
import { distance } from "../support/decode.ts";
import { send } from "../support/http.ts";
import { describeUnless } from "../support/needs.ts";
import { mustRender } from "../support/rendition.ts";
import { fromCheckout, startServer, temporaryFolder } from "../support/tintype.ts";
import { converted, whyNot } from "./converters.ts";

/** How files of each format begin, by what a client is told. */
const starts: [string, string][] = [
  ["JPEG 2000", "\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x14ftypjp2 "],
  ["JPEG 2000", "\xff\x4f\xff\x51\0\x2f"],
  ["JPEG XR", "II\xbc\x01\x08\0\0\0"],
  ["DDS", "DDS \x7c\0\0\0"],
  ["OpenEXR", "v/1\x01\x02\0\0\0"],
  ["Radiance HDR", "#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n"],
  ["PostScript", "%!PS-Adobe-3.0 EPSF-3.0\n"],
  ["PostScript", "\xc5\xd0\xd3\xc6\x1e\0\0\0"],
  ["DjVu", "AT&TFORM\0\0\0\0DJVU"],
  ["InDesign", "\x06\x06\xed\xf5\xd8\x1d\x46\xe5"],
  ["FLIF", "FLIF41"],
  ["QOI", "qoif\0\0\0\x01\0\0\0\x01\x03\0"],
  ["ICNS", "icns\0\0\x10\0"],
  ["XCF", "gimp xcf v011\0"],
  ["Windows metafile", `\x01\0\0\0\x6c\0\0\0${"\0".repeat(32)} EMF`],
  ["Windows metafile", "\xd7\xcd\xc6\x9a\0\0"],
  ["BPG", "BPG\xfb\x20"],
  ["Camera raw", "II*\0\x10\0\0\0CR\x02\0"],
  ["Camera raw", "\0\0\0\x18ftypcrx \0\0\0\x01crx isom"],
  ["Camera raw", "FUJIFILMCCD-RAW 0201FF389501"],
  ["Camera raw", "IIRO\x08\0\0\0"],
  ["Camera raw", "IIU\0\x18\0\0\0"],
];

for (const [title, start] of starts) {
  test(`${title} that begins as ${JSON.stringify(start.slice(0, 12))} is refused by name`, async () => {
    const file = Buffer.concat([Buffer.from(start, "latin1"), Buffer.alloc(80)]);
    await expect(mustRender(file, "w-20,f-png")).rejects.toMatchObject({
      code: "EFORMAT",
      message: `Cannot decode the image: ${title.replace("Camera raw", "camera raw without a preview")} is not supported`,
    });
  });
}

/** A TIFF of one directory with these tags, each a number. */
function tiffWith(tags: number[], little: boolean): Uint8Array {
  const file = new DataView(new ArrayBuffer(14 + 12 * tags.length + 64));
  file.setUint16(0, little ? 0x4949 : 0x4d4d);
  file.setUint16(2, 42, little);
  file.setUint32(4, 8, little);
  file.setUint16(8, tags.length, little);
  for (const [i, tag] of tags.entries()) {
    file.setUint16(10 + 12 * i, tag, little);
    file.setUint32(18 + 12 * i, 1, little);
  }
  return new Uint8Array(file.buffer);
}

test("a TIFF from a camera is told from any other by its tags", async () => {
  const [kind, make, parts, dng] = [254, 271, 330, 50_706];
  for (const little of [false, true]) {
    expect(sniff(tiffWith([kind, make, parts], little))).toBe("cameraraw");
    expect(sniff(tiffWith([make, dng], little))).toBe("cameraraw");
    // A scanner names its maker as well, and an editor keeps smaller copies in parts.
    expect(sniff(tiffWith([make], little))).toBe("tiff");
    expect(sniff(tiffWith([parts], little))).toBe("tiff");
  }
  const plain = await sharp({ create: { width: 9, height: 9, channels: 3, background: "red" } })
    .withExif({ IFD0: { Make: "Nikon" } })
    .tiff()
    .toBuffer();
  expect(sniff(plain)).toBe("tiff");
});

test("camera raw is read by the largest JPEG that lies in it, upright", async () => {
  const photo = join(import.meta.dirname, "../../src/demo/coast.jpg");
  const jpegOf = (width: number) => sharp(photo).resize(width).jpeg().toBuffer();
  const sensor = Buffer.alloc(5000, "sensor \xff\xd8\xff\xc3", "latin1");
  const raw = (tags: Uint8Array, previews: Uint8Array[]) =>
    Buffer.concat([tags, sensor, ...previews]);
  const [small, large] = [await jpegOf(60), await jpegOf(240)];
  for (const previews of [
    [small, large],
    [large, small],
  ]) {
    const made = await mustRender(raw(tiffWith([271, 50_706], true), previews), "f-png");
    expect(await distance(made, await sharp(large).png().toBuffer())).toBeLessThan(2);
  }
  const lying = tiffWith([271, 274, 50_706], true);
  new DataView(lying.buffer).setUint32(18 + 12, 6, true);
  const turned = await mustRender(raw(lying, [small, large]), "f-png");
  const upright = await sharp(large).rotate(90).png().toBuffer();
  expect(await distance(turned, upright)).toBeLessThan(2);
  const cut = raw(lying, [large.subarray(0, 3000)]);
  await expect(mustRender(cut, "f-png")).rejects.toMatchObject({ code: "EFORMAT" });
});

test("every rendition of a camera raw says that it is the preview, also where it was decoded before", async () => {
  const large = await sharp(join(import.meta.dirname, "../../src/demo/coast.jpg"))
    .jpeg()
    .toBuffer();
  const folder = temporaryFolder();
  writeFileSync(join(folder, "taken.dng"), Buffer.concat([tiffWith([50_706], true), large]));
  const server = await startServer(fromCheckout, [folder]);
  try {
    for (const width of [300, 200, 100]) {
      const answer = await send(server.url, `/taken.dng?tr=w-${width},f-jpg`);
      expect(answer.headers.get("x-tintype-undrawn")).toBe("camera raw, but for its preview");
    }
  } finally {
    await server.stop();
  }
}, 60_000);

describeUnless(whyNot("convert", "imagemagick"), "what ImageMagick writes is known as", () => {
  for (const [extension, format] of [
    ["dds", "directdraw"],
    ["hdr", "radiance"],
  ] as const) {
    test(format, async () => {
      const create = { width: 16, height: 16, channels: 3, background: "red" } as const;
      const png = await sharp({ create }).png().toBuffer();
      const file = converted(png, "png", extension, (from, to) => ["convert", from, to]);
      expect(sniff(file)).toBe(format);
    });
  }
});
