import { readFile } from "node:fs/promises";
import { Failure } from "../../failure.ts";
import {
  type DecodableFormat,
  formatNamed,
  formatNames,
  formatOf,
  isDecodable,
  type OutputFormat,
  sniff,
} from "../../formats.ts";
import type { Codec, Reading } from "./codec.ts";
import type { Engine, Image } from "./engine.ts";
import { asProfiled } from "./profile/tell-colour.ts";
import { imageOfRaster, readOnce } from "./raster/raster.ts";

/** Reads a file and tells its format; EFORMAT when it is none that can be decoded. */
export async function openImage(file: string): Promise<{ bytes: Buffer; format: DecodableFormat }> {
  const bytes = await readFile(file).catch((cause) => {
    throw new Failure("EINTERNAL", "The original is gone from the cache", { cause });
  });
  const format = sniff(bytes);
  if (isDecodable(format)) return { bytes, format };
  throw new Failure("EFORMAT", undecodable(format));
}

/** What a client is told that requests a transformation of such a file. */
export function undecodable(format: string | undefined): string {
  if (format === undefined) return "Cannot decode the image: the file is of no known image format";
  const known = formatNames.find((name) => name === format) ?? formatNamed(format);
  return `Cannot decode the image: ${known ? formatOf(known).title : format} is not supported`;
}

/** The codec of a format that has pixels. */
export async function codecOf(format: DecodableFormat | OutputFormat): Promise<Codec> {
  const { codec } = formatOf(format);
  if (!codec) throw new Error("A drawing is rasterised, not loaded");
  return (await codec()).codec;
}

/** Opens an original with the decoder of its format and no other; a cut-off one is an error. */
export async function load(
  vips: Engine,
  bytes: Uint8Array,
  format: DecodableFormat,
  reading: Reading,
): Promise<Image> {
  const image = asProfiled(await opened(vips, bytes, format, reading));
  const bands = drawnBands(image);
  if (bands === image.bands && image.interpretation !== "multiband") return image;
  using whole = image;
  using drawn = whole.extractBand(0, { n: bands });
  return drawn.copy(
    image.interpretation === "multiband" ? { interpretation: colourOf(drawn) } : {},
  );
}

async function opened(
  vips: Engine,
  bytes: Uint8Array,
  format: DecodableFormat,
  reading: Reading,
): Promise<Image> {
  const { decode, raster } = await codecOf(format);
  if (decode) return decode(vips, bytes, reading);
  if (raster) return imageOfRaster(vips, await readOnce(raster, bytes, reading));
  throw new Error(`There is no decoder for ${format}`);
}

/** Colours and one alpha: channels that are beside them, masks and spot colours, are not drawn. */
function drawnBands({ bands, interpretation }: Image): number {
  const colours = { "b-w": 1, grey16: 1, cmyk: 4 }[interpretation as string] ?? 3;
  return Math.min(bands, colours + 1);
}

/** What channels are taken for of which a file only says how many there are: nothing converts those. */
function colourOf({ bands, format }: Image): "b-w" | "grey16" | "srgb" | "rgb16" | "scrgb" {
  if (format === "ushort") return bands < 3 ? "grey16" : "rgb16";
  if (bands < 3) return "b-w";
  return format === "float" || format === "double" ? "scrgb" : "srgb";
}

/** Eight bits of sRGB or grey, whatever came. */
export function normalise(image: Image, convert: boolean): Image {
  // What is mixed from inks cannot be drawn on in red, green and blue: its profile is used up here.
  const inks = image.interpretation === "cmyk";
  if (!convert && !inks) return image.colourspace(image.bands < 3 ? "b-w" : "srgb");
  return image.iccTransform("srgb", {
    embedded: true,
    ...(inks ? { input_profile: "cmyk" } : {}),
    intent: "relative",
    black_point_compensation: true,
    depth: 8,
  });
}
