import { orientationOfCameraTiff } from "../../../formats/camera-tiff.ts";
import type { Codec } from "../codec.ts";
import { unread } from "../raster/raster.ts";
import { codec as jpeg } from "./jpeg.ts";

/** The most segments before the pixels of a JPEG: cameras write a dozen. */
const mostSegments = 200;
const [startOfScan, endOfImage] = [0xda, 0xd9];
/** Frames that ordinary decoders read: baseline, extended, progressive. Sensors' are lossless. */
const ordinaryFrames = [0xc0, 0xc1, 0xc2];

/** The largest ordinary JPEG that lies in the file: what the camera itself made of its sensor's data. */
export const codec: Codec = {
  decode(vips, bytes, reading) {
    const preview = largestPreview(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    if (!preview || !jpeg.decode) throw unread("camera raw without a preview");
    using image = jpeg.decode(vips, preview, { ...reading, shrink: 1 });
    const turned = image.copy();
    const orientation = orientationOfCameraTiff(bytes);
    const says = turned.getTypeof("orientation") !== 0;
    if (!says && orientation !== undefined) turned.setInt("orientation", orientation);
    return turned;
  },
};

function largestPreview(bytes: Buffer): Uint8Array | undefined {
  const start = Buffer.from([0xff, 0xd8, 0xff]);
  let best: { area: number; file: Uint8Array } | undefined;
  for (let at = bytes.indexOf(start); at >= 0; ) {
    const head = headOf(bytes, at);
    let next = at + 2;
    if (head) {
      const end = bytes.indexOf(Buffer.from([0xff, endOfImage]), head.scan);
      // No later one ends either.
      if (end < 0) break;
      next = end + 2;
      if (!best || head.area > best.area)
        best = { area: head.area, file: bytes.subarray(at, next) };
    }
    at = bytes.indexOf(start, next);
  }
  return best?.file;
}

/** Where a JPEG's pixels begin, and how many there are; undefined where it is no ordinary one. */
function headOf(bytes: Buffer, start: number): { scan: number; area: number } | undefined {
  let area = 0;
  let at = start + 2;
  for (let i = 0; i < mostSegments && at + 9 < bytes.length && bytes[at] === 0xff; i += 1) {
    const marker = bytes[at + 1] as number;
    const length = bytes.readUInt16BE(at + 2);
    if (marker === startOfScan) return area > 0 ? { scan: at + 2 + length, area } : undefined;
    const isOrdinary = ordinaryFrames.includes(marker) && bytes[at + 4] === 8;
    if (isOrdinary) area = bytes.readUInt16BE(at + 5) * bytes.readUInt16BE(at + 7);
    at += 2 + length;
  }
  return undefined;
}
