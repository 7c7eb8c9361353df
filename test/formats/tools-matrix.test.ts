import { afterAll, beforeAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { compare } from "../golden/perceptual.ts";
import { send } from "../support/http.ts";
import { describeUnless } from "../support/needs.ts";
import { pdfOf } from "../support/pictures/pdf.ts";
import { paintPhoto } from "../support/pictures/pixels.ts";
import {
  fromCheckout,
  type RunningServer,
  startServer,
  temporaryFolder,
} from "../support/tintype.ts";
import { converted, whyNot } from "./converters.ts";
import { fromJxl, whyNoJxl } from "./djxl.ts";

// What sharp cannot read × every output format: the original as another decoder reads it, made
// smaller by sharp, beside what comes out.

const size = { width: 240, height: 160 } as const;
const asked = { width: 120, height: 80 } as const;
const folder = temporaryFolder();

/** What a page shows: of photos no two readers make the same pixels. */
const shapes = "0.9 0.2 0.1 rg 20 20 100 80 re f 0.1 0.4 0.8 rg 130 30 80 100 re f";

type Program = (from: string, to: string) => string[];
const byMagick = (from: string, to: string) => [
  "convert",
  `${from}[0]`,
  "-auto-orient",
  `png32:${to}`,
];
const magick =
  (...options: string[]): Program =>
  (from, to) => ["convert", from, ...options, to];

interface Converters {
  made: Program;
  read: Program;
}

/** How an original is made of a PNG, and read again. */
const inputs: Record<string, Converters> = {
  heic: {
    made: (from, to) => ["heif-enc", "-q", "95", "-p", "chroma=444", from, "-o", to],
    read: (from, to) => ["heif-convert", from, to],
  },
  psd: { made: magick("-compress", "RLE"), read: byMagick },
  psb: { made: magick("-compress", "RLE"), read: byMagick },
  bmp: { made: magick("-type", "TrueColor"), read: byMagick },
  tga: { made: magick("-compress", "RLE"), read: byMagick },
  ppm: { made: magick(), read: byMagick },
  ico: { made: magick(), read: byMagick },
};

/** Those of them that hold what can be seen through; Photoshop stores its colours as they look on white. */
const withAlpha = ["heic", "psd", "psb", "tga", "ico"];
const onWhite = ["psd", "psb"];

/** As far as the matrix of what sharp reads allows, for each format that comes out. */
const outputs = { jpg: 5, png: 2.3, webp: 8, avif: 7, jxl: 7, tiff: 2.3, bmp: 2.3, ico: 2.3 };

/** What of the outputs is asked of what can be seen through: the others' encoders take as long again. */
const ofAlpha = ["jpg", "png", "webp", "tiff", "bmp"] as const;

const missing =
  whyNot("convert", "imagemagick") ??
  whyNot("heif-enc", "libheif-examples") ??
  whyNot("pdftoppm", "poppler-utils") ??
  whyNoJxl();

describeUnless(missing, "as another decoder reads it comes out", () => {
  let server: RunningServer;
  /** What the originals show, by their names. */
  const shown = new Map<string, Uint8Array>();

  beforeAll(async () => {
    const raw = { ...size, channels: 3 } as const;
    const photo = sharp(paintPhoto(size.width, size.height), { raw });
    const png = await photo.clone().png().toBuffer();
    const alpha = [Buffer.from(fading()), { raw: oneChannel }] as const;
    const clear = await photo
      .joinChannel(...alpha)
      .png()
      .toBuffer();
    const seen = await sharp(clear).flatten({ background: "white" }).png().toBuffer();
    const clearOnWhite = await sharp(seen)
      .joinChannel(...alpha)
      .png()
      .toBuffer();
    const store = (name: string, image: Uint8Array, { made, read }: Converters) => {
      const [, extension = ""] = name.split(".");
      const file = converted(image, "png", extension, made);
      writeFileSync(join(folder, name), file);
      shown.set(name, converted(file, extension, "png", read));
    };
    for (const [input, by] of Object.entries(inputs)) {
      store(`photo.${input}`, png, by);
      if (withAlpha.includes(input))
        store(`clear.${input}`, onWhite.includes(input) ? clearOnWhite : clear, by);
    }
    const pdf = pdfOf([{ ...size, draws: shapes }]);
    writeFileSync(join(folder, "photo.pdf"), pdf);
    const page = (from: string, to: string) => [
      ...["pdftoppm", "-png", "-r", "72", "-singlefile", from, to.replace(/\.png$/, "")],
    ];
    shown.set("photo.pdf", converted(pdf, "pdf", "png", page));
    server = await startServer(fromCheckout, [folder]);
  }, 60_000);
  afterAll(() => server?.stop());

  for (const input of [...Object.keys(inputs), "pdf"]) {
    for (const [output, tolerance] of Object.entries(outputs)) {
      test(`${input} as ${output}`, async () => {
        expect(await distanceOf(`photo.${input}`, output)).toBeLessThanOrEqual(tolerance);
      }, 60_000);
    }
  }

  for (const input of withAlpha) {
    for (const output of ofAlpha) {
      test(`${input} with alpha as ${output}`, async () => {
        const distance = await distanceOf(`clear.${input}`, output);
        expect(distance).toBeLessThanOrEqual(outputs[output]);
      }, 60_000);
    }
  }

  /** How far a rendition is from what another decoder makes of its original. */
  async function distanceOf(name: string, output: string): Promise<number> {
    const answer = await send(server.url, `/tr:w-120,f-${output},q-90/${name}`);
    expect(answer.status).toBe(200);
    const png = await readAs(output, answer.body);
    expect(await sharp(png).metadata()).toMatchObject(asked);
    const resized = sharp(shown.get(name)).resize({ ...asked, fit: "fill" });
    const expected = output === "jpg" ? resized.flatten({ background: "white" }) : resized;
    const { distance } = await compare(png, await expected.png().toBuffer());
    return distance;
  }
});

const oneChannel = { ...size, channels: 1 } as const;

/** Clear at the left edge, opaque at the right, and a disc of nothing. */
function fading(): Uint8Array {
  const { width, height } = size;
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    const inside = Math.hypot(x - width / 2, y - height / 2) < 30;
    return inside ? 0 : Math.round((x / (width - 1)) * 255);
  });
}

/** A rendition as PNG, read by what is independent of us. */
async function readAs(output: string, bytes: Uint8Array): Promise<Uint8Array> {
  if (output === "jxl") return fromJxl(bytes);
  if (output === "bmp" || output === "ico") {
    const first = (from: string, to: string) => ["convert", `${from}[0]`, `png32:${to}`];
    return converted(bytes, output, "png", first);
  }
  return sharp(bytes).png().toBuffer();
}
