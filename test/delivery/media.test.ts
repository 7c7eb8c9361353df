import { expect, test } from "bun:test";
import type { Original } from "../../src/cache/original.ts";
import { createMediaReader } from "../../src/delivery/video/media.ts";

test("a video that is too large is refused, also when it has been looked at already", async () => {
  const media = { demuxer: "mov", seconds: 1, bitRate: 0 };
  const services = { limits: { videoBytes: 10 } } as unknown as Parameters<
    typeof createMediaReader
  >[0];
  const readMedia = createMediaReader(services);
  const read = (bytes: number) =>
    readMedia({ bytes, meta: { media } } as unknown as Original, { timeout: 1000 });
  expect(await read(10)).toEqual(media);
  expect(await read(11).catch(({ code }) => code)).toBe("ELIMIT");
});
