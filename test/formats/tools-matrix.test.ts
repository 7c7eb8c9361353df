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

/** How an original is made of a PNG, and read again. */
const inputs: Record<string, { made: Program; read: Program }> = {
  heic: {
    made: (from, to) => ["heif-enc", "-q", "95", "-p", "chroma=444", from, "-o", to],
    read: (from, to) => ["heif-convert", from, to],
  },
  psd: { made: magick("-compress", "RLE"), read: byMagick },
  bmp: { made: magick("-type", "TrueColor"), read: byMagick },
  tga: { made: magick("-compress", "RLE"), read: byMagick },
  ppm: { made: magick(), read: byMagick },
  ico: { made: magick(), read: byMagick },
};

/** As far as the matrix of what sharp reads allows, for each format that comes out. */
const outputs = { jpg: 5, png: 2.3, webp: 8, avif: 7, jxl: 7, tiff: 2.3, bmp: 2.3, ico: 2.3 };

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
    const png = await sharp(paintPhoto(size.width, size.height), { raw }).png().toBuffer();
    for (const [input, { made, read }] of Object.entries(inputs)) {
      const file = converted(png, "png", input, made);
      writeFileSync(join(folder, `photo.${input}`), file);
      shown.set(input, converted(file, input, "png", read));
    }
    const pdf = pdfOf([{ ...size, draws: shapes }]);
    writeFileSync(join(folder, "photo.pdf"), pdf);
    const page = (from: string, to: string) => [
      ...["pdftoppm", "-png", "-r", "72", "-singlefile", from, to.replace(/\.png$/, "")],
    ];
    shown.set("pdf", converted(pdf, "pdf", "png", page));
    server = await startServer(fromCheckout, [folder]);
  }, 60_000);
  afterAll(() => server?.stop());

  for (const input of [...Object.keys(inputs), "pdf"]) {
    for (const [output, tolerance] of Object.entries(outputs)) {
      test(`${input} as ${output}`, async () => {
        const answer = await send(server.url, `/tr:w-120,f-${output},q-90/photo.${input}`);
        expect(answer.status).toBe(200);
        const png = await readAs(output, answer.body);
        expect(await sharp(png).metadata()).toMatchObject(asked);
        const expected = sharp(shown.get(input)).resize({ ...asked, fit: "fill" });
        const { distance } = await compare(png, await expected.png().toBuffer());
        expect(distance).toBeLessThanOrEqual(tolerance);
      }, 60_000);
    }
  }
});

/** A rendition as PNG, read by what is independent of us. */
async function readAs(output: string, bytes: Uint8Array): Promise<Uint8Array> {
  if (output === "jxl") return fromJxl(bytes);
  if (output === "bmp" || output === "ico") {
    const first = (from: string, to: string) => ["convert", `${from}[0]`, `png32:${to}`];
    return converted(bytes, output, "png", first);
  }
  return sharp(bytes).png().toBuffer();
}
