import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from "node:zlib";
import { gzipOf } from "../bombs/inflating.ts";
import { jpegType, type Modes, ok, write, writeForever } from "./mode.ts";

// Origins that lie about how long a body is, where it ends and how it is coded.

const chunked = "Transfer-Encoding: chunked";
const chunk = (bytes: Uint8Array) =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from("\r\n")]);
const lastChunk = "0\r\n\r\n";
const megabyte = new Uint8Array(1024 * 1024);

/** Whole chunks of the image, and what stands at their end. */
const chunks = (image: Uint8Array, end: string, bytes = 4_000) =>
  Buffer.concat([
    ...Array.from({ length: Math.ceil(image.length / bytes) }, (_, i) =>
      chunk(image.subarray(i * bytes, (i + 1) * bytes)),
    ),
    Buffer.from(end),
  ]);

/** An answer with this line for the length of the image. */
const withLength = (value: (length: number) => string): Modes[string]["answer"] => {
  return (socket, { image }) => {
    write(socket, [ok, jpegType, `Content-Length: ${value(image.length)}`], image);
  };
};
const withChunks = (body: (image: Uint8Array) => Uint8Array): Modes[string]["answer"] => {
  return (socket, { image }) => write(socket, [ok, jpegType, chunked], body(image));
};
/** @param make the body, once */
const withCoding = (
  coding: string,
  make: (image: Uint8Array) => Uint8Array,
): Modes[string]["answer"] => {
  let body: Uint8Array | undefined;
  return (socket, { image }) => {
    body ??= make(image);
    const length = `Content-Length: ${body.length}`;
    write(socket, [ok, jpegType, `Content-Encoding: ${coding}`, length], body);
  };
};

export const lengths: Modes = {
  "as it should be": { verdict: "whole", answer: withLength(String) },
  "no length and an end": {
    verdict: "whole",
    answer: (socket, { image }) => {
      write(socket, [ok, jpegType, "Connection: close"], image);
      socket.end();
    },
  },
  "fewer bytes than it says, and an end": {
    verdict: "broken",
    answer: (socket, { image }) => {
      write(socket, [ok, jpegType, `Content-Length: ${image.length + 100}`], image);
      socket.end();
    },
  },
  "fewer bytes than it says, and silence": {
    verdict: "broken",
    answer: withLength((length) => String(length + 100)),
  },
  "more bytes than it says": {
    verdict: "believed",
    answer: withLength((length) => String(length - 100)),
  },
  "a length of nothing": { verdict: "believed", answer: withLength(() => "0") },
  "a length below nothing": { verdict: "broken", answer: withLength(() => "-5") },
  "a length that is no number": { verdict: "broken", answer: withLength(() => "many") },
  "a length with a sign": { verdict: "broken", answer: withLength((length) => `+${length}`) },
  "two lengths": {
    verdict: "broken",
    answer: withLength((length) => `${length}\r\nContent-Length: ${length - 9}`),
  },
  "a length beyond all": { verdict: "refused", answer: withLength(() => String(2 ** 62)) },
  "a length beyond numbers": { verdict: "broken", answer: withLength(() => "9".repeat(40)) },
  "a length over the limit": { verdict: "refused", answer: withLength(() => "400000000") },
  "a body without an end": {
    verdict: "refused",
    answer: (socket) => {
      write(socket, [ok, jpegType, "Connection: close"]);
      writeForever(socket, megabyte);
    },
  },
  "chunks without an end": {
    verdict: "refused",
    answer: (socket) => {
      write(socket, [ok, jpegType, chunked]);
      writeForever(socket, chunk(megabyte));
    },
  },
  "chunks as they should be": {
    verdict: "whole",
    answer: withChunks((image) => chunks(image, lastChunk)),
  },
  "chunks of a byte": {
    verdict: "whole",
    answer: withChunks((image) => chunks(image, lastChunk, 1)),
  },
  "a chunk whose size is no number": {
    verdict: "broken",
    answer: withChunks((image) => Buffer.concat([Buffer.from("zz\r\n"), image])),
  },
  "a chunk of less than nothing": {
    verdict: "broken",
    answer: withChunks((image) => Buffer.concat([Buffer.from("-5\r\n"), image])),
  },
  "a chunk beyond numbers": {
    verdict: "broken",
    answer: withChunks((image) => Buffer.concat([Buffer.from(`${"f".repeat(17)}\r\n`), image])),
  },
  "a chunk that is longer than it says": {
    verdict: "broken",
    answer: withChunks((image) =>
      Buffer.concat([Buffer.from("5\r\n"), image, Buffer.from(lastChunk)]),
    ),
  },
  "chunks that break off": {
    verdict: "broken",
    answer: (socket, { image }) => {
      write(socket, [ok, jpegType, chunked], chunks(image, ""));
      socket.end();
    },
  },
  "chunks and silence": { verdict: "broken", answer: withChunks((image) => chunks(image, "")) },
  "extensions of a megabyte": {
    verdict: "believed",
    answer: withChunks((image) =>
      Buffer.concat([
        Buffer.from(`${image.length.toString(16)};x=${"y".repeat(1_000_000)}\r\n`),
        image,
        Buffer.from(`\r\n${lastChunk}`),
      ]),
    ),
  },
  "1000 fields behind the body": {
    verdict: "believed",
    answer: withChunks((image) => chunks(image, `0\r\n${"X: y\r\n".repeat(1_000)}\r\n`)),
  },
  "chunks and a length": {
    verdict: "believed",
    answer: (socket, { image }) => {
      const lines = [ok, jpegType, chunked, `Content-Length: ${image.length}`];
      write(socket, lines, chunks(image, lastChunk));
    },
  },
  "gzip as it should be": {
    verdict: "whole",
    answer: withCoding("gzip", (image) => gzipSync(image)),
  },
  "gzip of a gigabyte": {
    verdict: "refused",
    answer: withCoding("gzip", () => gzipOf("", 0, 1_000_000_000)),
  },
  "gzip of gzip of a gigabyte": {
    verdict: "refused",
    answer: withCoding("gzip, gzip", () => gzipSync(gzipOf("", 0, 1_000_000_000))),
  },
  "gzip that breaks off": {
    verdict: "broken",
    answer: withCoding("gzip", (image) => gzipSync(image).subarray(0, -100)),
  },
  "gzip with a wrong checksum": {
    verdict: "broken",
    answer: withCoding("gzip", (image) => {
      const bytes = gzipSync(image);
      bytes[bytes.length - 6] = (bytes.at(-6) ?? 0) ^ 255;
      return bytes;
    }),
  },
  "gzip that is none": { verdict: "broken", answer: withCoding("gzip", (image) => image) },
  "brotli of 400 megabytes": {
    verdict: "refused",
    answer: withCoding("br", () =>
      brotliCompressSync(Buffer.alloc(400e6), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
    ),
  },
  "zstd of 400 megabytes": {
    verdict: "refused",
    answer: withCoding("zstd", () => zstdCompressSync(Buffer.alloc(400e6))),
  },
  "five codings": {
    verdict: "broken",
    answer: withCoding("gzip, gzip, gzip, gzip, gzip", (image) => image),
  },
  "a coding that is none": { verdict: "broken", answer: withCoding("sdch", (image) => image) },
};
