import { cpus } from "node:os";
import { bars } from "./bars.ts";
import { labelOf, memoryRatio, type Report, summarise } from "./report.ts";

type Summary = ReturnType<typeof summarise>;

/** What is aimed at: how many times as many requests a second as IPX answers, by task. */
const aims: Record<string, number> = {
  "JPEG q80, known": 1.2,
  "JPEG q80, new": 1.3,
  "JPEG q80, new thumbnail": 1.3,
  "WEBP q80, new": 1,
  "WEBP q80, new logo": 0.9,
  "WebP and JPEG, new srcset": 1.5,
  "AVIF q50, new": 2.5,
};

const bytesAim: Record<string, number> = { jpeg: 1.02, webp: 1.02, avif: 1 };
const memoryAim = 0.6;
const startAims = { listening: 300, firstRendition: 500 };

const heading = "## Rendering, next to IPX";

/** The section of `docs/benchmarks.md` on rendering. */
export function toSection(report: Report): string {
  const { servers, photos, cores, connections, rounds, memory, starts } = report;
  const results = report.results.map(summarise);
  const rows = results.map(rowOf);
  const missed = [...results.flatMap(missedBy), ...othersMissed(report)];
  return `${heading}

    bun run bench --binary dist/tintype --document

measures this and writes this section. Tintype (${servers.tintype}) and ${servers.ipx} on the same machine, one
idle while the other works: ${cores} cores, ${cpus()[0]?.model ?? "an unknown processor"}.

${photos}; ${connections} connections; every request is for a rendition that was never made before. *New* photos
were never asked for, so first sight counts; *known* ones were, at other widths. ${rounds === 1 ? "One round of each in" : `Medians of ${rounds} rounds in`}
turn; ratios above 1 are in Tintype's favour. Bytes are compared at equal SSIM of luma: below 1, Tintype's are fewer.

![Requests a second, Tintype to IPX](images/benchmarks.svg)

| work | requests/s | IPX | ratio | aim | CPU ms | IPX | bytes at equal SSIM |
|---|---|---|---|---|---|---|---|
${rows.join("\n")}

| | Tintype | IPX | aim |
|---|---|---|---|
| start to listening | ${Math.round(starts.tintype.listening)} ms | ${Math.round(starts.ipx.listening)} ms | ${startAims.listening} ms |
| start to the first JPEG rendition | ${Math.round(starts.tintype.firstRendition)} ms | ${Math.round(starts.ipx.firstRendition)} ms | ${startAims.firstRendition} ms |
| memory (PSS of all processes) after JPEG and WebP, to IPX | ${memoryRatio(memory).toFixed(2)} | 1 | ${memoryAim} |

${missed.length === 0 ? "Every aim is reached." : `What is missed:\n\n${missed.map((line) => `- ${line}`).join("\n")}`}

### Where the time goes

Mean milliseconds of Tintype's stages for each request, as its \`Server-Timing\` says; waiting for a core included.

| work | ${stageNames.join(" | ")} |
|---|${stageNames.map(() => "---").join("|")}|
${results.map(stageRow).join("\n")}
`;
}

const stageNames = ["origin", "queue", "read", "decode", "operations", "encode", "write"];

function stageRow(result: Summary): string {
  const cells = stageNames.map((name) => (result.stages[name] ?? 0).toFixed(1));
  return `| ${labelOf(result)} | ${cells.join(" | ")} |`;
}

function rowOf(result: Summary): string {
  const { requestsPerSecond: rate, processorMilliseconds: cost, compared } = result;
  const label = labelOf(result);
  const cells = [
    label,
    rate.tintype.toFixed(1),
    rate.ipx.toFixed(1),
    `**${rate.ratio.toFixed(2)}**`,
    aims[label]?.toString() ?? "",
    cost.tintype.toFixed(0),
    cost.ipx.toFixed(0),
    compared?.bytesAtEqualSsim.toFixed(2) ?? "",
  ];
  return `| ${cells.join(" | ")} |`;
}

function missedBy(result: Summary): string[] {
  const label = labelOf(result);
  const { requestsPerSecond, compared, format } = result;
  const [aim, most] = [aims[label], bytesAim[format]];
  const { ratio } = requestsPerSecond;
  const bytes = compared?.bytesAtEqualSsim;
  return [
    ...(aim !== undefined && ratio < aim
      ? [`${label}: ${ratio.toFixed(2)} instead of ${aim}`]
      : []),
    ...(bytes !== undefined && most !== undefined && bytes > most + 0.005
      ? [`${label}: ${bytes.toFixed(2)} of IPX's bytes instead of ${most}`]
      : []),
  ];
}

function othersMissed({ memory, starts }: Report): string[] {
  const ratio = memoryRatio(memory);
  const { listening, firstRendition } = starts.tintype;
  return [
    ...(ratio > memoryAim ? [`Memory: ${ratio.toFixed(2)} instead of ${memoryAim}`] : []),
    ...(listening > startAims.listening ? [`Listening after ${Math.round(listening)} ms`] : []),
    ...(firstRendition > startAims.firstRendition
      ? [`The first rendition after ${Math.round(firstRendition)} ms`]
      : []),
  ];
}

/** Requests a second to IPX's as bars, with IPX as a line. */
export function toPlot(report: Report): string {
  const rows = report.results.map(summarise).map((result) => {
    const ratio = result.requestsPerSecond.ratio.toFixed(2);
    return { label: labelOf(result), values: [ratio] };
  });
  const title = "Requests a second, Tintype to IPX";
  return bars({ title, series: ["Tintype"], rows, line: { at: 1, name: "IPX" } });
}
