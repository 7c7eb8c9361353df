import type { Summary } from "../audit/summary.ts";
import { outcomes } from "../audit/verdict.ts";
import { concernTitles, countOf, ffmpegNote, outcomeWords, percentOf, plural } from "./words.ts";

/** Lines of each list on a terminal. */
const listedAtMost = 15;

/** The summary for a terminal. Pure. */
export function summaryText(summary: Summary): string {
  const { urls, requests, outcomes: by, patterns, patternCount, parameters, reasons } = summary;
  const volume = requests > urls ? `, ${plural(requests, "request")}` : "";
  const lines = [`${plural(urls, "different URL")}${volume}`];
  for (const name of outcomes.filter((each) => by[each].urls > 0)) {
    const [title, meaning] = outcomeWords[name];
    lines.push(
      `${number(by[name].urls)}  ${title.padEnd(18)} ${percentOf(by[name].urls, urls)}: ${meaning}`,
    );
  }
  lines.push("", `Patterns (${countOf(patternCount)})`);
  for (const { pattern, urls: count } of patterns.slice(0, listedAtMost)) {
    lines.push(`${number(count)}  ${pattern}`);
  }
  const inexact = parameters.filter(({ fate }) => fate !== "exact");
  if (inexact.length > 0) lines.push("", "Parameters that are not identical");
  for (const { parameter, fate, note, urls: count } of inexact.slice(0, listedAtMost)) {
    lines.push(`${number(count)}  ${fate.padEnd(11)}  ${parameter}${note ? `: ${note}` : ""}`);
  }
  more(lines, inexact.length);
  for (const [kind, title] of Object.entries(concernTitles)) {
    const rows = summary.concerns[kind as keyof typeof concernTitles];
    if (rows.length > 0) lines.push("", title);
    for (const { name, command, urls: count } of rows.slice(0, listedAtMost)) {
      lines.push(`${number(count)}  ${command ?? name}`);
    }
    if (kind === "video" && rows.length > 0) lines.push(`          ${ffmpegNote}`);
    more(lines, rows.length);
  }
  if (reasons.length > 0) lines.push("", "Failing URLs");
  for (const { status, reason, urls: count, example } of reasons.slice(0, listedAtMost)) {
    lines.push(`${number(count)}  ${status} ${reason}`, `${" ".repeat(10)}${example}`);
  }
  more(lines, reasons.length);
  return lines.join("\n");
}

function number(count: number): string {
  return countOf(count).padStart(8);
}

function more(lines: string[], count: number): void {
  if (count > listedAtMost) lines.push(`          and ${count - listedAtMost} more`);
}
