import { afterAll, beforeAll, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { toPlot, toSection } from "./document.ts";
import { edgeToText } from "./edge-report.ts";
import { wishes } from "./load.ts";
import { bytesAt, geometricMean } from "./quality.ts";
import { median, type Report, type Task } from "./report.ts";
import { withSection } from "./section.ts";
import { readWrk } from "./wrk.ts";

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tintype-bench-test-"));
  mkdirSync(join(folder, "empty"));
  for (const [i, width] of [1280, 1440].entries()) {
    const noise = { type: "gaussian" as const, mean: 90 + 40 * i, sigma: 30 };
    await sharp({ create: { width: 320, height: 200, channels: 3, background: "black", noise } })
      .resize(width, 900, { fit: "fill" })
      .jpeg({ quality: 90 })
      .toFile(join(folder, `noise-${i}.jpg`));
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("no photo is asked for twice at one width", () => {
  const photos = ["a", "b", "c"].map((name) => ({ name, width: 1280, height: 1024 }));
  const next = wishes(photos);
  const all = [...next(600, "jpeg", 80), ...next(600, "webp", 80), ...next(600, "avif", 50)];
  expect(new Set(all.map(({ name, width }) => `${name} ${width}`)).size).toBe(1800);
  for (const { width } of all) expect(width >= 320 && width <= 960).toBe(true);
});

test("a round has narrow and wide images of every photo", () => {
  const photos = [{ name: "a", width: 1280, height: 1024 }];
  const widths = wishes(photos)(8, "jpeg", 80).map(({ width }) => width);
  expect(Math.min(...widths)).toBeLessThan(420);
  expect(Math.max(...widths)).toBeGreaterThan(860);
});

test("bytes at equal SSIM are read off the line between two qualities", async () => {
  // An encoder whose bytes double with every 0.1 of SSIM.
  const encoder = async (quality: number) => ({
    quality,
    ssim: quality / 100,
    bytes: 1000 * 2 ** (quality / 10),
  });
  const wanted = 1000 * 2 ** 7.3;
  expect(await bytesAt(0.73, await encoder(80), encoder)).toBeCloseTo(wanted, 6);
  expect(await bytesAt(0.73, await encoder(60), encoder)).toBeCloseTo(wanted, 6);
  expect(await bytesAt(1.01, await encoder(80), encoder)).toBeUndefined();
});

test("medians and geometric means are what their names say", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(geometricMean([0.5, 2])).toBeCloseTo(1);
});

test("a quick run measures both servers and leaves no process behind", () => {
  const { status, stdout, stderr } = bench("--quick", "--json", "--photos", folder);
  expect(stderr).toContain("avif: bytes and SSIM");
  expect(status).toBe(0);
  const report = JSON.parse(stdout);
  const tasks = report.results.map(
    ({ format, photos, shape }: Task) => `${format} ${photos} ${shape ?? ""}`,
  );
  expect(tasks.map((task: string) => task.trim())).toEqual([
    "jpeg known",
    "jpeg new",
    "jpeg new thumbnail",
    "webp known",
    "webp new",
    "webp new logo",
    "webp new srcset",
    "avif new",
    "avif known",
  ]);
  expect(report.starts.tintype.firstRendition).toBeGreaterThan(report.starts.tintype.listening);
  for (const { photos, requestsPerSecond, compared } of report.results) {
    expect(requestsPerSecond.ratio).toBeGreaterThan(0);
    if (photos === "new") continue;
    expect(compared.ssim.ipx).toBeGreaterThan(0.5);
    expect(compared.bytesAtEqualSetting).toBeGreaterThan(0);
  }
  const pids = [...report.memory.tintype.processes, ...report.memory.ipx.processes];
  expect(pids.length).toBeGreaterThanOrEqual(3);
  for (const { pid } of pids) expect(() => process.kill(pid, 0)).toThrow();
}, 120_000);

const round = (requests: number) => {
  return {
    requests,
    elapsed: 1000,
    processor: 10 * requests,
    overhead: 0,
    bytes: 1,
    stages: { decode: 4.25 },
  };
};
const usage = (proportional: number) => [
  { pid: 1, resident: 9e9, proportional, processor: 1, ended: 0 },
];
const report: Report = {
  servers: { tintype: "compiled", ipx: "IPX 3" },
  photos: "24 photos",
  cores: 2,
  connections: 4,
  rounds: 1,
  results: [
    {
      format: "jpeg",
      quality: 80,
      photos: "new",
      rounds: [{ tintype: round(26), ipx: round(20) }],
    },
    {
      format: "webp",
      quality: 80,
      photos: "new",
      rounds: [{ tintype: round(18), ipx: round(20) }],
    },
    {
      format: "webp",
      quality: 80,
      photos: "new",
      shape: "srcset",
      rounds: [{ tintype: round(40), ipx: round(20) }],
    },
  ],
  memory: { tintype: usage(50e6), ipx: usage(100e6) },
  starts: {
    tintype: { listening: 200, firstRendition: 612 },
    ipx: { listening: 400, firstRendition: 500 },
  },
};

test("the document says of every figure what is aimed at, and lists what is missed", () => {
  const written = (told: Report) =>
    withSection("# A\n\n## Rendering, next to IPX\n\nOld\n\n## Other\n\nKept\n", toSection(told));
  const text = written(report);
  expect(text).toStartWith("# A\n\n## Rendering, next to IPX\n");
  expect(text).toEndWith("\n## Other\n\nKept\n");
  expect(text).not.toContain("Old");
  expect(text).toContain("| JPEG q80, new | 26.0 | 20.0 | **1.30** | 1.3 |");
  expect(text).toContain("| WebP and JPEG, new srcset | 40.0 | 20.0 | **2.00** | 1.5 |");
  expect(text).toContain("to IPX | 0.50 | 1 | 0.6 |");
  const missed = text.split("What is missed:")[1]?.split("##")[0]?.trim();
  expect(missed).toBe("- WEBP q80, new: 0.90 instead of 1\n- The first rendition after 612 ms");
  const reached = { ...report, results: report.results.slice(0, 1) };
  reached.starts = { ...report.starts, tintype: { listening: 200, firstRendition: 499 } };
  expect(written(reached)).toContain("Every aim is reached.");
});

test("the plot has a bar for each kind of work, as long as its ratio", () => {
  const svg = toPlot(report);
  const widths = [...svg.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) =>
    Number(width),
  );
  expect(widths).toEqual([195, 135, 300]);
});

test("a row that there is not is refused with the names of all that there are", () => {
  const { status, stderr } = bench("--only", "GIF");
  expect(status).toBe(1);
  expect(stderr).toContain(`"JPEG q80, new", "JPEG q80, new thumbnail"`);
  const document = bench("--only", "JPEG", "--document");
  expect(document.stderr).toContain("leave out --only or --document");
});

test("what grows is measured one kind at a time, and a kind that there is not is refused", () => {
  const { status, stdout } = bench("growth", "--quick", "--only", "renderers", "--photos", folder);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^\| renderers, .*\n.*\n\| 1 \| [\d.]+ \|\n$/);
  const wrong = bench("growth", "--only", "colours");
  expect(wrong.status).toBe(1);
  expect(wrong.stderr).toContain(
    "expected one of megapixels, steps, renderers, image-filter, entries",
  );
}, 60_000);

test("a folder without photos is refused by name", () => {
  const { status, stderr } = bench("--photos", join(folder, "empty"));
  expect(status).toBe(1);
  expect(stderr).toContain(`Expected JPEG photos in ${join(folder, "empty")}, found none`);
});

const wrk = `Running 5s test @ http://127.0.0.1:8080/
  1 threads and 16 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   278.00us    1.12ms  21.52ms   97.02%
    Req/Sec    97.16k    15.58k  116.85k    62.00%
  Latency Distribution
     50%   93.00us
     75%  155.00us
     90%  382.00us
     99%    4.08ms
  483257 requests in 5.00s, 8.11GB read
Requests/sec:  96642.87
Transfer/sec:      1.62GB
`;

test("wrk's report is read, and one with wrong answers is none", () => {
  const { latency, ...counts } = readWrk(wrk);
  expect(counts).toEqual({ requests: 483_257, requestsPerSecond: 96_642.87 });
  expect(latency.half).toBeCloseTo(0.093);
  expect(latency.most).toBeCloseTo(4.08);
  expect(() => readWrk(`${wrk}  Non-2xx or 3xx responses: 7\n`)).toThrow("responses: 7");
  const broken = `${wrk}  Socket errors: connect 0, read 3, write 0, timeout 0\n`;
  expect(() => readWrk(broken)).toThrow("read 3");
});

test("ratios to nginx are taken within each round", () => {
  const round = (requestsPerSecond: number, processor: number) => ({
    requestsPerSecond,
    processor,
    requests: 1000,
    latency: { half: 0.1, most: 1 },
  });
  const text = edgeToText({
    servers: { tintype: "tintype, compiled", nginx: "nginx 1.22.1" },
    cores: 2,
    connections: 16,
    seconds: 5,
    bytes: 17_000,
    type: "image/jpeg",
    rounds: [
      { memory: round(300, 10), disk: round(150, 20), nginx: round(200, 10) },
      { memory: round(600, 10), disk: round(350, 20), nginx: round(500, 10) },
      { memory: round(120, 10), disk: round(80, 20), nginx: round(100, 10) },
    ],
    large: {
      bytes: 50_000_000,
      connections: 4,
      rounds: [
        { tintype: round(20, 12_000), nginx: round(20, 10_000) },
        { tintype: round(20, 30_000), nginx: round(20, 20_000) },
        { tintype: round(20, 15_000), nginx: round(20, 12_000) },
      ],
    },
    logged: {
      memory: { lines: 3000, requests: 3000 },
      disk: { lines: 10, requests: 3000 },
      nginx: { lines: 3000, requests: 3000 },
    },
  });
  expect(text).toMatch(/^Tintype, from memory +300 +1.20x +10.0 +1.00x /m);
  expect(text).toMatch(/^Tintype, from disk +150 +0.75x +20.0 +0.50x /m);
  expect(text).toContain(
    "A file of 50 MB, 4 connections, CPU ms/request: Tintype 15.0, nginx 12.0, 1.25 times nginx's",
  );
  expect(text).toContain("Tintype, from disk: only 10 lines were logged of 3000 requests");
});

test("a machine without the programs that measure is told which", () => {
  const { status, stderr } = spawnSync(process.execPath, [script, "edge"], {
    encoding: "utf8",
    env: { ...process.env, PATH: folder },
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^Expected wrk.* on this machine: apt-get install wrk/);
});

const script = join(import.meta.dirname, "bench.ts");

function bench(...args: string[]) {
  return spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
}
