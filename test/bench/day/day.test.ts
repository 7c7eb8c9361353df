import { expect, test } from "bun:test";
import { percentile } from "../report.ts";
import type { Wish } from "../servers.ts";
import { type DayReport, dayPlot, daySection, type Times } from "./day-report.ts";
import { mixed } from "./mixed-day.ts";

const wishes = (name: string, count: number): Wish[] =>
  Array.from({ length: count }, (_, i) => {
    return { name: `${name}-${i}`, width: 400, format: "jpeg", quality: 80 };
  });
const day = { hot: wishes("hot", 7), disk: wishes("disk", 16), new: wishes("new", 4) };

test("a day has each rare request once, the hot ones again and again, and always in one order", () => {
  const requests = mixed(day, 200);
  const names = (kind: string) =>
    requests.filter((request) => request.kind === kind).map(({ wish }) => wish.name);
  expect(names("hot").length).toBe(180);
  expect(new Set(names("hot")).size).toBe(7);
  expect(names("disk").toSorted()).toEqual(day.disk.map(({ name }) => name).toSorted());
  expect(names("new").toSorted()).toEqual(day.new.map(({ name }) => name).toSorted());
  expect(mixed(day, 200)).toEqual(requests);
  const half = requests.slice(0, 100).filter(({ kind }) => kind !== "hot").length;
  expect(half > 4 && half < 16).toBe(true);
});

test("a percentile is a value that so many are not above", () => {
  const values = Array.from({ length: 200 }, (_, i) => 200 - i);
  expect(percentile(values, 0.5)).toBe(100);
  expect(percentile(values, 0.99)).toBe(198);
  expect(percentile([3], 0.99)).toBe(3);
});

/** A round in which the slowest 2 of 100 took so many milliseconds. */
function times(slowest: number): Times {
  return { hot: Array(90).fill(1), disk: Array(8).fill(2), new: [slowest, slowest], elsewhere: 0 };
}

function report(...slowest: [tintype: number, ipx: number][]): DayReport {
  return {
    servers: { tintype: "compiled", ipx: "IPX 3 behind nginx" },
    cores: 2,
    hotRenditions: 40,
    requestsPerSecond: 200,
    requests: 100,
    rounds: slowest.map(([tintype, ipx]) => ({ tintype: times(tintype), ipx: times(ipx) })),
  };
}

test("a day is held against the aim by the median of the rounds' own ratios", () => {
  const text = daySection(report([30, 40], [90, 60], [20, 40]));
  expect(text).toContain("| all | 1.00 | 1.00 | 1.00 | 30 | 40 | 0.75 |");
  expect(text).toContain("| from disk, 8 % | 2.00 | 2.00 | 1.00 |");
  expect(text).toContain("it is reached, with 0.75.");
  expect(text).not.toContain("did not come from");
  expect(daySection(report([60, 40]))).toContain("it is missed, with 1.50.");
});

test("answers that came from elsewhere are told", () => {
  const told = report([30, 40]);
  for (const { ipx } of told.rounds) ipx.elsewhere = 3;
  expect(daySection(told)).toContain("Of all answers, 3 did not come from");
});

test("the plot of a day has a bar for each server in each row", () => {
  const svg = dayPlot(report([30, 60]));
  const widths = [...svg.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) =>
    Number(width),
  );
  expect(widths).toEqual([150, 300, 5, 5, 10, 10, 150, 300]);
});
