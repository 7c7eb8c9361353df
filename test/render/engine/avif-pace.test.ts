import { expect, test } from "bun:test";
import { createAvifPace } from "../../../src/render/engine/encoding/avif-pace.ts";
import { decode } from "../../support/decode.ts";
import { photo } from "../../support/pictures.ts";
import { mustRender } from "../../support/rendition.ts";

test("an AVIF of many pixels is written at the speed that meets its deadline", () => {
  const pace = createAvifPace(1500);
  expect(pace.speedFor(3, 30_000)).toBe(6);
  expect(pace.speedFor(7, 30_000)).toBe(8);
  expect(pace.speedFor(64, 30_000)).toBe(9);
  expect(pace.fits(64, 30_000)).toBe(true);
  // A request that has waited has less time.
  expect(pace.speedFor(3, 12_000)).toBe(8);
  expect(pace.speedFor(3, 2000)).toBe(9);
});

test("on a machine that is slower than thought, what was measured decides", () => {
  const pace = createAvifPace(1500);
  for (let i = 0; i < 5; i += 1) pace.took(40_000, 2, 6);
  expect(pace.speedFor(3, 30_000)).toBe(9);
  expect(pace.fits(64, 30_000)).toBe(false);
  // It was measured at the other speed that the load is over.
  for (let i = 0; i < 8; i += 1) pace.took(1800, 8, 9);
  expect(pace.speedFor(3, 30_000)).toBe(6);
  // Of a few pixels, most of the time is the start.
  pace.took(10_000, 0.01, 6);
  expect(pace.speedFor(3, 30_000)).toBe(6);
});

test("a diagram is searched more finely, where there is time for that", () => {
  const pace = createAvifPace(500);
  expect(pace.speedFor(0.3, 30_000, true)).toBe(5);
  expect(pace.speedFor(0.3, 30_000)).toBe(6);
  expect(pace.speedFor(8, 30_000, true)).toBe(6);
  expect(pace.speedFor(64, 30_000, true)).toBe(9);
  // How long it takes is not taken for what a photo does.
  for (let i = 0; i < 8; i += 1) pace.took(9000, 1, 5);
  expect(pace.speedFor(8, 30_000)).toBe(6);
});

const original = await photo(400, 300, { format: "jpeg" });

test.each(["f-avif", "f-avif,md-true"])(
  "with little time left an AVIF is still written: %s",
  async (text) => {
    for (const left of [2000, 60_000]) {
      const { format, width, height } = await decode(await mustRender(original, text, { left }));
      expect([format, width, height]).toEqual(["avif", 400, 300]);
    }
  },
);

test("with no time left for AVIF, the next format that the client takes is sent", async () => {
  const format = async (left: number) => {
    const made = await mustRender(original, "w-300", { accepted: ["avif"], left });
    return (await decode(made)).format;
  };
  expect(await format(60_000)).toBe("avif");
  expect(await format(1)).toBe("jpeg");
});
