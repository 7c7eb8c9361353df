import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { startNginx } from "../edge-servers.ts";
import { resizing } from "../nginx-tasks.ts";
import { processTree, total } from "../processes.ts";
import { median } from "../report.ts";
import type { Server } from "../servers.ts";
import type { GrowthRun, GrowthTable } from "./growth-table.ts";

const megapixels = [0.1, 1, 10, 40, 100];
const steps = [1, 2, 4, 7, 10];
const renderers = [1, 2, 3, 4];

/** The first photo at a size, under a new name each time. */
export async function sized(
  { set, folder }: GrowthRun,
  pixels: number,
  count: number,
): Promise<string[]> {
  const source = join(set.folder, set.photos[0]?.name ?? "");
  const width = Math.round(Math.sqrt((pixels * 3) / 2));
  const height = Math.round((width * 2) / 3);
  const image = sharp(source, { limitInputPixels: false }).resize({ width, height, fit: "fill" });
  const jpeg = await image.jpeg({ quality: 90 }).toBuffer();
  return Array.from({ length: count }, (_, i) => {
    const name = `sized-${pixels}-${i}.jpg`;
    // What follows the end marker is no part of the image, and makes other bytes of it.
    writeFileSync(join(folder, name), Buffer.concat([jpeg, Buffer.from(name), jpeg.subarray(-2)]));
    return name;
  });
}

export async function byMegapixels(run: GrowthRun): Promise<GrowthTable> {
  const sizes = run.quick ? megapixels.slice(0, 1) : megapixels;
  const rows = await run.started([], async (tintype, ipx) => {
    const made: string[][] = [];
    for (const size of sizes) {
      const names = await sized(run, size * 1e6, run.rounds + 1);
      const ours = await cost(
        tintype,
        names.map((name) => `/tr:w-300,q-80,f-jpg/${name}`),
      );
      const theirs = await cost(
        ipx,
        names.map((name) => `/w_300,q_80,f_jpeg/${name}`),
      );
      made.push([`${size}`, ...ours, ...theirs]);
    }
    return made;
  });
  return {
    head: ["megapixels, JPEG to 300 px", "Tintype ms", "CPU ms", "IPX ms", "IPX CPU ms"],
    rows,
    plots: [[1, 3]],
  };
}

export async function bySteps(run: GrowthRun): Promise<GrowthTable> {
  const lengths = run.quick ? steps.slice(0, 1) : steps;
  const rows = await run.started([], async (tintype) => {
    const made: string[][] = [];
    for (const length of lengths) {
      const names = await sized(run, 6e6, run.rounds + 1);
      const chain = Array.from({ length }, (_, i) => `w-${1000 - 50 * i}`).join(":");
      const paths = names.map((name, i) => `/tr:${chain},q-${80 - i},f-jpg/${name}`);
      made.push([`${length}`, ...(await cost(tintype, paths))]);
    }
    return made;
  });
  return { head: ["steps, each smaller, of 6 megapixels", "ms", "CPU ms"], rows, plots: [[1, 2]] };
}

export async function byRenderers(run: GrowthRun): Promise<GrowthTable> {
  const rows: string[][] = [];
  for (const number of run.quick ? renderers.slice(0, 1) : renderers) {
    const names = await sized(run, 4e6 + number, run.quick ? 2 : 48);
    const flags = ["--renderers", `${number}`];
    rows.push(
      await run.started(flags, async (tintype) => {
        const paths = names.map((name) => `/tr:w-720,q-80,f-jpg/${name}`);
        const [rate = ""] = await rateOf(tintype.pid, originOf(tintype), paths);
        return [`${number}`, rate];
      }),
    );
  }
  return { head: ["renderers, JPEG of 4 megapixels to 720 px", "requests/s"], rows, plots: [[1]] };
}

/** Photos never seen, once each, by Tintype and by nginx, which keeps nothing. */
export async function besideImageFilter(run: GrowthRun): Promise<GrowthTable> {
  const { set, folder } = run;
  const names = set.photos.slice(0, run.quick ? 2 : set.photos.length).map(({ name }) => name);
  for (const name of names) copyFileSync(join(set.folder, name), join(folder, name));
  const nginx = await startNginx(folder, join(folder, "..", "nginx"), resizing(720));
  try {
    const theirs = names.map((name) => `/${name}`);
    // As their workers, so the renderers have started.
    await rateOf(nginx.pid, nginx.base, theirs.slice(0, 2));
    const [warmUp] = await sized(run, 1e6, 1);
    const rows = await run.started([], async (tintype) => {
      await get(originOf(tintype), `/tr:w-720/${warmUp}`);
      const ours = names.map((name) => `/tr:w-720,q-80,f-jpg/${name}`);
      return [
        ["Tintype", ...(await rateOf(tintype.pid, originOf(tintype), ours))],
        ["nginx", ...(await rateOf(nginx.pid, nginx.base, theirs))],
      ];
    });
    return { head: ["photos to 720 px, JPEG q80", "requests/s", "CPU ms"], rows, plots: [[1]] };
  } finally {
    await nginx.stop();
  }
}

/** Requests a second over some connections, and milliseconds of processor time for each. */
async function rateOf(pid: number, origin: string, paths: readonly string[]): Promise<string[]> {
  const waiting = paths.values();
  const used = () => total(processTree(pid), "processor");
  const [before, start] = [used(), performance.now()];
  const connection = async () => {
    for (const path of waiting) await get(origin, path);
  };
  await Promise.all(Array.from({ length: 8 }, connection));
  const seconds = (performance.now() - start) / 1000;
  const cpu = (used() - before) / paths.length;
  return [(paths.length / seconds).toFixed(1), cpu.toFixed(0)];
}

export function originOf(server: Server): string {
  return new URL(server.url({ name: "", width: 1, format: "jpeg", quality: 1 })).origin;
}

/** Median milliseconds of answers one after the other, and of processor time; the first counts for nothing. */
async function cost(server: Server, paths: readonly string[]): Promise<string[]> {
  const walls: number[] = [];
  const used = () => total(processTree(server.pid), "processor");
  let before = 0;
  for (const [i, path] of paths.entries()) {
    if (i === 1) before = used();
    const start = performance.now();
    await get(originOf(server), path);
    if (i > 0) walls.push(performance.now() - start);
  }
  const cpu = (used() - before) / walls.length;
  return [median(walls).toFixed(0), cpu.toFixed(0)];
}

export async function get(origin: string, path: string): Promise<void> {
  const response = await fetch(origin + path);
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`${path} was answered with ${response.status}`);
}
