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

/**
 * One item in an image file. Source: ISO/IEC 23008-12 and, for the boxes, ISO/IEC 14496-12.
 * @param configuration the box that tells a decoder how the item is coded
 */
function heifOf(
  { data, width, height, colour }: KeyFrame,
  brand: string,
  item: string,
  configuration: Uint8Array,
): Uint8Array {
  const type = box("ftyp", text(`${brand}\0\0\0\0mif1${brand}`));
  const properties = [
    fullBox("ispe", 0, u32(width), u32(height)),
    configuration,
    // Primaries and curve stay those of sRGB, as in what FFmpeg makes: nothing is mapped.
    box(
      "colr",
      text("nclx"),
      u16(1),
      u16(13),
      u16(colour.matrix),
      u8(colour.isFullRange ? 0x80 : 0),
    ),
  ];
  const essential = 0x80;
  const meta = (offset: number) =>
    fullBox(
      "meta",
      0,
      fullBox("hdlr", 0, u32(0), text("pict"), Buffer.alloc(13)),
      fullBox("pitm", 0, u16(1)),
      // Offsets and lengths of four bytes: one item in one piece.
      fullBox(
        "iloc",
        0,
        u16(0x4400),
        u16(1),
        u16(1),
        u16(0),
        u16(1),
        u32(offset),
        u32(data.length),
      ),
      fullBox("iinf", 0, u16(1), fullBox("infe", 2, u16(1), u16(0), text(item), u8(0))),
      box(
        "iprp",
        box("ipco", ...properties),
        fullBox("ipma", 0, u32(1), u16(1), u8(3), u8(1), u8(2 | essential), u8(3)),
      ),
    );
  const start = type.length + meta(0).length + 8;
  return Buffer.concat([type, meta(start), box("mdat", data)]);
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

function box(type: string, ...content: Uint8Array[]): Buffer {
  const length = content.reduce((sum, part) => sum + part.length, 8);
  return Buffer.concat([u32(length), text(type), ...content]);
}

function fullBox(type: string, version: number, ...content: Uint8Array[]): Buffer {
  return box(type, u32(version << 24), ...content);
}

function text(characters: string): Buffer {
  return Buffer.from(characters, "latin1");
}

function u8(value: number): Buffer {
  return Buffer.from([value]);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
