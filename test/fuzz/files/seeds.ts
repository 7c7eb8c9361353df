import { readFileSync } from "node:fs";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import * as pictures from "../../support/pictures.ts";
import type { Random } from "../random.ts";
import { type Anatomy, bytesOf, type Part } from "./anatomy.ts";
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
  bmp: { decodes: false },
  pdf: { decodes: false },
  psd: { decodes: false },
  heic: { anatomy: boxes, odd: oddBox, decodes: false },
} satisfies Record<string, Omit<Seed, "name" | "extension" | "bytes">>;

/** Names of good files by what is particular about them; what stands behind the dot is their kind. */
export async function makeSeeds(): Promise<Seed[]> {
  const ours = (name: string) =>
    new Uint8Array(readFileSync(join(import.meta.dirname, "../../render/originals", name)));
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
    "old.bmp": bytesOf("BM\x46\0\0\0\0\0\0\0\x36\0\0\0", new Uint8Array(56)),
    "pages.pdf": bytesOf("%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>"),
    "layers.psd": bytesOf("8BPS\0\x01", new Uint8Array(60)),
    "phone.heic": bytesOf("\0\0\0\x18ftypheic\0\0\0\0mif1heic", "\0\0\0\x0cmeta\0\0\0\0"),
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

async function bytes(picture: Sharp): Promise<Uint8Array> {
  return new Uint8Array(await picture.toBuffer());
}

/** The stream of a JPEG XL without its boxes. */
async function jxlOf(): Promise<Uint8Array> {
  const file = join(import.meta.dirname, "../../render/originals/moves.jxl");
  return new Uint8Array(readFileSync(file));
}
