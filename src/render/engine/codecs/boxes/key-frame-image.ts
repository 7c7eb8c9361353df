import { box, type CodedImage, imageFile, nclx } from "./image-file.ts";

/** A video's key frame, with what its file says of it. */
export interface KeyFrame {
  codec: "vp8" | "av1" | "hevc";
  data: Uint8Array;
  /** As it is stored. */
  width: number;
  height: number;
  /** What a decoder has to know before; not there where the codec needs nothing, or its name tells. */
  description?: Uint8Array;
  /** The codec as RFC 6381 names it, with its profile. */
  codecName: string;
  colour: FrameColour;
}

/** How colours are stored. Numbers of ITU-T H.273. */
export interface FrameColour {
  matrix: number;
  isFullRange: boolean;
}

/** An image file. */
interface StillImage {
  format: "webp" | "avif" | "heic";
  bytes: Uint8Array;
}

/** An image file that holds a key frame: the bytes are the same, but for what is around them. */
export function stillImage(frame: KeyFrame): StillImage {
  switch (frame.codec) {
    case "vp8":
      return { format: "webp", bytes: webpOf(frame.data) };
    case "av1":
      return { format: "avif", bytes: heifOf(frame, "avif", "av01", av1Configuration(frame)) };
    case "hevc":
      return { format: "heic", bytes: heifOf(frame, "heic", "hvc1", hevcConfiguration(frame)) };
  }
}

/** Source: RFC 9649, section 2.5. */
function webpOf(data: Uint8Array): Uint8Array {
  const head = Buffer.from("RIFF----WEBPVP8 ----", "latin1");
  const padding = Buffer.alloc(data.length % 2);
  head.writeUInt32LE(12 + data.length + padding.length, 4);
  head.writeUInt32LE(data.length, 16);
  return Buffer.concat([head, data, padding]);
}

function heifOf(
  { data, width, height, colour }: KeyFrame,
  brand: string,
  codec: CodedImage["codec"],
  configuration: Uint8Array,
): Uint8Array {
  // Primaries and curve stay those of sRGB, as in what FFmpeg makes: nothing is mapped.
  const properties = [nclx([1, 13, colour.matrix], colour.isFullRange)];
  const image = { codec, data, width, height, configuration, properties };
  return imageFile([brand, "mif1"], image);
}

/** Matroska's WebM holds none, where the codec's name tells what is in it. */
function av1Configuration({ description, codecName }: KeyFrame): Uint8Array {
  if (description) return box("av1C", description);
  const [, profile = "0", level = "0", depth = "8", monochrome = "0", subsampling = "110"] =
    codecName.split(".");
  const bits = Number(depth);
  const flags =
    (level.endsWith("H") ? 0x80 : 0) |
    (bits > 8 ? 0x40 : 0) |
    (bits > 10 ? 0x20 : 0) |
    (monochrome === "1" ? 0x10 : 0) |
    (subsampling[0] === "1" ? 0x08 : 0) |
    (subsampling[1] === "1" ? 0x04 : 0) |
    (Number(subsampling[2]) & 3);
  return box(
    "av1C",
    Uint8Array.of(0x81, (Number(profile) << 5) | Number.parseInt(level, 10), flags, 0),
  );
}

function hevcConfiguration({ description }: KeyFrame): Uint8Array {
  return box("hvcC", description ?? new Uint8Array());
}
