import { afterAll, beforeAll, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { send } from "../support/http.ts";
import { animatedGif } from "../support/pictures/kinds.ts";
import { photo } from "../support/pictures.ts";
import { program, type RunningServer, startServer, temporaryFolder } from "../support/tintype.ts";

/** Every limit as low as it goes with the pictures below. */
const low = {
  "max-source-bytes": "20kB",
  "max-file-bytes": "40kB",
  "max-source-pixels": "30000",
  "max-output-pixels": "20000",
  "max-frames": "4",
  "max-steps": "3",
  "max-layers": "1",
  "max-url-length": "120",
};

const folder = temporaryFolder();
let lowered: RunningServer;
let usual: RunningServer;

beforeAll(async () => {
  const block = (bytes: number) => Buffer.alloc(bytes, "text ");
  const small = Buffer.from(await photo(200, 150, { format: "jpeg", quality: 40 }));
  const files: Record<string, Uint8Array> = {
    "small.jpg": small,
    // What follows the end of a picture is no part of it, but has its weight.
    "heavy.jpg": Buffer.concat([small, block(20_000)]),
    "wide.jpg": await photo(400, 100, { format: "jpeg", quality: 40 }),
    "short.gif": await animatedGif(60, 40, 4),
    "long.gif": await animatedGif(60, 40, 5),
    "light.txt": block(40_000),
    "heavy.txt": block(40_001),
  };
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  const flags = Object.entries(low).flatMap(([flag, value]) => [`--${flag}`, value]);
  const one = ["--renderers", "1"];
  [lowered, usual] = await Promise.all([
    startServer(program, [folder, ...one, ...flags]),
    startServer(program, [folder, ...one]),
  ]);
}, 60_000);
afterAll(() => Promise.all([lowered?.stop(), usual?.stop()]));

const block = "l-image,i-ik_canvas,w-9,h-9,l-end";
const refused: [flag: keyof typeof low, target: string, error: RegExp][] = [
  ["max-source-bytes", "/tr:w-50/heavy.jpg", /too large: at most 20000 bytes/],
  ["max-file-bytes", "/heavy.txt", /too large: at most 40000 bytes/],
  ["max-source-pixels", "/tr:w-50/wide.jpg", /400x100 pixels: at most 30000 pixels/],
  [
    "max-output-pixels",
    "/tr:w-199,h-149,c-force/small.jpg",
    /199x149 pixels: at most 20000 pixels/,
  ],
  ["max-steps", "/tr:w-50:h-50:w-40:h-40/small.jpg", /at most 3 steps/],
  ["max-layers", `/tr:w-50,${block},${block}/small.jpg`, /a transformation has at most 1$/],
  ["max-url-length", `/small.jpg?v=${"1".repeat(120)}`, /too long: at most 120 characters/],
];
for (const [flag, target, error] of refused) {
  test(`--${flag} refuses ${target.slice(0, 50)}, which is usually allowed`, async () => {
    const answer = await send(lowered.url, target);
    expect([answer.status, answer.headers.get("ik-error")]).toEqual([
      400,
      expect.stringMatching(new RegExp(`^ELIMIT - .*${error.source}`)),
    ]);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect((await send(usual.url, target)).status).toBe(200);
  });
}

const allowed = [
  ...["/tr:w-100/small.jpg", "/light.txt", "/heavy.jpg", "/tr:w-50/short.gif", "/long.gif"],
  ...["/tr:w-50,f-jpg/long.gif", "/tr:w-50:h-50:w-40/small.jpg", `/tr:w-50,${block}/small.jpg`],
];
for (const target of allowed) {
  test(`${target} is within all of them`, async () => {
    expect((await send(lowered.url, target)).status).toBe(200);
  });
}

test("what was passed through may still be too large to be transformed", async () => {
  const target = "/heavy.jpg";
  expect((await send(lowered.url, target)).status).toBe(200);
  const answer = await send(lowered.url, `${target}?tr=w-60`);
  expect([answer.status, answer.headers.get("ik-error")]).toEqual([
    400,
    expect.stringMatching(/^ELIMIT - .*20000 bytes/),
  ]);
});

test("--max-frames leaves what is longer as it is, and says so", async () => {
  const { status, headers, body } = await send(lowered.url, "/tr:w-50/long.gif");
  expect(status).toBe(200);
  expect(headers.get("x-tintype-unchanged")).toBe(
    "the animation has 5 frames: at most 4 are transformed",
  );
  expect(body).toEqual((await send(lowered.url, "/long.gif")).body);
  const made = await send(usual.url, "/tr:w-50/long.gif");
  expect([made.status, made.headers.get("x-tintype-unchanged")]).toEqual([200, null]);
});

test("every limit has been reached", () => {
  const flags = refused.map(([flag]) => flag);
  expect([...flags, "max-frames"].sort()).toEqual(Object.keys(low).sort());
});
