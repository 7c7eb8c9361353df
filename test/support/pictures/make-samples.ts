// Makes the pictures of the demo folder, from nothing but this project's code:
//
//     bun test/support/pictures/make-samples.ts [coast.jpg ...]
//
// Every run makes the same pictures. All of them take a few minutes.

import { mkdir, writeFile } from "node:fs/promises";
import sharp, { type Sharp } from "sharp";
import { badge } from "../scenes/badge.ts";
import { coast } from "../scenes/coast.ts";
import { dunes } from "../scenes/dunes.ts";
import { type Exposure, photograph, type Scene } from "../scenes/film.ts";
import { portrait } from "../scenes/portrait.ts";
import { tower } from "../scenes/tower.ts";
import { valley } from "../scenes/valley.ts";

const folder = new URL("../../../src/demo/", import.meta.url);
const largestSample = 450_000;

const samples = {
  "coast.jpg": () => jpegOf(coast, { width: 2400, height: 1600, samples: 2, bloom: 0.2, seed: 1 }),
  "valley.jpg": () =>
    jpegOf(valley, { width: 1920, height: 1280, samples: 2, bloom: 0.2, seed: 2 }),
  "tower.jpg": () => jpegOf(tower, { width: 1280, height: 1920, samples: 4, bloom: 0.25, seed: 3 }),
  "portrait.jpg": () =>
    jpegOf(portrait, { width: 1200, height: 1500, samples: 4, bloom: 0.15, seed: 4 }),
  "badge.png": () =>
    sharp(Buffer.from(badge())).png({ compressionLevel: 9, effort: 10 }).toBuffer(),
  "sideways.jpg": () =>
    jpegOf(dunes, { width: 1200, height: 1600, samples: 4, bloom: 0.12, seed: 5 }, layOnItsSide),
} satisfies Record<string, () => Promise<Uint8Array>>;

/** As a phone held upright saves it: the pixels lie on their side, and a tag says so. */
function layOnItsSide(upright: Sharp): Sharp {
  return upright.rotate(270).withMetadata({ orientation: 6 });
}

async function jpegOf(
  scene: () => Scene,
  exposure: Omit<Exposure, "grain">,
  finish: (picture: Sharp) => Sharp = (picture) => picture,
): Promise<Uint8Array> {
  const { width, height } = exposure;
  const pixels = await photograph(scene(), { ...exposure, grain: 2.5 });
  const picture = sharp(pixels, { raw: { width, height, channels: 3 } });
  return finish(picture).jpeg({ quality: 85, mozjpeg: true }).toBuffer();
}

const wanted = process.argv.slice(2);
await mkdir(folder, { recursive: true });
for (const [name, make] of Object.entries(samples)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const bytes = await make();
  if (bytes.length > largestSample) {
    throw new Error(
      `${name} is too large: expected at most ${largestSample} bytes, got ${bytes.length}`,
    );
  }
  await writeFile(new URL(name, folder), bytes);
  console.log(`${name} ${bytes.length}`);
}
