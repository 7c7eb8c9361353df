import { crc32, deflateSync } from "node:zlib";
import type { Random } from "../random.ts";
import { type Anatomy, bigEndian, bytesOf, noise, type Part } from "./anatomy.ts";

const signature = "\x89PNG\r\n\x1a\n";

/** Chunks, each with its length before it and its checksum behind it. */
export const png: Anatomy = {
  split(bytes) {
    const view = Buffer.from(bytes);
    const parts: Part[] = [];
    for (let at = 8; at + 8 <= view.length; ) {
      const length = view.readUInt32BE(at);
      parts.push({
        name: view.toString("latin1", at + 4, at + 8),
        body: view.subarray(at + 8, at + 8 + length),
      });
      at += 12 + length;
    }
    return parts;
  },
  join: (parts) =>
    bytesOf(
      signature,
      ...parts.map(({ name, body, claims = body.length }) => {
        const named = bytesOf(name, body);
        return bytesOf(bigEndian(claims), named, bigEndian(crc32(named)));
      }),
    ),
  unknown: (random) => ({ name: "teSt", body: noise(random, random.below(300)) }),
  // Behind the header, and before the end.
  places: (parts) =>
    parts.flatMap(({ name }, i) => (name === "IHDR" ? [] : name === "IDAT" ? [] : [i])),
};

/** Chunks that decoders act on, with content that is nearly right. */
export function oddChunk(random: Random): Part {
  const chunks: (() => Part)[] = [
    () => ({ name: "tRNS", body: noise(random, random.pick([0, 1, 2, 6, 300])) }),
    () => ({ name: "PLTE", body: noise(random, random.pick([0, 3, 4, 768, 900])) }),
    () => ({
      name: "acTL",
      body: bytesOf(bigEndian(random.pick([0, 1, 2, 2 ** 31])), bigEndian(0)),
    }),
    () => ({ name: "fcTL", body: noise(random, random.pick([0, 26])) }),
    () => ({ name: "fdAT", body: noise(random, random.pick([0, 4, 40])) }),
    () => ({ name: "gAMA", body: bytesOf(bigEndian(random.pick([0, 1, 45_455, 2 ** 32 - 1]))) }),
    () => ({ name: "cHRM", body: noise(random, 32) }),
    () => ({ name: "iCCP", body: bytesOf("p\0\0", deflateSync(noise(random, 300))) }),
    () => ({ name: "iCCP", body: bytesOf("p\0\0", noise(random, 40)) }),
    () => ({ name: "zTXt", body: bytesOf("k\0\0", deflateSync(new Uint8Array(200_000))) }),
    () => ({ name: "iTXt", body: bytesOf("XML:com.adobe.xmp\0\0\0\0\0", "<x:xmpmeta") }),
    () => ({ name: "eXIf", body: bytesOf("MM\0*", noise(random, random.below(60))) }),
    () => ({ name: "bKGD", body: noise(random, random.pick([0, 1, 2, 6])) }),
    () => ({ name: "sBIT", body: noise(random, random.pick([0, 1, 3, 4])) }),
    () => ({ name: "pHYs", body: noise(random, random.pick([0, 9])) }),
    () => ({ name: "IEND", body: noise(random, random.pick([0, 5])) }),
    () => ({ name: "IHDR", body: noise(random, 13) }),
    () => ({ name: "\0\0\0\0", body: noise(random, 5) }),
  ];
  return random.pick(chunks)();
}
