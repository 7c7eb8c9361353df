// How many faces are found in drawn scenes, by their size, what looking for them costs, and what a
// crop around faces or an object costs more than a plain one, and people cut out, the first time that
// its original is seen:
//   bun test/bench/faces.ts

import { join } from "node:path";
import sharp from "sharp";
import { detectFaces } from "../../src/render/engine/faces/detect.ts";
import { decoded } from "../../src/render/engine/native/codec.ts";
import { pixelsIn } from "../../src/render/engine/native/stored-png.ts";
import { searchedSide } from "../../src/render/plan/faces/face-search.ts";
import { crowdSide, drawCrowd, overlapOf, type Placed } from "../support/pictures/crowd.ts";
import { drawStreet } from "../support/pictures/street.ts";
import { mustRender } from "../support/rendition.ts";

const landscapes = ["valley.jpg", "coast.jpg", "tower.jpg"] as const;
const [longer, shorter] = [crowdSide, (crowdSide * 2) / 3];

/** Percent of the longer side, and how many such faces a scene has. */
const scenes = [
  [3, 12],
  [3.5, 12],
  [4, 12],
  [5, 9],
  [7, 6],
  [10, 4],
  [15, 3],
  [25, 2],
  [40, 1],
] as const;
const tilts = [0, -10, 10, -20, 20];

let seed = 7;
function random(): number {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return seed / 2147483648;
}

/** Faces on a grid, each somewhere in its cell. */
function place(count: number, side: number, width: number, height: number): Placed[] {
  const columns = Math.max(1, Math.ceil(Math.sqrt((count * width) / height)));
  const rows = Math.ceil(count / columns);
  return Array.from({ length: count }, (_, i) => {
    const cell = { width: width / columns, height: height / rows };
    const within = (length: number) =>
      length <= side ? length / 2 : side / 2 + random() * (length - side);
    return {
      x: Math.round((i % columns) * cell.width + within(cell.width)),
      y: Math.round(Math.floor(i / columns) * cell.height + within(cell.height)),
      side,
      tilt: tilts[Math.floor(random() * tilts.length)] ?? 0,
      mirrored: random() < 0.5,
    };
  });
}

console.log("face, % of the longer side | faces | found | recall | false | CPU ms an image");
let [all, hit, wrong] = [0, 0, 0];
for (const [percent, count] of scenes) {
  let [there, found, others, cpu] = [0, 0, 0, 0];
  for (const landscape of landscapes) {
    const [width, height] = landscape === "tower.jpg" ? [shorter, longer] : [longer, shorter];
    const side = Math.round((longer * percent) / 100);
    const crowd = await drawCrowd(landscape, place(count, side, width, height));
    const scale = searchedSide / longer;
    const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
    const image = await decoded(crowd.image, { size, opaque: true });
    const before = process.cpuUsage();
    const faces = await detectFaces(pixelsIn(image));
    const { user, system } = process.cpuUsage(before);
    cpu += (user + system) / 1000;
    const boxes = faces.map((face) => ({
      left: face.left / scale,
      top: face.top / scale,
      width: face.width / scale,
      height: face.height / scale,
    }));
    const seen = crowd.faces.filter((face) => boxes.some((box) => overlapOf(face, box) > 0.4));
    there += crowd.faces.length;
    found += seen.length;
    others += boxes.filter((box) => !crowd.faces.some((face) => overlapOf(face, box) > 0.3)).length;
  }
  [all, hit, wrong] = [all + there, hit + found, wrong + others];
  const recall = ((100 * found) / there).toFixed(0);
  const milliseconds = (cpu / landscapes.length).toFixed(0);
  console.log(`${percent} | ${there} | ${found} | ${recall} % | ${others} | ${milliseconds}`);
}
const percentOf = (part: number, whole: number) => ((100 * part) / whole).toFixed(1);
console.log(`recall ${percentOf(hit, all)} %, precision ${percentOf(hit, hit + wrong)} %`);

const demo = join(import.meta.dirname, "../../src/demo");

async function landscape(name: string, width: number): Promise<Buffer> {
  return sharp(join(demo, name)).resize(width).jpeg({ quality: 85 }).toBuffer();
}

/** Median of the milliseconds of CPU of a rendition, each time of an original not seen before. */
async function costOf(original: Buffer, text: string): Promise<number> {
  const costs: number[] = [];
  for (let i = 0; i < 7; i += 1) {
    const before = process.cpuUsage();
    await mustRender(original, text);
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / 1000);
  }
  return costs.sort((a, b) => a - b)[3] as number;
}

console.log("\noriginal | plain crop | face crop | more, CPU ms");
const crowd = (count: number, percent: number) => {
  const side = (longer * percent) / 100;
  return drawCrowd("valley.jpg", place(count, side, longer, shorter)).then(({ image }) => image);
};
for (const [title, original] of [
  ["1920x1280, no face", await landscape("valley.jpg", 1920)],
  ["4000x2667, no face", await landscape("valley.jpg", 4000)],
  ["4000x2667, no face", await landscape("coast.jpg", 4000)],
  ["1920x1280, 12 faces of 3 %", await crowd(12, 3)],
  ["1920x1280, 4 faces of 10 %", await crowd(4, 10)],
  ["1920x1280, 1 face of 30 %", await crowd(1, 30)],
] as const) {
  const plain = await costOf(original, "w-300,h-300,f-jpg");
  const around = await costOf(original, "w-300,h-300,fo-face,f-jpg");
  const row = [plain, around, around - plain].map((cost) => cost.toFixed(0));
  console.log(`${title} | ${row.join(" | ")}`);
}
console.log("\noriginal | plain crop | object crop | more, CPU ms");
const signs = await drawStreet([{ name: "stopSign", x: 900, y: 300, side: 220 }]);
for (const [title, original] of [
  ["1200x800, 1 stop sign", signs],
  ["4000x2667, no object", await landscape("coast.jpg", 4000)],
] as const) {
  const plain = await costOf(original, "w-300,h-300,f-jpg");
  const around = await costOf(original, "w-300,h-300,fo-stopSign-center,f-jpg");
  const row = [plain, around, around - plain].map((cost) => cost.toFixed(0));
  console.log(`${title} | ${row.join(" | ")}`);
}
console.log("\noriginal | plain size | people cut out | more, CPU ms");
for (const width of [1200, 3000]) {
  const portrait = await landscape("portrait.jpg", width);
  const plain = await costOf(portrait, "w-400,f-webp");
  const cut = await costOf(portrait, "w-400,e-bgremove,f-webp");
  const row = [plain, cut, cut - plain].map((cost) => cost.toFixed(0));
  console.log(`${width}x${(width * 5) / 4}, 1 person | ${row.join(" | ")}`);
}
// libvips' threads would keep the process.
process.exit(0);
