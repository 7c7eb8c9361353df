import { expect, test } from "bun:test";
import type { Original } from "../../src/cache/original.ts";
import { createRenderInputs, type InputServices } from "../../src/delivery/render-inputs.ts";
import { Failure } from "../../src/failure.ts";
import { defaultLimits } from "../../src/limits.ts";
import { parseTransformation } from "../../src/url/transformation.ts";

/** Reads headers with a renderer that answers when it is told to. */
function inputs() {
  const probed: PromiseWithResolvers<unknown>[] = [];
  const run = () => {
    const probe = Promise.withResolvers<unknown>();
    probed.push(probe);
    return probe.promise;
  };
  const { readHeader } = createRenderInputs({
    pool: { run },
    originals: { describe: () => {} },
    limits: defaultLimits,
  } as unknown as InputServices);
  const request = { left: () => 1000, client: undefined } as unknown as Parameters<
    typeof readHeader
  >[1];
  const read = (hash: string) => {
    const meta = { hash, format: "jpeg" };
    return readHeader({ key: "one key", bytes: 1, meta } as unknown as Original, request);
  };
  return { probed, read };
}

test("who asks for the header of one file at a time shares one look at it", async () => {
  const { probed, read } = inputs();
  const both = Promise.all([read("a"), read("a")]);
  expect(probed).toHaveLength(1);
  probed[0]?.resolve("a header");
  expect(await both).toEqual(["a header", "a header"] as never);
});

test("a file that came in meanwhile is looked at itself", async () => {
  const { probed, read } = inputs();
  const both = Promise.all([read("before"), read("after")]);
  expect(probed).toHaveLength(2);
  for (const [i, probe] of probed.entries()) probe.resolve(`header ${i}`);
  expect(await both).toEqual(["header 0", "header 1"] as never);
});

test("nothing stays pinned of layers one of which is not found", async () => {
  let pinned = 0;
  const pin = () => {
    pinned += 1;
    return () => {
      pinned -= 1;
    };
  };
  const { layers } = createRenderInputs({
    disk: { pin },
    limits: defaultLimits,
  } as unknown as InputServices);
  const late = Promise.withResolvers<Original>();
  const original = { key: "a key" } as unknown as Original;
  const find = async (path: string) => {
    if (path === "gone.png") throw new Failure("ENOENT", "No origin has it");
    return path === "late.png" ? late.promise : original;
  };
  const names = ["there.png", "gone.png", "late.png"];
  const steps = parseTransformation(names.map((name) => `l-image,i-${name},l-end`).join(":"));
  const request = { left: () => 1000 } as unknown as Parameters<typeof layers>[2];
  expect(await layers(steps, find, request).catch((error) => error.code)).toBe("ENOENT");
  late.resolve(original);
  await new Promise(setImmediate);
  expect(pinned).toBe(0);
});
