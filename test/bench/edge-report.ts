import { median } from "./report.ts";
import type { EdgeRound } from "./wrk.ts";

/** What is measured: renditions that exist, from two places, and the same file from nginx. */
export type Contestant = "memory" | "disk" | "nginx";

export interface EdgeReport {
  servers: { tintype: string; nginx: string };
  cores: number;
  connections: number;
  seconds: number;
  /** Of the file that is asked for. */
  bytes: number;
  type: string;
  /** One after the other, each of all three. */
  rounds: Record<Contestant, EdgeRound>[];
  /** A large original, of which the system sends the bytes. */
  large: {
    bytes: number;
    connections: number;
    rounds: Record<"tintype" | "nginx", EdgeRound>[];
  };
  /** Lines in each log, of so many requests. */
  logged: Record<Contestant, { lines: number; requests: number }>;
}

/** What the rounds come to; ratios are to nginx, those above 1 in Tintype's favour. */
function summariseEdge({ rounds, large }: EdgeReport) {
  const over = (value: (round: EdgeReport["rounds"][number]) => number) =>
    median(rounds.map(value));
  const cost = ({ processor, requests }: EdgeRound) => (processor / requests) * 1000;
  const of = (who: Contestant) => ({
    requestsPerSecond: over((round) => round[who].requestsPerSecond),
    // Within each round first: what else the machine does comes and goes.
    ratio: over((round) => round[who].requestsPerSecond / round.nginx.requestsPerSecond),
    processorMicroseconds: over((round) => cost(round[who])),
    processorRatio: over((round) => cost(round.nginx) / cost(round[who])),
    latency: {
      half: over((round) => round[who].latency.half),
      most: over((round) => round[who].latency.most),
    },
  });
  const milliseconds = ({ processor, requests }: EdgeRound) => processor / requests;
  return {
    memory: of("memory"),
    disk: of("disk"),
    nginx: of("nginx"),
    large: {
      tintype: median(large.rounds.map(({ tintype }) => milliseconds(tintype))),
      nginx: median(large.rounds.map(({ nginx }) => milliseconds(nginx))),
      /** Of processor time: below 1 in Tintype's favour. */
      ratio: median(
        large.rounds.map(({ tintype, nginx }) => milliseconds(tintype) / milliseconds(nginx)),
      ),
    },
  };
}

export function edgeToJson(report: EdgeReport): string {
  return JSON.stringify({ ...report, results: summariseEdge(report) }, null, 2);
}

const labels: Record<Contestant, string> = {
  memory: "Tintype, from memory",
  disk: "Tintype, from disk",
  nginx: "nginx, from disk",
};

const head = ["", "requests/s", "ratio", "CPU us/request", "ratio", "ms, half", "99 of 100"];

/** The report for people. */
export function edgeToText(report: EdgeReport): string {
  const { servers, cores, connections, seconds, bytes, type, rounds, large, logged } = report;
  const results = summariseEdge(report);
  const contestants = Object.keys(labels) as Contestant[];
  const table = [
    head,
    ...contestants.map((who) => {
      const { latency, ...result } = results[who];
      return [
        labels[who],
        ...[result.requestsPerSecond.toFixed(0), `${result.ratio.toFixed(2)}x`],
        ...[result.processorMicroseconds.toFixed(1), `${result.processorRatio.toFixed(2)}x`],
        ...[latency.half.toFixed(2), latency.most.toFixed(2)],
      ];
    }),
  ];
  const widths = head.map((_, i) => Math.max(...table.map((row) => row[i]?.length ?? 0)));
  const line = (row: string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)));
  const unlogged = contestants.filter((who) => logged[who].lines < logged[who].requests * 0.99);
  return [
    `Tintype (${servers.tintype}) and ${servers.nginx}; ${cores} cores`,
    `One ${type} of ${bytes} bytes; wrk, 1 thread, ${connections} connections, ${seconds} s a round`,
    "Each server writes a line per request to a file",
    `Median of ${rounds.length} rounds in turn; ratios are to nginx, above 1 in Tintype's favour`,
    "",
    ...table.map((row) => line(row).join("  ").trimEnd()),
    "",
    `A file of ${large.bytes / 1e6} MB, ${large.connections} connections, CPU ms/request: Tintype ${results.large.tintype.toFixed(1)}, nginx ${results.large.nginx.toFixed(1)}, ${results.large.ratio.toFixed(2)} times nginx's`,
    ...unlogged.map((who) => {
      const { lines, requests } = logged[who];
      return `${labels[who]}: only ${lines} lines were logged of ${requests} requests`;
    }),
  ].join("\n");
}
