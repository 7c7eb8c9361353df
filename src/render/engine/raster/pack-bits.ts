import { damaged } from "./raster.ts";

/** Unpacks a row; one that does not fill it is damaged. Source: Apple, PackBits. */
export function unpackBits(packed: Uint8Array, row: Uint8Array): void {
  let to = 0;
  for (let at = 0; at < packed.length && to < row.length; ) {
    const head = packed[at] as number;
    at += 1;
    if (head < 128) {
      const run = packed.subarray(at, at + head + 1).subarray(0, row.length - to);
      row.set(run, to);
      at += head + 1;
      to += run.length;
    } else if (head > 128) {
      const end = Math.min(row.length, to + 257 - head);
      row.fill(packed[at] ?? 0, to, end);
      at += 1;
      to = end;
    }
  }
  if (to < row.length) throw damaged("A row is cut off");
}
