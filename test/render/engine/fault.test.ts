import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { OutputFormat } from "../../../src/formats.ts";
import { encode } from "../../../src/render/engine/encoding/encode.ts";
import { forgetComplaints, judge } from "../../../src/render/engine/fault.ts";
import { plainOutput } from "../../../src/render/plan/output.ts";
import { engine, picture } from "../../support/engine.ts";
import { truncatedJpeg } from "../../support/pictures.ts";

const thrownBy = (work: () => unknown) =>
  Promise.resolve()
    .then(work)
    .then(
      () => undefined,
      (error: unknown) => error,
    );

/** Longer than the format allows, which a plan would never ask for. */
const tooLong: [format: OutputFormat, keepMetadata: boolean][] = [
  ["jpeg", false],
  ["webp", true],
  ["avif", true],
];
for (const [format, keepMetadata] of tooLong) {
  test(`an encoder of ${format} that fails is never told as a damaged original`, async () => {
    const vips = await engine();
    forgetComplaints(vips);
    using image = vips.Image.black(66_000, 1, { bands: 3 });
    const output = { ...plainOutput, format, keepMetadata };
    const { failure, suspect } = judge(await thrownBy(() => encode(image, output)));
    expect([failure.code, failure.message]).toEqual([
      "EINTERNAL",
      "The image could not be encoded",
    ]);
    // Another process tries once more: it may have been this one's fault.
    expect(suspect).toBe(true);
  });
}

test("an original that is found damaged only while its image is encoded is told as damaged", async () => {
  const vips = await engine();
  forgetComplaints(vips);
  using image = vips.Image.jpegloadBuffer(await truncatedJpeg(), { fail_on: "truncated" });
  const output = { ...plainOutput, format: "webp" as const, keepMetadata: true };
  const { failure, suspect } = judge(await thrownBy(() => encode(image, output)));
  expect([failure.code, failure.message]).toEqual([
    "EFORMAT",
    "Cannot decode the image: it is damaged",
  ]);
  expect(suspect).toBe(false);
});

test("a tile that cannot be read is the file's fault", async () => {
  const vips = await engine();
  forgetComplaints(vips);
  const file = join(import.meta.dirname, "../../fuzz/crashers/tile-unreadable.tif");
  using image = vips.Image.tiffloadBuffer(readFileSync(file), { fail_on: "warning" });
  const { failure } = judge(await thrownBy(() => image.copyMemory()));
  expect(failure.code).toBe("EFORMAT");
});

test("a small image is encoded as it was", async () => {
  using image = await picture(2, 2, () => [1, 2, 3]);
  expect((await encode(image, { ...plainOutput, format: "png" })).length).toBeGreaterThan(50);
});
