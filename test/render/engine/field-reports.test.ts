import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { messageOf } from "../../../src/render/engine/fault.ts";
import { decode } from "../../support/decode.ts";
import { photo } from "../../support/pictures.ts";
import { mustRender } from "../../support/rendition.ts";

// What users of image servers have reported, each with the file that they had or one like it.

const original = (name: string) => readFileSync(join(import.meta.dirname, "../originals", name));

async function made(name: string, text: string) {
  return decode(await mustRender(original(name), text));
}

async function reasonAgainst(bytes: Uint8Array, text: string): Promise<string> {
  return mustRender(bytes, text).then(
    () => "it was rendered",
    (thrown) => messageOf(thrown),
  );
}

describe("a file that cannot be decoded is refused, and no black image:", () => {
  test.each(["t-zstd.tif", "tk-50000.tif"])(
    "%s, of a compression that is not known",
    async (name) => {
      expect(await reasonAgainst(original(name), "f-png")).toContain("tiff2vips");
    },
  );

  const kinds = (["lzw", "deflate", "jpeg", "packbits"] as const).flatMap((compression) =>
    [false, true].map((tile) => ({ compression, tile })),
  );
  test.each(kinds)("a TIFF that lost a part, wherever sharp refuses it: %p", async (kind) => {
    const picture = sharp(await photo(200, 150, { format: "png" }));
    const whole = await picture.tiff({ ...kind, predictor: "none" }).toBuffer();
    expect(await reasonAgainst(whole, "w-50,f-png")).toBe("it was rendered");
    for (const part of [0.3, 0.6, 0.95]) {
      // The directory comes last, so what is lost is there as zeros.
      const damaged = Buffer.from(whole);
      const end = whole.length - 1000;
      damaged.fill(0, Math.floor(end * part), end);
      const refused = await sharp(damaged)
        .raw()
        .toBuffer()
        .then(
          () => false,
          () => true,
        );
      if (refused) expect(await reasonAgainst(damaged, "w-50,f-png")).not.toBe("it was rendered");
    }
  });
});

test("a TIFF is whole where only its description has a fault: tags out of order", async () => {
  const picture = sharp(await photo(60, 40, { format: "png" })).tiff({ compression: "lzw" });
  const whole = await picture.toBuffer();
  const unordered = Buffer.from(whole);
  const first = unordered.readUInt32LE(4) + 2;
  whole.copy(unordered, first, first + 12, first + 24);
  whole.copy(unordered, first + 12, first, first + 12);
  const { data } = await decode(await mustRender(unordered, "f-png"));
  expect(data).toEqual((await decode(await mustRender(whole, "f-png"))).data);
});

describe("a JPEG without its end marker", () => {
  test("is whole where its pixels are", async () => {
    const { width, pixel } = await made("no-eoi.jpg", "f-png");
    const { data } = await sharp(original("no-eoi.jpg"), { failOn: "none" })
      .raw()
      .toBuffer({ resolveWithObject: true });
    for (const [x, y] of [
      [8, 8],
      [300, 200],
      [319, 239],
    ] as const) {
      const at = (y * width + x) * 3;
      expect(pixel(x, y).slice(0, 3)).toEqual([...data.subarray(at, at + 3)]);
    }
  });

  test.each([false, true])(
    "is whole where its pixels are, progressive: %p",
    async (progressive) => {
      const whole = await photo(160, 120, { format: "jpeg", progressive });
      const decoded = await decode(await mustRender(whole.subarray(0, -2), "f-png"));
      expect(decoded.data).toEqual((await decode(await mustRender(whole, "f-png"))).data);
    },
  );

  test.each([0.5, 0.9])("is refused where %p of it is there", async (part) => {
    const whole = await photo(160, 120, { format: "jpeg" });
    const cut = whole.subarray(0, Math.floor(whole.length * part));
    expect(await reasonAgainst(cut, "f-png")).toContain("VipsJpeg");
  });
});

describe("a JPEG XL made of a JPEG, whose metadata is compressed", () => {
  test("has its pixels, upright", async () => {
    const { width, height, pixel } = await made("packed-exif.jxl", "f-png");
    expect({ width, height }).toEqual({ width: 120, height: 200 });
    const [red = 0, green = 0, blue = 0] = pixel(100, 20);
    expect([red > 200, green < 50, blue < 50]).toEqual([true, true, true]);
  });

  test("has its pixels where the metadata cannot be read", async () => {
    const damaged = original("packed-exif.jxl");
    damaged.fill(0xff, damaged.indexOf("brobExif") + 8, damaged.indexOf("brobExif") + 30);
    expect(await decode(await mustRender(damaged, "f-png"))).toMatchObject({ width: 120 });
  });
});

describe("pages of a document have a size each:", () => {
  test.each([
    ["pg-2,w-150,f-png", 150, 50],
    ["pg-2,h-50,f-png", 150, 50],
    ["pg-2,c-at_max,w-100,h-100,f-png", 100, 33],
    ["pg-3,c-at_max,w-100,f-png", 60, 60],
    ["pg-2,cm-extract,w-250,h-90,f-png", 250, 90],
  ])("%s is %p by %p", async (text, width, height) => {
    expect(await made("mixed.tif", text)).toMatchObject({ width, height });
  });

  test("a cut that leaves a small page says so", async () => {
    const cut = mustRender(original("mixed.tif"), "pg-3,cm-extract,w-150,h-150");
    await expect(cut).rejects.toMatchObject({ code: "EINVAL" });
  });

  test("a page that can be seen through stays so", async () => {
    expect(await made("mixed.tif", "pg-4")).toMatchObject({ format: "png", hasAlpha: true });
  });
});

test.each(["f-png", "f-jpg", "w-20,f-webp", "w-20,f-avif"])(
  "channels beside colours and alpha are left out: five.tif with %s",
  async (text) => {
    const [red, green, blue] = (await made("five.tif", text)).pixel(8, 8);
    expect(Math.abs((red ?? 0) - 200) + Math.abs((green ?? 0) - 100)).toBeLessThan(8);
    expect(Math.abs((blue ?? 0) - 50)).toBeLessThan(5);
  },
);

describe("trim", () => {
  test("keeps what is one pixel wide, and full stops", async () => {
    const { info } = await sharp(original("trim-dot.png"))
      .trim({ lineArt: true, threshold: 10 })
      .toBuffer({ resolveWithObject: true });
    const { width, height } = await made("trim-dot.png", "t-true,f-png");
    expect([width, height]).toEqual([info.width, info.height]);
  });

  test.each([
    [1, 1],
    [1, 256],
    [900, 1],
    [2, 2],
  ])("leaves an image of %p by %p alone", async (width, height) => {
    const swatch = await sharp({ create: { width, height, channels: 3, background: "#c00" } })
      .png()
      .toBuffer();
    const trimmed = await decode(await mustRender(swatch, "t-true,f-png"));
    expect(trimmed).toMatchObject({ width, height });
    const base = await photo(40, 40, { format: "png" });
    const layered = mustRender(base, "f-png,l-image,i-swatch.png,l-end", {
      layers: { "swatch.png": swatch },
    });
    expect((await decode(await layered)).pixel(20, 20)[3]).toBe(255);
  });
});

describe("a side that a format cannot hold", () => {
  test.each(["f-jpg", "f-avif", "f-webp"])("becomes another format: %s", async (text) => {
    expect(await made("tall65501.png", text)).toMatchObject({ format: "png", height: 65_501 });
  });

  test("is refused by name where it follows from the ratio", async () => {
    const tall = sharp({ create: { width: 17, height: 4001, channels: 3, background: "#123" } });
    const asked = mustRender(await tall.png().toBuffer(), "w-333");
    await expect(asked).rejects.toMatchObject({
      code: "ELIMIT",
      message: expect.stringContaining("78373 follow from the ratio"),
    });
  });
});

test("frames of a GIF clear to transparent, as in browsers", async () => {
  const gif = await mustRender(original("disp-bgcolour.gif"), "f-gif");
  const second = await sharp(gif, { page: 1 }).ensureAlpha().raw().toBuffer();
  const alphas = second.filter((_, i) => i % 4 === 3);
  expect(Math.min(...alphas)).toBe(0);
});

/** A red GIF of 256 colours, in whose second frame a blue part is drawn over what the first leaves. */
function gifOf(disposal: number | undefined, left = 0): Buffer {
  const table = Buffer.alloc(3 * 256);
  table.set([0, 200, 0]);
  table.set([0, 0, 255], 3 * 7);
  table.set([255, 0, 0], 3 * 255);
  const frame = (at: number, side: number, colour: number, way: number | undefined) => {
    // Every code is one pixel: nine bits each, and a new start before there would be ten.
    const pixels = Array.from({ length: side * side }, (_, i) => [
      ...(i % 200 ? [] : [256]),
      colour,
    ]);
    const codes = [...pixels.flat(), 257];
    const bits = codes
      .map((code) => [...code.toString(2).padStart(9, "0")].reverse().join(""))
      .join("");
    const data = bits
      .match(/.{1,8}/g)
      ?.map((byte) => Number.parseInt([...byte].reverse().join(""), 2));
    const blocks = Array.from({ length: Math.ceil((data?.length ?? 0) / 255) }, (_, i) => {
      const part = data?.slice(i * 255, i * 255 + 255) ?? [];
      return [part.length, ...part];
    });
    return Buffer.from([
      ...(way === undefined ? [] : [0x21, 0xf9, 4, way << 2, 10, 0, 0, 0]),
      ...[0x2c, at, 0, at, 0, side, 0, side, 0, 0, 8, ...blocks.flat(), 0],
    ]);
  };
  const head = Buffer.from([...Buffer.from("GIF89a"), 16, 0, 16, 0, 0xf7, 0, 0]);
  return Buffer.concat([
    head,
    table,
    frame(left, 16 - left, 255, disposal),
    frame(4, 4, 7, 1),
    Buffer.of(0x3b),
  ]);
}

test.each<[what: string, disposal: number | undefined, left: number]>([
  ["that clear, of 256 colours", 2, 0],
  ["of which the first goes back to what was before it", 3, 0],
  ["of which the first does so by its other number", 4, 0],
  ["of which the first is smaller than the image", 1, 3],
  ["of which the first is smaller and says nothing of itself", undefined, 3],
])("frames of a GIF leave nothing behind: those %s", async (_, disposal, left) => {
  const made = await mustRender(gifOf(disposal, left), "w-16,f-gif");
  const { data } = await sharp(made, { page: 1 })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const pixel = (x: number, y: number) => [
    ...data.subarray((y * 16 + x) * 4, (y * 16 + x) * 4 + 4),
  ];
  expect(pixel(1, 1)[3]).toBe(0);
  expect(pixel(5, 5)).toEqual([0, 0, 255, 255]);
});

describe("metadata that is kept", () => {
  test("has no preview of what was cut away", async () => {
    const exif = async (bytes: Uint8Array) => (await sharp(bytes).metadata()).exif ?? Buffer.of();
    const file = original("withthumb.jpg");
    expect((await exif(file)).includes(Buffer.of(0xff, 0xd8, 0xff))).toBe(true);
    const cut = await mustRender(file, "w-20,h-20,cm-extract,md-true");
    expect((await exif(cut)).length).toBeGreaterThan(0);
    expect((await exif(cut)).includes(Buffer.of(0xff, 0xd8, 0xff))).toBe(false);
  });

  test("does not tell the size that the original had, nor of images that lay behind it", async () => {
    const names = [
      ["tiff", "http://ns.adobe.com/tiff/1.0/"],
      ["exif", "http://ns.adobe.com/exif/1.0/"],
      ["xmp", "http://ns.adobe.com/xap/1.0/"],
      ["GCamera", "http://ns.google.com/photos/1.0/camera/"],
      ["Container", "http://ns.google.com/photos/1.0/container/"],
      ["hdrgm", "http://ns.adobe.com/hdr-gain-map/1.0/"],
    ].map(([name, uri]) => `xmlns:${name}="${uri}"`);
    const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description ${names.join(" ")} tiff:ImageWidth="60" exif:PixelYDimension='30' GCamera:MotionPhoto="1" hdrgm:Version="1.0" xmp:Rating="5"><tiff:ImageLength>30</tiff:ImageLength><xmp:Thumbnails><rdf:Alt>hidden</rdf:Alt></xmp:Thumbnails><Container:Directory><rdf:Seq>hidden</rdf:Seq></Container:Directory></rdf:Description></rdf:RDF></x:xmpmeta>`;
    const create = { width: 60, height: 30, channels: 3, background: "#fa0" } as const;
    const file = await sharp({ create }).jpeg().withXmp(xmp).toBuffer();
    const kept = (await sharp(await mustRender(file, "w-20,md-true")).metadata()).xmp?.toString();
    expect(kept).toContain('tiff:ImageWidth="20" exif:PixelYDimension=\'10\' xmp:Rating="5"');
    expect(kept).toContain("<tiff:ImageLength>10<");
    expect(kept).not.toContain("hidden");
  });

  test("tells nothing of a film or of brightness that is gone, as elements either", async () => {
    const gone =
      "<GCamera:MotionPhoto>1</GCamera:MotionPhoto><GCamera:MotionPhotoVersion>hidden</GCamera:MotionPhotoVersion><GCamera:MicroVideoOffset rdf:datatype='hidden'>9</GCamera:MicroVideoOffset><hdrgm:Version/><hdrgm:GainMapMax><rdf:Seq><rdf:li>hidden</rdf:li></rdf:Seq></hdrgm:GainMapMax>";
    const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:GCamera="http://ns.google.com/photos/1.0/camera/" xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/">${gone}<xmp:Rating>5</xmp:Rating></rdf:Description></rdf:RDF></x:xmpmeta>`;
    const create = { width: 60, height: 30, channels: 3, background: "#fa0" } as const;
    const file = await sharp({ create }).jpeg().withXmp(xmp).toBuffer();
    const kept = (await sharp(await mustRender(file, "w-20,md-true")).metadata()).xmp?.toString();
    expect(kept).toContain('1.0/"><xmp:Rating>5</xmp:Rating></rdf:Description>');
  });

  test("does not turn the image twice, where a client believes XMP", async () => {
    const xmp =
      '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/></rdf:RDF></x:xmpmeta>';
    const turned = await sharp({
      create: { width: 60, height: 30, channels: 3, background: "#fa0" },
    })
      .jpeg()
      .withMetadata({ orientation: 6 })
      .withXmp(xmp)
      .toBuffer();
    const made = await mustRender(turned, "w-20,md-true");
    const { width, height, orientation, xmp: kept } = await sharp(made).metadata();
    expect([width, height, orientation]).toEqual([20, 40, 1]);
    expect(kept?.toString()).toContain('tiff:Orientation="1"');
  });
});

describe("colours that are not sRGB's become them,", () => {
  test.each([
    ["a profile that mentions sRGB: AppleRGB", "cd-AppleRGB.jpg", [150, 82, 44]],
    ["a profile that mentions sRGB: GIMP's linear one", "linear-gimp.png", [188, 137, 99]],
    ["an AVIF in P3 without a profile", "nclx-p3.avif", [217, 42, 51]],
  ] as const)("of %s", async (_, name, wanted) => {
    const got = (await made(name, "f-png")).pixel(8, 8);
    for (const [i, value] of wanted.entries()) {
      expect(Math.abs((got[i] ?? 0) - value)).toBeLessThanOrEqual(2);
    }
  });

  test("of a PNG that tells its gamma alone", async () => {
    const plain = (await decode(original("p-srgbgama.png"))).pixel(8, 8);
    const linear = (value: number) =>
      255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055);
    const got = (await made("p-srgbgama.png", "f-png")).pixel(8, 8);
    for (const i of [0, 1, 2]) {
      expect(Math.abs((got[i] ?? 0) - linear((plain[i] ?? 0) / 255))).toBeLessThanOrEqual(2);
    }
  });

  test("with all tones that sixteen bits have", async () => {
    const { data } = await made("ramp-linear-dark.png", "f-png");
    const levels = new Set(data.filter((_, i) => i % 4 === 0));
    expect(levels.size).toBeGreaterThan(60);
  });

  test("and greys with a profile do where it is not kept", async () => {
    const grey = await sharp({
      create: { width: 9, height: 9, channels: 3, background: "#808080" },
    })
      .toColourspace("b-w")
      .jpeg()
      .toBuffer();
    expect((await decode(await mustRender(grey, "f-png,cp-true"))).pixel(4, 4)[0]).toBe(128);
  });
});
