import type { Image } from "../../engine.ts";
import type { TiffPage } from "./directory.ts";

/** What colours mean. Source: TIFF 6.0, and its supplements of Adobe's. */
const meanings = { rgb: 2, luminance: 6, lab: 8, iccLab: 9 };

const jpegs = [6, 7];

/**
 * Whether libvips takes the samples of a page for what they are not: colours that are told otherwise
 * than by red, green and blue. They are then read as they are, and drawn by `withMeaning`.
 */
export function isMistaken(page: TiffPage): boolean {
  const { photometric, compression, bits, subsampling } = page;
  if (photometric === meanings.luminance) {
    return bits === 8 && subsampling === 1 && !jpegs.includes(compression);
  }
  if (photometric === meanings.lab) return bits === 8;
  return photometric === meanings.iccLab && bits === 8;
}

/** The file with samples that are taken as they are. */
export function asPlainSamples(bytes: Uint8Array, page: TiffPage): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  view.setUint16(page.photometricAt, meanings.rgb, page.littleEndian);
  return copy;
}

/** Red, green and blue of what was read as plain samples. Takes the image over. */
export function withMeaning(plain: Image, { photometric }: TiffPage): Image {
  using image = plain;
  using colours = image.extractBand(0, { n: 3 });
  using drawn =
    photometric === meanings.luminance ? fromLuminance(colours) : fromLab(colours, photometric);
  if (image.bands <= 3) return drawn.copy();
  using alpha = image.extractBand(3);
  return drawn.bandjoin([alpha]).copy({ interpretation: "srgb" });
}

/** Source: TIFF 6.0, section 21, with the coefficients of ITU-R BT.601. */
function fromLuminance(colours: Image): Image {
  using centred = colours.linear([1, 1, 1], [0, -128, -128]);
  using mixed = centred.recomb([
    [1, 0, 1.402],
    [1, -0.344136, -0.714136],
    [1, 1.772, 0],
  ] as never);
  using bytes = mixed.rint().cast("uchar");
  return bytes.copy({ interpretation: "srgb" });
}

/** Lightness from 0 to 255, and two axes of colour: with a sign, or from -128 on. */
function fromLab(colours: Image, photometric: number): Image {
  using lightness = colours.extractBand(0);
  using axes = colours.extractBand(1, { n: 2 });
  using scaled = lightness.linear(100 / 255, 0);
  using above = axes.moreEq(128);
  using wrapped = above.linear(256 / 255, 0);
  using signed = photometric === meanings.lab ? axes.subtract(wrapped) : axes.linear(1, -128);
  using joined = scaled.bandjoin([signed]);
  using lab = joined.cast("float").copy({ interpretation: "lab" });
  return exported(lab);
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
  using grey = drawn.extractBand(0).copy({ interpretation: "grey16" });
  if (bands === 1) return grey.copy();
  using alpha = whole.extractBand(1).linear(65_535, 0).cast("ushort");
  return grey.bandjoin([alpha]);
}
