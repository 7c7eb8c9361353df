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
  change(image, "xmp-data", correctedXmp);
  change(image, "iptc-data", withoutPreviews);
  change(image, "photoshop-data", withoutPreviews);
}

function change(image: Image, field: string, correct: (data: Buffer) => Uint8Array): void {
  if (image.getTypeof(field) === 0) return;
  image.setBlob(field, correct(Buffer.from(image.getBlob(field))));
}

/** As attribute and as element; each character stands for a byte. */
function correctedXmp(data: Buffer): Uint8Array {
  const text = data
    .toString("latin1")
    .replace(/(tiff:Orientation\s*=\s*["'])\d+(["'])/g, "$11$2")
    .replace(/(<tiff:Orientation>\s*)\d+(\s*<\/tiff:Orientation>)/g, "$11$2")
    .replace(/<xmp:Thumbnails>.*?<\/xmp:Thumbnails>/gs, "");
  return Buffer.from(text, "latin1");
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
