import type { Size } from "../plan/size.ts";
import type { Image } from "./engine.ts";

/** Photoshop's numbers for previews. */
const previews = [1033, 1036];

/**
 * Makes what an image says of itself true again: it is upright now, and previews show what was cut
 * away.
 */
export function correctMetadata(image: Image): void {
  image.setInt("orientation", 1);
  for (const name of ["jpeg-thumbnail-data", "heif-thumbnail-data"]) image.remove(name);
  const { width, height } = image;
  const frame = image.getTypeof("page-height") === 0 ? height : image.getInt("page-height");
  change(image, "xmp-data", (data) => correctedXmp(data, { width, height: frame }));
  change(image, "iptc-data", withoutPreviews);
  change(image, "photoshop-data", withoutPreviews);
}

function change(image: Image, field: string, correct: (data: Buffer) => Uint8Array): void {
  if (image.getTypeof(field) === 0) return;
  image.setBlob(field, correct(Buffer.from(image.getBlob(field))));
}

/** Properties that hold a side of the image. */
const widths = ["tiff:ImageWidth", "exif:PixelXDimension"];
const heights = ["tiff:ImageLength", "exif:PixelYDimension"];

/**
 * What tells of images that lay behind the one in the file, which are gone: previews, the film of a
 * photo that moves, the brightness of one for bright screens.
 */
const goneElements = ["xmp:Thumbnails", "Container:Directory", "GContainer:Directory"];
const goneProperties =
  /\s(?:GCamera:Mo(?:tionPhoto|vie)\w*|GCamera:MicroVideo\w*|hdrgm:\w+)\s*=\s*(?:"[^"]*"|'[^']*')/g;

/** Each character stands for a byte. */
function correctedXmp(data: Buffer, { width, height }: Size): Uint8Array {
  let text = data.toString("latin1").replace(goneProperties, "");
  for (const name of goneElements) text = withoutElement(text, name);
  text = withValue(text, "tiff:Orientation", 1);
  for (const name of widths) text = withValue(text, name, width);
  for (const name of heights) text = withValue(text, name, height);
  return Buffer.from(text, "latin1");
}

/** In one pass: a text of many beginnings without an end costs no more than another. */
function withoutElement(text: string, name: string): string {
  const end = `</${name}>`;
  let left = "";
  for (let at = 0; ; ) {
    const from = text.indexOf(`<${name}`, at);
    const to = from < 0 ? -1 : text.indexOf(end, from);
    if (to < 0) return left + text.slice(at);
    left += text.slice(at, from);
    at = to + end.length;
  }
}

/** A property as attribute and as element. */
function withValue(text: string, name: string, value: number): string {
  const put = (_: string, before: string, after: string) => `${before}${value}${after}`;
  return text
    .replace(new RegExp(`(${name}\\s*=\\s*["'])\\d+(["'])`, "g"), put)
    .replace(new RegExp(`(<${name}>\\s*)\\d+(\\s*</${name}>)`, "g"), put);
}

const signature = "Photoshop 3.0\0";

/** Image resource blocks; Adobe's Photoshop file format specification. */
function withoutPreviews(data: Buffer): Uint8Array {
  const start = data.toString("latin1", 0, signature.length) === signature ? signature.length : 0;
  const parts = [data.subarray(0, start)];
  for (let at = start; at + 12 <= data.length; ) {
    if (data.toString("latin1", at, at + 4) !== "8BIM") return data;
    // The name is as long as its first byte says, and even together with it.
    const name = 1 + (data[at + 6] ?? 0);
    const lengthAt = at + 6 + name + (name % 2);
    if (lengthAt + 4 > data.length) return data;
    const length = data.readUInt32BE(lengthAt);
    const next = lengthAt + 4 + length + (length % 2);
    if (!previews.includes(data.readUInt16BE(at + 4))) parts.push(data.subarray(at, next));
    at = next;
  }
  return Buffer.concat(parts);
}
