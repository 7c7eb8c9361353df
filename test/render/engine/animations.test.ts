import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { defaultLimits } from "../../../src/limits.ts";
import { makePlan } from "../../../src/render/plan/plan.ts";
import { parseTransformation } from "../../../src/url/transformation.ts";
import { mustRender, rendition } from "../../support/rendition.ts";

// An animation is one picture in time: what stands still in it stands still afterwards.

type At = (x: number, y: number, frame: number) => readonly [number, number, number];

async function gif(width: number, height: number, count: number, at: At): Promise<Uint8Array> {
  const rows = Array.from({ length: height * count }, (_, row) =>
    Array.from({ length: width }, (_, x) => at(x, row % height, Math.floor(row / height))),
  );
  const data = Uint8Array.from(rows.flat(2));
  const raw = { width, height: height * count, channels: 3, pageHeight: height } as const;
  return sharp(data, { raw })
    .gif({ dither: 0, delay: Array(count).fill(100) })
    .toBuffer();
}

/** RGBA of each frame. */
async function framesOf(bytes: Uint8Array) {
  const { data, info } = await sharp(bytes, { animated: true })
    .toColourspace("srgb")
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const height = info.pageHeight ?? info.height;
  const length = info.width * height * 4;
  const count = info.height / height;
  const frames = Array.from({ length: count }, (_, i) =>
    data.subarray(i * length, (i + 1) * length),
  );
  const pixel = (frame: number, x: number, y: number) => [
    ...(frames[frame]?.subarray((y * info.width + x) * 4, (y * info.width + x) * 4 + 3) ?? []),
  ];
  return { count, width: info.width, height, pixel };
}

/** Two posts that stand, and a ball that flies from one to the other. */
const ball = await gif(120, 60, 5, (x, y, frame) => {
  if (x >= 30 && x < 34) return [0, 120, 0];
  if (x >= 86 && x < 90) return [0, 0, 160];
  const distance = Math.hypot(x - (15 + frame * 22), y - 30);
  return distance < 8 ? [250, 40, 20] : [240, 240, 240];
});

/** A background of one colour, before which something gets lighter. */
const fade = await gif(40, 40, 4, (x, y, frame) =>
  Math.hypot(x - 20, y - 20) < 10 ? [60 * frame, 60 * frame, 60 * frame] : [90, 150, 200],
);

describe("what stands still does so after", () => {
  test.each(["w-80,h-60,fo-auto", "w-80,h-60,fo-face"])("%s", async (text) => {
    const { count, width, pixel } = await framesOf(await mustRender(ball, text));
    expect([count, width]).toEqual([5, 80]);
    const posts = [0, 1, 2, 3, 4].map((frame) =>
      Array.from({ length: width }, (_, x) => pixel(frame, x, 2)).findIndex(
        ([red = 0, green = 0]) => red < 60 && green > 80,
      ),
    );
    expect(new Set(posts).size).toBe(1);
  });

  test.each([
    ...["e-contrast", "e-autocolor", "e-autocontrast", "e-improve", "e-autobrightness"],
    ...["bg-dominant,w-60,h-60,cm-pad_resize", "bg-gradient_dominant_2,w-60,h-60,cm-pad_resize"],
  ])("%s", async (text) => {
    const { count, pixel } = await framesOf(await mustRender(fade, text));
    expect(count).toBe(4);
    const [first = [], ...others] = [0, 1, 2, 3].map((frame) => pixel(frame, 2, 2));
    for (const other of others) {
      for (const [i, value] of other.entries()) {
        expect(Math.abs(value - (first[i] ?? 0))).toBeLessThanOrEqual(3);
      }
    }
  });

  test.each([0, 1, 2])("t-true, where frame %p has something in the corner", async (cornered) => {
    const moving = await gif(60, 40, 3, (x, y, frame) => {
      const [left, top] = frame === cornered ? [0, 0] : [10 + frame * 10, 10];
      const isBall = x >= left && x < left + 10 && y >= top && y < top + 10;
      return isBall ? [250, 40, 20] : [240, 240, 240];
    });
    const { count, width, height, pixel } = await framesOf(await mustRender(moving, "t-true"));
    const last = cornered === 2 ? 1 : 2;
    expect({ count, width, height }).toEqual({ count: 3, width: 20 + last * 10, height: 20 });
    expect(pixel(cornered, 5, 5)[1]).toBeLessThan(80);
  });

  test("t-true, which keeps what any frame shows", async () => {
    const moving = await gif(60, 40, 3, (x, y, frame) =>
      Math.abs(x - 15 - frame * 12) < 4 && Math.abs(y - 20) < 4 ? [200, 0, 0] : [255, 255, 255],
    );
    const { count, width, height, pixel } = await framesOf(await mustRender(moving, "t-true"));
    expect([count, width, height]).toEqual([3, 31, 7]);
    expect([0, 1, 2].map((frame) => pixel(frame, 3 + frame * 12, 3)[1])).toEqual([0, 0, 0]);
  });
});

const original = (name: string) => readFileSync(join(import.meta.dirname, "../originals", name));

describe("an animation keeps its motion:", () => {
  test.each(["moves.png", "moves.avif"])("%s is delivered as it is", async (name) => {
    for (const text of ["f-auto", "w-30", "f-webp", "e-grayscale"]) {
      expect(await rendition(original(name), text, { accepted: ["avif", "webp"] })).toBeUndefined();
    }
    // A single frame is what these ask for.
    for (const text of ["f-jpg", "pg-1,f-png"]) {
      expect(await rendition(original(name), text)).toBeDefined();
    }
  });

  test("JPEG XL comes in with all its frames", async () => {
    const { count, width } = await framesOf(
      await mustRender(original("moves.jxl"), "w-30", { accepted: ["webp"] }),
    );
    expect([count, width]).toEqual([
      (await framesOf(await mustRender(original("moves.jxl"), "w-30"))).count,
      30,
    ]);
    expect(count).toBeGreaterThan(1);
  });

  test("with more frames than are transformed, it is delivered as it is, and that is said", () => {
    const header = {
      ...({ format: "gif", width: 10, height: 10, orientation: 1, alpha: true } as const),
      ...{ pages: 301, density: 72, convert: false },
    };
    const planned = makePlan(parseTransformation("w-5"), header, {
      accepted: [],
      limits: defaultLimits,
    });
    expect(planned).toEqual({
      original: true,
      because: "the animation has 301 frames: at most 300 are transformed",
    });
  });
});
