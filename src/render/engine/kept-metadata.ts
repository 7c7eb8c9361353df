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
const goneLists = ["xmp:Thumbnails", "Container:Directory", "GContainer:Directory"];
const gone = "(?:GCamera:(?:MotionPhoto|Movie|MicroVideo)\\w*|hdrgm:\\w+)";
const goneAttributes = new RegExp(`\\s${gone}\\s*=\\s*(?:"[^"]*"|'[^']*')`, "g");
const goneElements = new RegExp(`(?<=<)${gone}`, "g");

/** Programs write a dozen; each is looked for by itself. */
const mostGoneElements = 64;

/** Each character stands for a byte. */
function correctedXmp(data: Buffer, { width, height }: Size): Uint8Array {
  let text = data.toString("latin1").replace(goneAttributes, "");
  const names = new Set(text.match(goneElements));
  for (const name of [...goneLists, ...[...names].slice(0, mostGoneElements)]) {
    text = withoutElement(text, name);
  }
  text = withValue(text, "tiff:Orientation", 1);
  for (const name of widths) text = withValue(text, name, width);
  for (const name of heights) text = withValue(text, name, height);
  return Buffer.from(text, "latin1");
}

/** In one pass: a text of many beginnings without an end costs no more than another. */
function withoutElement(text: string, name: string): string {
  const [start, end] = [`<${name}`, `</${name}>`];
  let left = "";
  let from = 0;
  for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, Math.max(from, at + 1))) {
    // Another name may begin like it.
    if (!/[\s/>]/.test(text.charAt(at + start.length))) continue;
    const close = text.indexOf(">", at);
    const isEmpty = text.charAt(close - 1) === "/";
    const last = isEmpty ? close : text.indexOf(end, at);
    if (close < 0 || last < 0) break;
    left += text.slice(from, at);
    from = last + (isEmpty ? 1 : end.length);
  }
  return left + text.slice(from);
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
