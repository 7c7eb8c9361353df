// Files that are not the pictures they claim to be.

import { crc32, deflateSync } from "node:zlib";
import { bytesOf, encoded, fromPixels } from "./encode.ts";
import { paintPhoto } from "./pixels.ts";

/** The first 40 % of a photograph's bytes: the header is whole, the pixels are not. */
export async function truncatedJpeg(): Promise<Uint8Array> {
  const picture = fromPixels(paintPhoto(640, 480), 640, 480);
  const whole = await bytesOf(encoded(picture, { format: "jpeg" }));
  return whole.slice(0, Math.floor(whole.length * 0.4));
}

/** What a server finds where somebody renamed a note to `.jpg`. */
export function textNamedJpg(): Uint8Array {
  return new TextEncoder().encode(
    "This was never a photograph, whatever its name says.\n".repeat(40),
  );
}

export function emptyFile(): Uint8Array {
  return new Uint8Array(0);
}

/**
 * A few dozen bytes of PNG, with right checksums, whose header claims any size: a reader that
 * believes it asks for gigabytes.
 */
export function pngHeaderBomb(width: number, height: number): Uint8Array {
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  // 8 bits a channel, RGBA; compression, filter and interlace have their only usual values.
  header.setUint8(8, 8);
  header.setUint8(9, 6);
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  return joined([
    signature,
    chunk("IHDR", new Uint8Array(header.buffer)),
    chunk("IDAT", new Uint8Array(deflateSync(new Uint8Array(64)))),
    chunk("IEND", new Uint8Array(0)),
  ]);
}

function chunk(name: string, body: Uint8Array): Uint8Array {
  const named = joined([new TextEncoder().encode(name), body]);
  return joined([bigEndian(body.length), named, bigEndian(crc32(named))]);
}

function bigEndian(value: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, value);
  return new Uint8Array(view.buffer);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
