import { readFileSync } from "node:fs";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import * as pictures from "../../support/pictures.ts";
import type { Random } from "../random.ts";
import { type Anatomy, bytesOf, littleEndian, type Part } from "./anatomy.ts";
import { gif, oddEntry, oddTag, svg, tiff } from "./blocks.ts";
import { boxes, oddBox, riff } from "./boxes.ts";
import { jpeg, oddSegment } from "./jpeg.ts";
import { oddChunk, png } from "./png.ts";

/** A good file that others are made of. */
export interface Seed {
  name: string;
  extension: string;
  bytes: Uint8Array;
  /** How it is taken apart; absent where it has no pieces. */
  anatomy?: Anatomy;
  /** A piece that decoders of its format act on. */
  odd?(random: Random): Part;
  /** Whether it can be transformed at all. */
  decodes: boolean;
}

const kinds = {
  jpg: { anatomy: jpeg, odd: oddSegment, decodes: true },
  png: { anatomy: png, odd: oddChunk, decodes: true },
  webp: { anatomy: riff, odd: oddBox, decodes: true },
  avif: { anatomy: boxes, odd: oddBox, decodes: true },
  jxl: { anatomy: boxes, odd: oddBox, decodes: true },
  gif: { anatomy: gif, decodes: true },
  tif: { anatomy: tiff, odd: oddEntry, decodes: true },
  svg: { anatomy: svg, odd: oddTag, decodes: true },
  bmp: { decodes: true },
  ico: { decodes: true },
  tga: { decodes: true },
  ppm: { decodes: true },
  pdf: { decodes: true },
  psd: { decodes: true },
  dng: { decodes: true },
  heic: { anatomy: boxes, odd: oddBox, decodes: true },
} satisfies Record<string, Omit<Seed, "name" | "extension" | "bytes">>;

const document =
  "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" +
  "2 0 obj<</Type/Pages/Count 1/Kids[4 0 R]>>endobj\n" +
  "3 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n" +
  "4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 60 40]/Contents 5 0 R" +
  "/Resources<</Font<</F 3 0 R>>>>>>endobj\n" +
  "5 0 obj<</Length 66>>stream\n1 0 0 rg 10 10 20 20 re f BT /F 9 Tf 9 20 Td (A page) Tj ET 0 5 m S\n" +
  "endstream endobj\ntrailer<</Root 1 0 R/Size 6>>\n%%EOF\n";

/** Names of good files by what is particular about them; what stands behind the dot is their kind. */
export async function makeSeeds(): Promise<Seed[]> {
  const ours = (name: string) =>
    new Uint8Array(readFileSync(join(import.meta.dirname, "../../render/originals", name)));
  // Made by ImageMagick and heif-enc, which not every machine has.
  const good = (name: string) =>
    new Uint8Array(readFileSync(join(import.meta.dirname, "good", name)));
  const small = sharp(await pictures.photo(60, 40, { format: "png" }));
  const alpha = sharp(await pictures.alphaPng(60, 40));
  const codestream = await jxlOf();
  const files: Record<string, Uint8Array> = {
    "baseline.jpg": await pictures.photo(60, 40, { format: "jpeg" }),
    "progressive.jpg": await pictures.photo(60, 40, { format: "jpeg", progressive: true }),
    "turned.jpg": await pictures.withOrientation(6, 60, 40),
    "inks.jpg": await pictures.cmykJpeg(60, 40),
    "grey.jpg": await pictures.greyJpeg(60, 40),
    "placed.jpg": await pictures.geotaggedJpeg(60, 40),
    "thumbnail.jpg": ours("withthumb.jpg"),
    "colours.png": await pictures.photo(60, 40, { format: "png" }),
    "interlaced.png": await pictures.photo(60, 40, { format: "png", progressive: true }),
    "palette.png": await pictures.palettePng(60, 40),
    "clear.png": await pictures.alphaPng(60, 40),
    "deep.png": await pictures.png16(60, 40),
    "moves.png": ours("moves.png"),
    "lossy.webp": await pictures.photo(60, 40, { format: "webp" }),
    "lossless.webp": await bytes(alpha.clone().webp({ lossless: true })),
    "clear.webp": await bytes(alpha.clone().webp({ quality: 60 })),
    "moves.webp": await pictures.animatedWebp(30, 20, 3),
    "still.avif": await pictures.photo(60, 40, { format: "avif" }),
    "clear.avif": await bytes(alpha.clone().avif({ effort: 1 })),
    "moves.avif": ours("moves.avif"),
    "moves.jxl": ours("moves.jxl"),
    "boxed.jxl": bytesOf(
      ...["\0\0\0\x0cJXL \r\n\x87\n", "\0\0\0\x14ftypjxl \0\0\0\0jxl ", "\0\0\0\0jxlc", codestream],
    ),
    "still.gif": await pictures.photo(60, 40, { format: "gif" }),
    "moves.gif": await pictures.animatedGif(30, 20, 3),
    "plain.tif": await bytes(small.clone().tiff({ compression: "none" })),
    "packed.tif": await bytes(small.clone().tiff({ compression: "lzw", predictor: "horizontal" })),
    "tiled.tif": await bytes(small.clone().tiff({ tile: true, tileWidth: 32, tileHeight: 32 })),
    "jpeg.tif": await bytes(small.clone().tiff({ compression: "jpeg" })),
    "pages.tif": ours("five.tif"),
    "drawing.svg": Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40" viewBox="0 0 60 40"><defs>' +
        '<linearGradient id="a"><stop offset="0" stop-color="red"/></linearGradient></defs>' +
        '<g fill="url(#a)"><rect width="30" height="40"/><text x="5" y="20">a</text></g>' +
        "<style>rect{stroke:blue}</style></svg>",
    ),
    "colours.bmp": good("colours.bmp"),
    "palette.bmp": good("palette.bmp"),
    "icons.ico": good("icons.ico"),
    "drawn.tga": good("drawn.tga"),
    "plain.ppm": good("plain.ppm"),
    "layered.psd": good("layered.psd"),
    "still.heic": good("still.heic"),
    "page.pdf": Buffer.from(document),
    "camera.dng": negativeWith(await pictures.photo(60, 40, { format: "jpeg" })),
  };
  return Object.entries(files).map(([name, content]) => {
    const extension = name.slice(name.lastIndexOf(".") + 1) as keyof typeof kinds;
    const kind: Omit<Seed, "name" | "extension" | "bytes"> = kinds[extension];
    // A bare stream of JPEG XL has no boxes.
    const { anatomy: _, ...whole } = kind;
    const pieces = name === "moves.jxl" ? whole : kind;
    return { name, extension, bytes: content, ...pieces };
  });
}

/** A digital negative that has nothing but the image that its camera made of it. */
function negativeWith(jpeg: Uint8Array): Uint8Array {
  const entry = (tag: number, type: number, value: number[]) =>
    bytesOf(littleEndian(tag, 2), littleEndian(type, 2), littleEndian(1), value);
  const [orientation, version] = [littleEndian(1), [1, 4, 0, 0]];
  const entries = [entry(274, 3, orientation), entry(50_706, 1, version)];
  return bytesOf("II*\0\x08\0\0\0\x02\0", ...entries, littleEndian(0), jpeg);
}

async function bytes(picture: Sharp): Promise<Uint8Array> {
  return new Uint8Array(await picture.toBuffer());
}

/** The stream of a JPEG XL without its boxes. */
async function jxlOf(): Promise<Uint8Array> {
  const file = join(import.meta.dirname, "../../render/originals/moves.jxl");
  return new Uint8Array(readFileSync(file));
}
