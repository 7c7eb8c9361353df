import sharp, { type Sharp } from "sharp";

export type Format = "jpeg" | "png" | "webp" | "avif" | "gif";

export interface Encoding {
  format: Format;
  /** 1..100, for the lossy formats. */
  quality?: number;
  progressive?: boolean;
}

const made = new Map<string, Promise<Uint8Array>>();

export function once(key: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
  const earlier = made.get(key);
  if (earlier !== undefined) return earlier;
  const picture = make();
  made.set(key, picture);
  return picture;
}

export async function bytesOf(picture: Sharp): Promise<Uint8Array> {
  return new Uint8Array(await picture.toBuffer());
}

export function fromPixels(pixels: Uint8Array, width: number, height: number): Sharp {
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/** Full chroma unless asked: flat colours stay what the tests say they are, up to their edges. */
export function encoded(
  picture: Sharp,
  { format, quality, progressive = false }: Encoding,
  chromaSubsampling: "4:4:4" | "4:2:0" = "4:4:4",
): Sharp {
  switch (format) {
    case "jpeg":
      return picture.jpeg({ quality: quality ?? 92, progressive, chromaSubsampling });
    case "png":
      return picture.png({ progressive });
    case "webp":
      return picture.webp({ quality: quality ?? 92, effort: 2 });
    case "avif":
      return picture.avif({ quality: quality ?? 75, effort: 2, chromaSubsampling });
    case "gif":
      return picture.gif({ dither: 0, effort: 2, progressive });
  }
}

export function keyOf(name: string, width: number, height: number, encoding: Encoding): string {
  const { format, quality, progressive } = encoding;
  return [name, width, height, format, quality, progressive].join(" ");
}
