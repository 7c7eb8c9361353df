import type { Round } from "./load.ts";
import { total, type Usage } from "./processes.ts";
import type { Quality } from "./quality.ts";
import type { Format } from "./servers.ts";

/** What both servers are asked for, again and again. */
export interface Task {
  format: Format;
  quality: number;
  /**
   * `known`: each was asked for before at other widths, so a server may have kept something of it.
   * `new`: nobody has asked for it before.
   */
  photos: "known" | "new";
  /**
   * Cut to a square, each photo in all widths of a `srcset`, or logos that can be seen through instead
   * of photos; a width of each when not given.
   */
  shape?: "thumbnail" | "srcset" | "logo";
}

/** Rounds of both servers, in turn, at one task. */
export interface Result extends Task {
  rounds: { tintype: Round; ipx: Round }[];
  compared?: Quality;
}

export interface Report {
  servers: { tintype: string; ipx: string };
  photos: string;
  cores: number;
  connections: number;
  rounds: number;
  results: Result[];
  /** After the tasks with JPEG and WebP, and some rest. */
  memory: { tintype: Usage[]; ipx: Usage[] };
  /** Milliseconds from the start. */
  starts: { tintype: Start; ipx: Start };
}

interface Start {
  listening: number;
  firstRendition: number;
}

/** What the rounds of one task come to. Ratios above 1 are in Tintype's favour. */
export function summarise({ rounds, compared, ...task }: Result) {
  const rate = (round: Round) => (round.requests / round.elapsed) * 1000;
  const cost = (round: Round) => round.processor / round.requests;
  const over = (value: (pair: Result["rounds"][number]) => number) => median(rounds.map(value));
  return {
    ...task,
    requestsPerSecond: {
      tintype: over(({ tintype }) => rate(tintype)),
      ipx: over(({ ipx }) => rate(ipx)),
      // Within each pair of rounds first: what else the machine does comes and goes.
      ratio: over(({ tintype, ipx }) => rate(tintype) / rate(ipx)),
    },
    processorMilliseconds: {
      tintype: over(({ tintype }) => cost(tintype)),
      ipx: over(({ ipx }) => cost(ipx)),
      ratio: over(({ tintype, ipx }) => cost(ipx) / cost(tintype)),
    },
    stages: meanStages(rounds.map(({ tintype }) => tintype)),
    loadGenerator: Math.max(...rounds.flatMap(({ tintype, ipx }) => [tintype, ipx].map(share))),
    ...(compared === undefined ? {} : { compared }),
  };
}

function share({ overhead }: Round): number {
  return overhead;
}

function meanStages(rounds: Round[]): Record<string, number> {
  const names = new Set(rounds.flatMap(({ stages }) => Object.keys(stages)));
  return Object.fromEntries(
    [...names].map((name) => [name, median(rounds.map(({ stages }) => stages[name] ?? 0))]),
  );
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}

/** The value that a part of all values is not above. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}

/** The report for programs: sums, and what they were made from. */
export function toJson(report: Report): string {
  const { tintype, ipx } = report.memory;
  const memory = {
    tintype: { proportional: total(tintype, "proportional"), processes: tintype },
    ipx: { proportional: total(ipx, "proportional"), processes: ipx },
    ratio: memoryRatio(report.memory),
  };
  const results = report.results.map((result) => ({
    ...summarise(result),
    rounds: result.rounds,
  }));
  return JSON.stringify({ ...report, results, memory }, null, 2);
}

export function memoryRatio({ tintype, ipx }: Report["memory"]): number {
  return total(tintype, "proportional") / total(ipx, "proportional");
}

/** The report for people. */
export function toText(report: Report): string {
  const { servers, photos, cores, connections, rounds, memory } = report;
  const results = report.results.map(summarise);
  const stages = results.map((result) => {
    const parts = Object.entries(result.stages).map(([name, ms]) => `${name} ${ms.toFixed(1)}`);
    return `  ${labelOf(result).padEnd(labelWidth)}  ${parts.join(", ")}`;
  });
  const busiest = Math.max(...results.map(({ loadGenerator }) => loadGenerator));
  return [
    `Tintype (T; ${servers.tintype}) and ${servers.ipx}; ${cores} cores`,
    `${photos}; ${connections} connections; every request a new (photo, width) pair`,
    "Known photos were asked for before at other widths, new ones never",
    `Median of ${rounds} rounds in turn; a ratio above 1 is in Tintype's favour, bytes below 1 are`,
    "",
    ...table(head, results.map(rowOf)),
    "",
    "Tintype's Server-Timing, mean milliseconds per request",
    ...stages,
    "",
    `Start to listening, to the first JPEG: Tintype ${startOf(report.starts.tintype)}, IPX ${startOf(report.starts.ipx)}`,
    `Memory (PSS) after JPEG, WebP and a rest: Tintype ${megabytes(memory.tintype)}, IPX ${megabytes(memory.ipx)}, ratio ${memoryRatio(memory).toFixed(2)}`,
    `The load generator took at most ${Math.round(busiest * 100)} % of one core`,
    ...report.results.flatMap((result) => remarks(result, rounds)),
  ].join("\n");
}

const head: [string[], string[]] = [
  ["", "requests/s", "", "", "CPU ms/request", "", "", "SSIM of luma", "", "bytes, T/IPX at", ""],
  ["", "T", "IPX", "ratio", "T", "IPX", "ratio", "T", "IPX", "equal q", "equal SSIM"],
];

const labelWidth = "JPEG q80, new thumbnail".length;

export function labelOf({ format, quality, photos, shape }: Task): string {
  if (shape === "srcset") return `WebP and JPEG, ${photos} srcset`;
  const title = `${format.toUpperCase()} q${quality}, ${photos}`;
  return shape === undefined ? title : `${title} ${shape}`;
}

function startOf({ listening, firstRendition }: Start): string {
  return `${Math.round(listening)}, ${Math.round(firstRendition)} ms`;
}

function rowOf(result: ReturnType<typeof summarise>): string[] {
  const { requestsPerSecond: rate, processorMilliseconds: cost, compared } = result;
  const quality = compared && [
    ...[compared.ssim.tintype.toFixed(4), compared.ssim.ipx.toFixed(4)],
    ...[compared.bytesAtEqualSetting.toFixed(2), compared.bytesAtEqualSsim.toFixed(2)],
  ];
  return [
    labelOf(result),
    ...[rate.tintype.toFixed(1), rate.ipx.toFixed(1), `${rate.ratio.toFixed(2)}x`],
    ...[cost.tintype.toFixed(0), cost.ipx.toFixed(0), `${cost.ratio.toFixed(2)}x`],
    ...(quality ?? ["", "", "", ""]),
  ];
}

/** What a reader of the numbers has to know of this one. */
function remarks(result: Result, rounds: number): string[] {
  const label = labelOf(result);
  const done = result.rounds.length;
  const cut = result.rounds.some(({ tintype, ipx }) => tintype.requests !== ipx.requests);
  return [
    ...(done < rounds ? [`${label}: only ${done} rounds, for want of time`] : []),
    ...(cut ? [`${label}: a round was cut short, so the two did not make the same images`] : []),
    ...(result.compared?.unmatched ?? []).map(
      (name) => `${label}: no quality of Tintype's encloses IPX's SSIM of ${name}`,
    ),
  ];
}

/** `520 MB (60 + 230 + 230)`. */
function megabytes(usages: Usage[]): string {
  const text = (bytes: number) => Math.round(bytes / 1e6).toString();
  const parts = usages.map(({ proportional }) => text(proportional));
  const sum = `${text(total(usages, "proportional"))} MB`;
  return parts.length > 1 ? `${sum} (${parts.join(" + ")})` : sum;
}

/** Columns as wide as their widest number; a heading in the first head row spans what follows. */
function table([groups, names]: [string[], string[]], rows: string[][]): string[] {
  const widths = names.map((name, i) =>
    Math.max(name.length, ...rows.map((row) => row[i]?.length ?? 0)),
  );
  const line = (cells: string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)));
  const join = (cells: string[]) =>
    cells.map((cell, i) => (groups[i] ? `  | ${cell}` : i === 0 ? cell : `  ${cell}`)).join("");
  const body = [names, ...rows].map((cells) => join(line(cells)).trimEnd());
  return [spanning(groups, widths), ...body];
}

function spanning(groups: string[], widths: number[]): string {
  let text = "";
  let position = 0;
  for (const [i, group] of groups.entries()) {
    if (group) text = `${text.padEnd(position)}  | ${group}`;
    position += (widths[i] ?? 0) + (i === 0 ? 0 : 2) + (group ? 2 : 0);
  }
  return text;
}
