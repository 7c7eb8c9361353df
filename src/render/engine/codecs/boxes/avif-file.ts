import type { Size } from "../../../plan/size.ts";
import type { Coded } from "../../av1/encode-av1.ts";
import { box, type CodedImage, fullBox, imageFile, nclx, text, u8 } from "./image-file.ts";

/** An AVIF file without profile and metadata. Source: AV1 Image File Format, version 1.1. */
export function avifFile(size: Size, { colour, alpha }: Coded): Uint8Array {
  // As its sequence header says, too: sRGB, by the matrix of BT.601.
  const colours = nclx([1, 13, 6], true);
  return imageFile(
    ["avif", "mif1", "miaf", "MA1B"],
    coded(size, colour, [8, 8, 8], colours),
    alpha && coded(size, alpha, [8], fullBox("auxC", 0, text(alphaType))),
  );
}

const alphaType = "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0";

function coded(
  { width, height }: Size,
  data: Uint8Array,
  depths: number[],
  property: Uint8Array,
): CodedImage {
  return {
    codec: "av01",
    data,
    width,
    height,
    configuration: configurationOf(data, depths.length === 1),
    properties: [fullBox("pixi", 0, u8(depths.length), ...depths.map(u8)), property],
  };
}

/** Source: AV1 Codec ISO Media File Format Binding, section 2.3; AV1 specification, section 5.5. */
function configurationOf(data: Uint8Array, isGrey: boolean): Uint8Array {
  // A temporal delimiter of two bytes, and the sequence header's own head of two.
  const [first = 0, second = 0] = data.subarray(4);
  // A still image's header has three bits of profile, two flags, and five bits of level.
  const level = ((first & 7) << 2) | (second >> 6);
  const grey = 0x10;
  const halvedBothWays = 0x0c;
  return box("av1C", Uint8Array.of(0x81, level, (isGrey ? grey : 0) | halvedBothWays, 0));
}
