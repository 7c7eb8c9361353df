import { crc32 } from "node:zlib";

/**
 * The intentionally broken files of PngSuite. No package brings them along, so each is made from a
 * whole file of the suite by the one change that its description names.
 * http://www.schaik.com/pngsuite/pngsuite_xxx_png.html
 */
export const brokenFiles: Record<string, (whole: Buffer) => Buffer> = {
  "xs1n0g01.png: the signature's first byte has lost its high bit": (png) => withByte(png, 0, 0x09),
  "xs2n0g01.png: the signature's second byte is a Q": (png) => withByte(png, 1, 0x51),
  "xs4n0g01.png: the signature's fourth byte is lower case": (png) => withByte(png, 3, 0x67),
  "xs7n0g01.png: the signature's seventh byte is a space": (png) => withByte(png, 6, 0x20),
  "xcrn0g04.png: line feeds have become carriage returns": (png) => replaced(png, "\n", "\r"),
  "xlfn0g04.png: carriage returns have become line feeds": (png) => replaced(png, "\r", "\n"),
  "xhdn0g08.png: the header's checksum is wrong": (png) => withByte(png, 29, (png[29] ?? 0) ^ 0xff),
  "xc1n0g08.png: colour type 1": (png) => withHeader(png, 25, 1),
  "xc9n2c08.png: colour type 9": (png) => withHeader(png, 25, 9),
  "xd0n2c08.png: bit depth 0": (png) => withHeader(png, 24, 0),
  "xd3n2c08.png: bit depth 3": (png) => withHeader(png, 24, 3),
  "xd9n2c08.png: bit depth 99": (png) => withHeader(png, 24, 99),
  "xdtn0g01.png: no pixels": (png) => {
    const at = dataChunk(png);
    return Buffer.concat([png.subarray(0, at), png.subarray(at + 12 + png.readUInt32BE(at))]);
  },
  "xcsn0g01.png: the pixels' checksum is wrong": (png) => {
    const at = dataChunk(png);
    const checksum = at + 8 + png.readUInt32BE(at);
    return withByte(png, checksum, (png[checksum] ?? 0) ^ 0xff);
  },
};

function withByte(png: Buffer, at: number, byte: number): Buffer {
  const copy = Buffer.from(png);
  copy[at] = byte;
  return copy;
}

/** A changed header whose checksum is right. */
function withHeader(png: Buffer, at: number, byte: number): Buffer {
  const copy = withByte(png, at, byte);
  copy.writeUInt32BE(crc32(copy.subarray(12, 29)), 29);
  return copy;
}

function replaced(png: Buffer, from: string, to: string): Buffer {
  return Buffer.from(png.toString("latin1").replaceAll(from, to), "latin1");
}

/** Where the first chunk of pixels starts. */
function dataChunk(png: Buffer): number {
  const name = png.indexOf("IDAT", 8, "latin1");
  if (name < 0) throw new Error("Expected a PNG with an IDAT chunk, got none");
  return name - 4;
}
