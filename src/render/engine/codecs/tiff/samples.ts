import type { Image } from "../../engine.ts";
import type { TiffPage } from "./directory.ts";

/** What colours mean. Source: TIFF 6.0, and its supplements of Adobe's. */
const meanings = { grey: 1, rgb: 2, luminance: 6, lab: 8, iccLab: 9 };

const jpegs = [6, 7];

/**
 * Whether libvips takes the samples of a page for what they are not: colours that are told otherwise
 * than by red, green and blue. They are then read as they are, and drawn by `withMeaning`.
 */
export function isMistaken(page: TiffPage): boolean {
  const { photometric, compression, bits, samples, subsampling } = page;
  if (photometric === meanings.luminance) {
    return bits === 8 && samples >= 3 && subsampling === 1 && !jpegs.includes(compression);
  }
  // What has three samples of sixteen bits with a sign is read right.
  if (photometric === meanings.lab) return bits === 8 || (bits === 16 && samples < 3);
  return photometric === meanings.iccLab && (bits === 8 || bits === 16);
}

/** The file with samples that are taken as they are. */
export function asPlainSamples(bytes: Uint8Array, page: TiffPage): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  const plain = page.samples < 3 ? meanings.grey : meanings.rgb;
  view.setUint16(page.photometricAt, plain, page.littleEndian);
  return copy;
}

/** Red, green and blue of what was read as plain samples. Takes the image over. */
export function withMeaning(plain: Image, { photometric, bits }: TiffPage): Image {
  using image = plain;
  // CIELAB may have lightness alone.
  const bands = image.bands < 3 ? 1 : 3;
  using colours = image.extractBand(0, { n: bands });
  using drawn =
    photometric === meanings.luminance
      ? fromLuminance(colours)
      : fromLab(colours, photometric, bits);
  if (image.bands === bands) return drawn.copy();
  using alpha = image.extractBand(bands);
  using scaled = alpha.linear(255 / (2 ** bits - 1), 0);
  using bytes = scaled.cast("uchar");
  return drawn.bandjoin([bytes]).copy({ interpretation: "srgb" });
}

/** Source: TIFF 6.0, section 21, with the coefficients of ITU-R BT.601. */
function fromLuminance(colours: Image): Image {
  using centred = colours.linear([1, 1, 1], [0, -128, -128]);
  using mixed = centred.recomb([
    [1, 0, 1.402],
    [1, -0.344136, -0.714136],
    [1, 1.772, 0],
  ] as never);
  using whole = mixed.rint();
  using bytes = whole.cast("uchar");
  return bytes.copy({ interpretation: "srgb" });
}

/**
 * Lightness from 0 to 255, and two axes of colour: with a sign, or from -128 on. In sixteen bits all are
 * 256 times as much, lightness up to 65535 or, as profiles have it, to 65280.
 */
function fromLab(colours: Image, photometric: number, bits: number): Image {
  const unit = bits === 16 ? 256 : 1;
  const isSigned = photometric === meanings.lab;
  const lightest = isSigned ? 2 ** bits - 1 : 255 * unit;
  using lightness = colours.extractBand(0);
  using scaled = lightness.linear(100 / lightest, 0);
  using axes =
    colours.bands === 1 ? scaled.linear([0, 0], [0, 0]) : axesOf(colours, isSigned, unit);
  using joined = scaled.bandjoin([axes]);
  using real = joined.cast("float");
  using lab = real.copy({ interpretation: "lab" });
  return exported(lab);
}

function axesOf(colours: Image, isSigned: boolean, unit: number): Image {
  using axes = colours.extractBand(1, { n: 2 });
  if (!isSigned) return axes.linear(1 / unit, -128);
  using above = axes.moreEq(128);
  using wrapped = above.linear(256 / 255, 0);
  return axes.subtract(wrapped);
}

/** For the white of D50, which files mean; libvips' own conversion is for that of D65. */
function exported(lab: Image): Image {
  return lab.iccExport({ output_profile: "srgb", intent: "relative", depth: 8 });
}

/**
 * Numbers of other kinds as sixteen bits: 32 bits, such with a sign, and light from 0 to 1 in greys,
 * of which libvips would take the last bits; sixteen bits of CIELAB as sRGB. Takes the image over.
 */
export function withSixteenBits(image: Image): Image {
  const { format, bands, interpretation } = image;
  const factor = { uint: 1 / 65_536, int: 2 / 65_536, short: 2, char: 2 * 256 }[format as string];
  if (interpretation === "labs" || interpretation === "lab") {
    using stored = image;
    using lab = stored.colourspace("lab");
    return exported(lab);
  }
  const greys = ["b-w", "grey16"].includes(interpretation as string) && bands < 3;
  if (factor === undefined && !(greys && format === "float")) return image;
  using whole = image;
  if (factor !== undefined) {
    using scaled = whole.linear(factor, 0);
    using words = scaled.cast("ushort");
    return words.copy({ interpretation: bands < 3 ? "grey16" : "rgb16" });
  }
  using light = whole.extractBand(0);
  using three = light.bandjoin([light, light]);
  using linear = three.copy({ interpretation: "scrgb" });
  using drawn = linear.colourspace("rgb16");
  using first = drawn.extractBand(0);
  using grey = first.copy({ interpretation: "grey16" });
  if (bands === 1) return grey.copy();
  using alpha = whole.extractBand(1);
  using wide = alpha.linear(65_535, 0);
  using words = wide.cast("ushort");
  return grey.bandjoin([words]);
}
