import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import sharp from "sharp";
import { decodePng } from "../../../src/migrate/compare/png.ts";

const badge = join(import.meta.dirname, "../../../src/demo/badge.png");

describe("a PNG as our engines write it is read for comparison", () => {
  for (const colours of [2, 4, 16, 200]) {
    test(`with a palette of ${colours} colours`, async () => {
      const drawn = sharp(badge).resize(61, 33).flatten({ background: "white" });
      const png = await drawn.png({ palette: true, colours }).toBuffer();
      const theirs = await sharp(png).removeAlpha().raw().toBuffer();
      expect(Buffer.from(decodePng(png).rgb).equals(theirs)).toBe(true);
    });
  }

  test("what its palette makes transparent lies on white", async () => {
    const clear = {
      create: { width: 3, height: 2, channels: 4, background: "#ff000000" },
    } as const;
    const png = await sharp(clear).png({ palette: true }).toBuffer();
    expect(new Set(decodePng(png).rgb)).toEqual(new Set([255]));
  });

  test("one of sixteen bits is refused", async () => {
    const png = await sharp(badge).toColourspace("rgb16").png().toBuffer();
    expect(() => decodePng(png)).toThrow("Expected a PNG of eight bits");
  });
});
