import { Failure } from "../../../failure.ts";
import type { Codec } from "../codec.ts";
import { damaged, orDamaged, type RasterHead, type RasterImage, unread } from "../raster/raster.ts";
import { drawLayer } from "./psd/layer-pixels.ts";
import { hasPixels, type Layer, type LayerSection, layersOf } from "./psd/layers.ts";
import { unmixedOf } from "./psd/mixing.ts";
import { planesOf } from "./psd/planes.ts";

/** Modes that are read: their number, how many of the channels are colours, and whether those are inks. */
const modes: Record<number, { colours: number; inks?: true }> = {
  1: { colours: 1 },
  3: { colours: 3 },
  4: { colours: 4, inks: true },
  // Duotones show as the greys that they are made of.
  8: { colours: 1 },
};

/** Resources: dots per inch as 16.16 fixed point, EXIF, and a profile. */
const resources = { resolution: 1005, profile: 1039, exif: 1058 };

/** A file as its header tells of it. */
interface Opened {
  head: RasterHead;
  /** As stored: with masks and spot colours beside colours and transparency. */
  channels: number;
  colours: number;
  /** Channels that are drawn. */
  bands: number;
  bits: 8 | 16;
  isLarge: boolean;
  /** Where the flattened image begins. */
  at: number;
  /** Where the layers are told of. */
  section: LayerSection;
}

/**
 * A PSD or a PSB. Its first page is the flattened image, the others are its layers that have pixels,
 * from the lowest up. Source: Adobe, Photoshop file formats.
 */
export const codec: Codec = {
  raster: {
    head(bytes, page) {
      const file = opened(bytes);
      if (page === 0) return { ...file.head, pages: 1 + countLayers(bytes, file) };
      layersAt(bytes, file, [page]);
      return ofLayer(file);
    },
    async read(bytes, page, { above = [] }) {
      const file = opened(bytes);
      const { width, height, inks } = file.head;
      const image = page === 0 ? await flattened(bytes, file) : clear(file);
      const others = layersAt(bytes, file, above);
      const layers = page === 0 ? others : [...layersAt(bytes, file, [page]), ...others];
      for (const layer of layers) await drawLayer(bytes, { ...file, width, height }, layer, image);
      if (inks) invertInks(image.data, image.bands, mostOf(file));
      return { ...image, undrawn: others.flatMap(unmixedOf) };
    },
    pageNamed(bytes, name) {
      const layers = layersOf(bytes, opened(bytes).section);
      const layer = layers.find((each) => each.name === name);
      if (!layer) return undefined;
      if (hasPixels(layer)) return 1 + layers.filter(hasPixels).indexOf(layer);
      const kind = layer.isGroup ? "groups of layers" : "layers without pixels";
      throw new Failure(
        "ENOTSUP",
        `\`pg-name\` does not draw ${kind}, such as \`${name.slice(0, 80)}\``,
      );
    },
  },
};

function opened(bytes: Uint8Array): Opened {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return orDamaged(() => readHead(view, bytes));
}

/** Layers that cannot be understood do not keep the flattened image from being drawn. */
function countLayers(bytes: Uint8Array, { section }: Opened): number {
  try {
    return layersOf(bytes, section).filter(hasPixels).length;
  } catch {
    return 0;
  }
}

function layersAt(bytes: Uint8Array, { section }: Opened, pages: readonly number[]): Layer[] {
  if (pages.length === 0) return [];
  const layers = layersOf(bytes, section).filter(hasPixels);
  return pages.map((page) => {
    const layer = layers[page - 1];
    if (!layer) throw damaged("It has no such layer");
    return layer;
  });
}

/** A layer is drawn where it lies on its document, as large as that. */
function ofLayer({ head }: Opened): RasterHead {
  return { ...head, alpha: true };
}

function mostOf({ bits }: Opened): number {
  return bits === 16 ? 65_535 : 255;
}

function readHead(view: DataView, bytes: Uint8Array): Opened {
  const isLarge = view.getUint16(4) === 2;
  const channels = view.getUint16(12);
  const [height, width] = [view.getUint32(14), view.getUint32(18)];
  const bits = view.getUint16(22);
  const mode = modes[view.getUint16(24)];
  if (!mode) throw unread("the colour mode of this PSD");
  if (bits !== 8 && bits !== 16) throw unread(`a PSD of ${bits} bits`);
  const { colours, inks } = mode;
  const longest = isLarge ? 300_000 : 30_000;
  const isSized = width > 0 && height > 0 && Math.max(width, height) <= longest;
  if (!isSized || channels < colours || channels > 56) throw damaged("The header is impossible");
  const settings = 26 + 4 + view.getUint32(26);
  const found = readResources(view, bytes, settings);
  const layers = found.end;
  const length = isLarge ? Number(view.getBigUint64(layers)) : view.getUint32(layers);
  const body = layers + (isLarge ? 8 : 4);
  // Transparency of the whole is told by a negative count of layers; else a mask may lie there.
  const counted = body + (isLarge ? 8 : 4);
  const alpha = channels > colours && length > 8 && view.getInt16(counted) < 0;
  return {
    head: { width, height, alpha, ...(inks ? { inks } : {}), ...found.told },
    channels,
    colours,
    bands: colours + (alpha ? 1 : 0),
    bits,
    isLarge,
    at: body + length,
    section: { start: body, end: body + length, isLarge },
  };
}

function readResources(view: DataView, bytes: Uint8Array, start: number) {
  const end = start + 4 + view.getUint32(start);
  const told: Pick<RasterHead, "density" | "profile" | "exif"> = {};
  for (let at = start + 4; at + 12 <= end; ) {
    const id = view.getUint16(at + 4);
    const name = view.getUint8(at + 6) + 1;
    const sized = at + 6 + name + (name % 2);
    const length = view.getUint32(sized);
    const content = bytes.subarray(sized + 4, sized + 4 + length);
    if (id === resources.resolution) told.density = Math.round(view.getUint32(sized + 4) / 65_536);
    if (id === resources.profile && content.length > 128) told.profile = content;
    if (id === resources.exif) told.exif = withName(content);
    at = sized + 4 + length + (length % 2);
  }
  if (told.density === 0) delete told.density;
  return { end, told };
}

/** As it stands in a JPEG, where readers look for it. */
function withName(exif: Uint8Array): Uint8Array {
  const name = new TextEncoder().encode("Exif\0\0");
  const named = new Uint8Array(name.length + exif.length);
  named.set(name);
  named.set(exif, name.length);
  return named;
}

/** A document before anything is drawn on it. */
function clear(file: Opened): RasterImage {
  const { width, height } = file.head;
  const bands = file.colours + 1;
  return { ...ofLayer(file), data: valuesOf(file, width * height * bands), bands };
}

function valuesOf({ bits }: Opened, count: number): Uint8Array | Uint16Array {
  return bits === 16 ? new Uint16Array(count) : new Uint8Array(count);
}

/** As stored, where that is inks. */
async function flattened(bytes: Uint8Array, file: Opened): Promise<RasterImage> {
  const { head, bands, bits } = file;
  const { width, height } = head;
  const planes = await planesOf(bytes, { ...file, width, height });
  const count = width * height;
  const data = valuesOf(file, count * bands);
  for (const [band, plane] of planes.entries()) {
    for (let i = 0, to = band; i < count; i += 1, to += bands) {
      data[to] =
        bits === 16
          ? ((plane[2 * i] as number) << 8) | (plane[2 * i + 1] as number)
          : (plane[i] as number);
    }
  }
  if (head.alpha && !head.inks) liftOffWhite(data, bands, mostOf(file));
  return { ...head, data, bands };
}

/** Inks are stored as what is left of the paper. */
function invertInks(data: Uint8Array | Uint16Array, bands: number, most: number): void {
  for (let i = 0; i < data.length; i += bands) {
    for (let ink = i; ink < i + 4; ink += 1) data[ink] = most - (data[ink] as number);
  }
}

/** Colours of what can be seen through are stored as they look on white. */
function liftOffWhite(data: Uint8Array | Uint16Array, bands: number, most: number): void {
  for (let i = 0; i < data.length; i += bands) {
    const alpha = data[i + bands - 1] as number;
    if (alpha === 0 || alpha === most) continue;
    for (let band = i; band < i + bands - 1; band += 1) {
      const colour = (((data[band] as number) - most + alpha) * most) / alpha;
      data[band] = Math.max(0, Math.min(most, Math.round(colour)));
    }
  }
}
