import { bars } from "../bars.ts";
import { median, percentile } from "../report.ts";

/** A request for what is asked for all day, for what was made on another day, for what is new. */
export type Kind = "hot" | "disk" | "new";

/** Milliseconds until each answer of a round was there. */
export interface Times extends Record<Kind, number[]> {
  /** Answers that came from elsewhere than was meant. */
  elsewhere: number;
}

export interface DayReport {
  servers: { tintype: string; ipx: string };
  cores: number;
  hotRenditions: number;
  requestsPerSecond: number;
  /** Of a round. */
  requests: number;
  rounds: { tintype: Times; ipx: Times }[];
}

/** What p99 may be of that of IPX behind nginx. */
const aim = 1;

const rows: readonly (readonly [label: string, kinds: readonly Kind[]])[] = [
  ["all", ["hot", "disk", "new"]],
  ["hot, 90 %", ["hot"]],
  ["from disk, 8 %", ["disk"]],
  ["new, 2 %", ["new"]],
];

/** Medians over the rounds; ratios are taken within each round, where both have the same neighbours. */
function summarise({ rounds }: DayReport, kinds: readonly Kind[], part: number) {
  const of = (times: Times) =>
    percentile(
      kinds.flatMap((kind) => times[kind]),
      part,
    );
  return {
    tintype: median(rounds.map(({ tintype }) => of(tintype))),
    ipx: median(rounds.map(({ ipx }) => of(ipx))),
    ratio: median(rounds.map(({ tintype, ipx }) => of(tintype) / of(ipx))),
  };
}

export function dayTable(report: DayReport): string {
  const lines = rows.map(([label, kinds]) => {
    const [half, most] = [summarise(report, kinds, 0.5), summarise(report, kinds, 0.99)];
    const cells = [half.tintype, half.ipx, half.ratio, most.tintype, most.ipx, most.ratio];
    return `| ${[label, ...cells.map(readable)].join(" | ")} |`;
  });
  const elsewhere = report.rounds.reduce(
    (sum, { tintype, ipx }) => sum + tintype.elsewhere + ipx.elsewhere,
    0,
  );
  return [
    "| requests | p50 ms | IPX | ratio | p99 ms | IPX | ratio |",
    "|---|---|---|---|---|---|---|",
    ...lines,
    ...(elsewhere === 0
      ? []
      : ["", `Of all answers, ${elsewhere} did not come from where the row says.`]),
  ].join("\n");
}

export function daySection(report: DayReport): string {
  const { servers, cores, rounds, hotRenditions, requestsPerSecond, requests } = report;
  const { ratio } = summarise(report, ["hot", "disk", "new"], 0.99);
  return `## A mixed day, next to IPX behind nginx

    bun run bench day --binary dist/tintype --document

measures this and writes this section. Tintype (${servers.tintype}) and ${servers.ipx}, ${cores} cores, one idle
while the other works; nginx has two workers and keeps what it was answered (\`proxy_cache\`), with \`tcp_nopush\`
off: on loopback, whose packets hold 64 kB, it makes the end of longer files wait 40 ms for an acknowledgement.

Both get one list of requests, ${requestsPerSecond} a second at even intervals, whether or not earlier ones are answered: 90 % are
for ${hotRenditions} renditions that are asked for all day, 8 % for one each that an earlier run of the server made, 2 % for
photos never seen. WebP and JPEG at q80, 320 to 960 pixels wide. ${rounds.length === 1 ? "One round" : `Medians of ${rounds.length} rounds`} of ${requests} requests in turn;
ratios below 1 are in Tintype's favour; of new ones p99 is the slowest of a round. Tintype looks once a second
whether the file that a rendition was made of has changed; nginx gives what it keeps for a day without asking.

![Milliseconds at p99](images/mixed-day.svg)

${dayTable(report)}

The aim is ${aim.toFixed(1)} of IPX's p99 over all requests: it is ${ratio <= aim ? "reached" : "missed"}, with ${ratio.toFixed(2)}.
`;
}

export function dayPlot(report: DayReport): string {
  return bars({
    title: "Milliseconds at p99",
    series: ["Tintype", "IPX behind nginx"],
    rows: rows.map(([label, kinds]) => {
      const { tintype, ipx } = summarise(report, kinds, 0.99);
      return { label, values: [readable(tintype), readable(ipx)] };
    }),
  });
}

function readable(value: number): string {
  return value.toFixed(value < 10 ? 2 : 0);
}
