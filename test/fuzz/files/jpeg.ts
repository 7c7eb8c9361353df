import type { Random } from "../random.ts";
import { type Anatomy, bigEndian, bytesOf, noise, type Part } from "./anatomy.ts";

/** A marker without a length: start, end, and the restarts. */
function stands(marker: number): boolean {
  return marker === 0xd8 || marker === 0xd9 || (marker >= 0xd0 && marker <= 0xd7) || marker === 1;
}

const nameOf = (marker: number) => marker.toString(16).padStart(2, "0");

/** Segments by their markers; the coded pixels behind a scan's header are a piece called `data`. */
export const jpeg: Anatomy = {
  split(bytes) {
    const parts: Part[] = [];
    for (let at = 0; at + 1 < bytes.length; ) {
      const marker = bytes[at + 1] ?? 0;
      if (bytes[at] !== 0xff) break;
      if (stands(marker)) {
        parts.push({ name: nameOf(marker), body: new Uint8Array(0) });
        at += 2;
        continue;
      }
      const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
      parts.push({ name: nameOf(marker), body: bytes.subarray(at + 4, at + 2 + length) });
      at += 2 + length;
      if (marker !== 0xda) continue;
      let end = at;
      while (end < bytes.length && !(bytes[end] === 0xff && endsData(bytes[end + 1] ?? 0)))
        end += 1;
      parts.push({ name: "data", body: bytes.subarray(at, end) });
      at = end;
    }
    return parts;
  },
  join: (parts) =>
    bytesOf(
      ...parts.map(({ name, body, claims = body.length + 2 }) => {
        if (name === "data") return body;
        const marker = Number.parseInt(name, 16);
        const head = bytesOf([0xff, marker]);
        return stands(marker) ? bytesOf(head, body) : bytesOf(head, bigEndian(claims, 2), body);
      }),
    ),
  unknown: (random) => ({
    name: random.pick(["fe", "eb", "ec", "ef"]),
    body: noise(random, random.below(300)),
  }),
  // Between segments, before the first scan.
  places(parts) {
    const scan = parts.findIndex(({ name }) => name === "da");
    return Array.from({ length: Math.max(0, scan - 1) }, (_, i) => i + 1).filter(
      (i) => i > 1 || parts[1]?.name !== "e0",
    );
  },
};

/** A byte 0xff within data is followed by 0, or by a restart. */
function endsData(next: number): boolean {
  return next !== 0 && !(next >= 0xd0 && next <= 0xd7);
}

/** Segments that decoders act on, with content that is nearly right. */
export function oddSegment(random: Random): Part {
  const segments: (() => Part)[] = [
    () => ({ name: "e1", body: bytesOf("Exif\0\0", tinyExif(random)) }),
    () => ({ name: "e1", body: bytesOf("http://ns.adobe.com/xap/1.0/\0", "<x:xmpmeta") }),
    () => ({ name: "e2", body: bytesOf("ICC_PROFILE\0", noise(random, 2), noise(random, 200)) }),
    () => ({ name: "ee", body: bytesOf("Adobe", noise(random, random.pick([0, 7]))) }),
    () => ({ name: "dd", body: bytesOf(bigEndian(random.pick([0, 1, 7, 65_535]), 2)) }),
    () => ({ name: "c4", body: noise(random, random.pick([0, 1, 17, 60])) }),
    () => ({ name: "db", body: noise(random, random.pick([0, 1, 65, 129])) }),
    () => ({ name: random.pick(["c0", "c1", "c2", "c3", "c9", "cb"]), body: noise(random, 15) }),
    () => ({ name: "da", body: noise(random, random.pick([0, 10])) }),
    () => ({ name: "dc", body: noise(random, 2) }),
    () => ({ name: random.pick(["d8", "d9", "d3", "01", "00"]), body: noise(random, 0) }),
  ];
  return random.pick(segments)();
}

/** A directory of one to forty entries whose types, counts and places may be anything. */
function tinyExif(random: Random): Uint8Array {
  const entries = 1 + random.below(40);
  const list = Array.from({ length: entries }, () =>
    bytesOf(
      bigEndian(random.pick([0x0112, 0x8769, 0x8825, 0x0201, 0x011a, random.below(65_536)]), 2),
      bigEndian(random.below(15), 2),
      bigEndian(random.pick([1, 2, 1, 2 ** 31, 2 ** 32 - 1])),
      bigEndian(random.pick([0, 6, 8, 0x30000, random.below(600)])),
    ),
  );
  const next = bigEndian(random.pick([0, 8, 2 ** 32 - 1]));
  return bytesOf("MM\0*", bigEndian(8), bigEndian(entries, 2), ...list, next);
}
