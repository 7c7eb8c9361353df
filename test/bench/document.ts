import { cpus } from "node:os";
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

/** `docs/benchmarks.md` with the report in place of what it says of rendering. */
export function intoDocument(document: string, report: Report): string {
  const from = document.indexOf(heading);
  if (from < 0) throw new Error(`Expected a heading "${heading}" in the document`);
  const to = document.indexOf("\n## ", from + heading.length);
  const rest = to < 0 ? "" : document.slice(to);
  return `${document.slice(0, from)}${toSection(report)}${rest}`;
}

function toSection(report: Report): string {
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

const bar = { height: 18, gap: 10, left: 220, unit: 150 };

/** Requests a second to IPX's as bars, with IPX as a line. */
export function toPlot(report: Report): string {
  const results = report.results.map(summarise);
  const height = results.length * (bar.height + bar.gap) + 30;
  const longest = Math.max(1, ...results.map(({ requestsPerSecond }) => requestsPerSecond.ratio));
  const width = bar.left + longest * bar.unit + 60;
  const bars = results.map((result, i) => {
    const y = 10 + i * (bar.height + bar.gap);
    const { ratio } = result.requestsPerSecond;
    const end = bar.left + ratio * bar.unit;
    return `<text x="${bar.left - 8}" y="${y + 14}" text-anchor="end">${labelOf(result)}</text><rect x="${bar.left}" y="${y}" width="${(end - bar.left).toFixed(1)}" height="${bar.height}" fill="#4b7bec"/><text x="${(end + 6).toFixed(1)}" y="${y + 14}">${ratio.toFixed(2)}</text>`;
  });
  const line = bar.left + bar.unit;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.ceil(width)} ${height}" width="${Math.ceil(width)}" height="${height}" font-family="sans-serif" font-size="13" fill="#555">
<title>Requests a second, Tintype to IPX</title>
${bars.join("\n")}
<path d="M${line} 4V${height - 20}" stroke="#888" stroke-dasharray="3 3"/><text x="${line}" y="${height - 5}" text-anchor="middle">IPX</text>
</svg>
`;
}
