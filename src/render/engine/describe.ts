import { type DecodableFormat, formatOf } from "../../formats.ts";
import type { Face } from "../plan/faces/face.ts";
import { searchedSide } from "../plan/faces/face-search.ts";
import { type Header, uprightSize } from "../plan/header.ts";
import type { Size } from "../plan/size.ts";
import { rasteriseSvg } from "./drawing/svg.ts";
import { pixelsOf } from "./encoding/wasm-encoder.ts";
import type { Engine, Image } from "./engine.ts";
import { type Exif, readExif } from "./exif.ts";
import { load, normalise } from "./load.ts";
import { enlarged } from "./measuring/enlarged.ts";
import { orient } from "./operations/geometry/orient.ts";
import { resize } from "./operations/geometry/resize.ts";
import { hashedSize, perceptualHash } from "./phash.ts";
import { blurHash, type Rgba, thumbHash, thumbHashSide } from "./placeholder.ts";
import { probe } from "./probe.ts";

/** What ImageKit's metadata API tells of an image, and placeholders for it. */
export interface Description {
  /** Of the stored image: `exif.image.Orientation` may ask to turn it. */
  height: number;
  width: number;
  /** Bytes of the file. */
  size: number;
  /** "jpg" for JPEG, otherwise the format's usual name. */
  format: string;
  hasColorProfile: boolean;
  /** 1 to 100 for JPEG, see jpegQuality(); 0 where unknown. */
  quality: number;
  /** Dots per inch; 72 where the file does not tell. */
  density: number;
  /** Whether any pixel of the first frame can be seen through: an alpha channel is not enough. */
  hasTransparency: boolean;
  /** Of the upright image, what can be seen through on white; see perceptualHash(). */
  pHash: string;
  exif: Exif;
  /** Of the upright image, what can be seen through on white. */
  blurHash: string;
  /** Of the upright image, in base64. */
  thumbHash: string;
  /** In pixels of the upright image, the largest first. */
  faces: Face[];
  /** Frames of an animation, pages of a document, a PSD and its layers; absent for one. */
  frameCount?: number;
}

/**
 * Describes an original. Decodes it for the hashes and for faces, each to as little as its format
 * allows, and what has an alpha channel once more; like a rendition it costs what the pixels cost, so
 * check their number first.
 */
export async function describe(
  vips: Engine,
  bytes: Uint8Array,
  format: DecodableFormat,
): Promise<Description> {
  const header = await probe(vips, bytes, format);
  const { width, height, pages } = header;
  const pixels = formatOf(format).vector
    ? await describeDrawing(vips, bytes, header)
    : await describePixels(vips, bytes, header);
  return {
    height,
    width,
    size: bytes.length,
    format: formatOf(format).urlNames[0] ?? format,
    quality: header.quality ?? 0,
    ...pixels,
    ...(pages > 1 ? { frameCount: pages } : {}),
  };
}

async function describePixels(vips: Engine, bytes: Uint8Array, header: Header) {
  const { format, alpha } = header;
  using small = await readSmall(vips, bytes, header, thumbHashSide);
  using searched = await readSmall(vips, bytes, header, searchedSides(header));
  return {
    ...(await readFields(vips, bytes, format)),
    hasTransparency: alpha && (await isSeenThrough(vips, bytes, format)),
    ...hash(small),
    faces: await findFaces(searched, uprightSize(header)),
  };
}

/** A drawing has no fields beside what it shows; it is drawn as small as the hashes need it. */
async function describeDrawing(vips: Engine, bytes: Uint8Array, header: Header) {
  const { width, height, data } = await rasteriseSvg(bytes, sizeOfSmall(header, thumbHashSide));
  using drawn = vips.Image.newFromMemory(data, width, height, 4, vips.BandFormat.uchar);
  using small = drawn.copy({ interpretation: "srgb" });
  return {
    hasColorProfile: false,
    density: header.density,
    exif: readExif(new Uint8Array()),
    hasTransparency: data.some((value, i) => i % 4 === 3 && value < 255),
    ...hash(small),
    faces: await facesInDrawing(bytes, header),
  };
}

async function facesInDrawing(bytes: Uint8Array, header: Header): Promise<Face[]> {
  const { detectFaces } = await import("./faces/detect.ts");
  const drawn = await rasteriseSvg(bytes, sizeOfSmall(header, searchedSides(header)));
  const faces = await detectFaces({ ...drawn, data: Uint8Array.from(drawn.data), opaque: false });
  return enlarged(faces, drawn, header);
}

async function readFields(vips: Engine, bytes: Uint8Array, format: DecodableFormat) {
  using image = await load(vips, bytes, format, { shrink: 1, page: 0, streams: true });
  const has = (field: string) => image.getTypeof(field) !== 0;
  return {
    hasColorProfile: has("icc-profile-data"),
    // libvips counts in pixels per millimetre, and takes one for a file that tells nothing.
    density: image.xres === 1 ? 72 : Math.round(image.xres * 25.4),
    exif: readExif(has("exif-data") ? image.getBlob("exif-data") : new Uint8Array()),
  };
}

/** A lone clear pixel would get lost in a smaller copy; the rows only pass by here. */
async function isSeenThrough(
  vips: Engine,
  bytes: Uint8Array,
  format: DecodableFormat,
): Promise<boolean> {
  using image = await load(vips, bytes, format, { shrink: 1, page: 0, streams: true });
  using eight = normalise(image, false);
  using alpha = eight.extractBand(eight.bands - 1);
  return alpha.min() < 255;
}

/** What faces are looked for in is never enlarged. */
function searchedSides({ width, height }: Size): Sides {
  return { most: Math.min(searchedSide, Math.max(width, height)), least: 1 };
}

async function findFaces(image: Image, whole: Size): Promise<Face[]> {
  const { detectFaces } = await import("./faces/detect.ts");
  const faces = await detectFaces(pixelsOf(image));
  return enlarged(faces, image, whole);
}

/** @param small in sRGB with alpha */
function hash(small: Image) {
  using seen = small.flatten({ background: [255, 255, 255] });
  // Neither of the two knows proportions; and a BlurHash of a few pixels shows other colours.
  using square = resize(seen, { width: hashedSize, height: hashedSize });
  using grey = square.colourspace("b-w");
  return {
    pHash: perceptualHash(grey.writeToMemory() as Uint8Array),
    blurHash: blurHash(rgbaOf(square)),
    thumbHash: thumbHash(rgbaOf(small)),
  };
}

/** The upright image in sRGB with alpha, with sides of so many pixels at most, and at least. */
async function readSmall(
  vips: Engine,
  bytes: Uint8Array,
  header: Header,
  sides: Sides,
): Promise<Image> {
  const { format, orientation, convert } = header;
  // What the decoder leaves out, it leaves out coarsely: the resize gets twice what it has to make.
  const spare = Math.max(header.width, header.height) / (sides.most * 2);
  const shrink = formatOf(format).shrinks.find((factor) => factor <= spare) ?? 1;
  using image = await load(vips, bytes, format, { shrink, page: 0, streams: true });
  // The resize works in eight bits; on a smaller image the colours are converted at less cost.
  const early = image.format !== "uchar";
  using first = early ? normalise(image, convert) : image.copy();
  using resized = fit(first, sides);
  using plain = early ? resized.copy() : normalise(resized, convert);
  using colour = plain.colourspace("srgb");
  using rgba = colour.hasAlpha() ? colour.copy() : colour.addalpha();
  // Turning needs rows in another order than the decoder gives them.
  using finished = rgba.copyMemory();
  return orient(finished, { orientation });
}

interface Sides {
  most: number;
  least: number;
}

/** As a ThumbHash wants it: in fewer pixels than it has waves, they would show other colours. */
function fit(image: Image, sides: Sides): Image {
  return resize(image, sizeOfSmall(image, sides));
}

function sizeOfSmall({ width, height }: Size, { most, least }: Sides): Size {
  const scale = most / Math.max(width, height);
  const scaled = (length: number) => Math.max(Math.round(length * scale), least);
  return { width: scaled(width), height: scaled(height) };
}

function rgbaOf(image: Image): Rgba {
  using rgba = image.hasAlpha() ? image.copy() : image.addalpha();
  const { width, height } = rgba;
  return { width, height, data: rgba.writeToMemory() as Uint8Array };
}
